"""Two small sections with every kind of field, their tables, and rows: the ground that conditions are tested on."""

from __future__ import annotations

from typing import Any

from django.db import connection, models

from artel.platform.kernel.actor import Actor, ActorKind
from artel.platform.kernel.labels import Label
from artel.platform.schema.runtime import models_of
from artel.platform.sections.declaring import declare_field, with_base_fields
from artel.platform.sections.pipelines import PipelineSpec, StageSpec
from artel.platform.sections.spec import FieldSpec, LookupSpec, LookupValue, SectionSpec, Snapshot

ANNA = Actor(kind=ActorKind.USER, name="Анна", user_id=1, team_id=10, team_ids=(10, 11), timezone="Asia/Yekaterinburg")


def _section(key: str, *fields: FieldSpec, has_pipeline: bool = False, **more: Any) -> SectionSpec:
    return SectionSpec(
        key=key,
        label=Label(key, key),
        singular=Label(key, key),
        table=f"conditions_{key}",
        fields=with_base_fields(
            fields, name_label=Label("Название", "Name"), name_required=False, has_pipeline=has_pipeline
        ),
        has_pipeline=has_pipeline,
        **more,
    )


CLIENTS = _section(
    "clients",
    declare_field("city", "text", Label("Город", "City")),
    declare_field("notes", "long_text", Label("Заметки", "Notes")),
    declare_field("visits", "integer", Label("Визиты", "Visits")),
    declare_field("rating", "decimal", Label("Рейтинг", "Rating")),
    declare_field("amount", "money", Label("Сумма", "Amount")),
    declare_field("met_on", "date", Label("Знакомы с", "Met on")),
    declare_field("called_at", "datetime", Label("Звонок", "Called at")),
    declare_field("is_main", "boolean", Label("Главный", "Main")),
    declare_field("source", "choice", Label("Источник", "Source"), lookup="sources"),
    declare_field("tags", "multi_choice", Label("Метки", "Tags"), lookup="tags"),
    declare_field("parent", "reference", Label("Головной", "Parent"), target="clients"),
    declare_field("spent", "duration", Label("Затрачено", "Spent")),
    declare_field("secret", "text", Label("Тайна", "Secret")),
    has_pipeline=True,
    pipelines=(
        PipelineSpec(
            key="main",
            section="clients",
            label=Label("Главная", "Main"),
            stages=(StageSpec(key="new", label=Label("Новый", "New")), StageSpec(key="won", label=Label("Наш", "Won"))),
        ),
    ),
)
ORDERS = _section(
    "orders",
    declare_field("client", "reference", Label("Клиент", "Client"), target="clients", required=True),
    declare_field("total", "money", Label("Итого", "Total")),
    declare_field("paid_on", "date", Label("Оплачен", "Paid on")),
)
VISITS = _section(
    "trips",
    declare_field("client", "reference", Label("Клиент", "Client"), target="clients"),
    declare_field("guest", "reference", Label("Гость", "Guest"), target="clients"),
)
SNAPSHOT = Snapshot(
    revision=-1,
    sections={s.key: s for s in (CLIENTS, ORDERS, VISITS)},
    lookups={
        "sources": LookupSpec(
            key="sources",
            label=Label("Источники", "Sources"),
            values={k: LookupValue(key=k, label=Label(k, k)) for k in ("site", "call", "fair")},
        ),
        "tags": LookupSpec(
            key="tags",
            label=Label("Метки", "Tags"),
            values={k: LookupValue(key=k, label=Label(k, k)) for k in ("vip", "new", "old")},
        ),
    },
    roles={},
)


def create_tables() -> dict[str, type[models.Model]]:
    """Create the tables in the running transaction and return the runtime classes."""
    found = models_of(SNAPSHOT)
    with connection.schema_editor() as editor:
        for model in found.values():
            editor.create_model(model)
    return found
