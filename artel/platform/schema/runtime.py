"""Runtime classes: one Django model per section and revision, for querying only.

Rules (why: docs/architecture.md, "Dynamic models"): the registry is private to the revision, so that the
global one and reverse relations stay untouched; pointers between sections are resolved within that
registry; instances never leave this room, records travel as (section key, id).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any

from django.apps import apps
from django.apps.registry import Apps
from django.contrib.auth import get_user_model
from django.db import models

from artel.platform.sections.fieldtype import field_types
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot

APP_LABEL = "runtime"
PROPOSED_TABLE = "artel_proposed"
PROPOSED_ROW = "proposed_row"
KEPT_REVISIONS = 3
"""Requests begun before an apply finish on their own revision; older ones are dropped."""

_built: OrderedDict[int, tuple[Snapshot, dict[str, type[models.Model]]]] = OrderedDict()
_proposed: OrderedDict[tuple[int, str], tuple[Snapshot, type[models.Model]]] = OrderedDict()
_guard = Lock()


def model_of(section: str, snapshot: Snapshot) -> type[models.Model]:
    """Return the runtime class of a section; raises LookupError when there is none."""
    return models_of(snapshot)[section]


def models_of(snapshot: Snapshot) -> dict[str, type[models.Model]]:
    """Return all runtime classes of a snapshot, built once per process and revision.

    Building takes tens of milliseconds and holds the lock; no DDL and no query happens inside. A revision that
    changes no field (a layout, a role, a view) goes on with the classes of another.
    """
    found = _built.get(snapshot.revision)
    if found is not None and found[0] is snapshot:
        return found[1]
    with _guard:
        found = _built.pop(snapshot.revision, None)
        if found is None or found[0] is not snapshot:
            known = [found, *reversed(_built.values())] if found else list(reversed(_built.values()))
            same = next((models for other, models in known if _have_same_fields(other, snapshot)), None)
            found = (snapshot, build_models(snapshot) if same is None else same)
        _built[snapshot.revision] = found
        while len(_built) > KEPT_REVISIONS:
            _built.popitem(last=False)
    return found[1]


def _have_same_fields(one: Snapshot, other: Snapshot) -> bool:
    """Tell whether classes of one snapshot are those of the other."""
    return one.sections.keys() == other.sections.keys() and all(
        spec.table == other.sections[key].table and spec.shown_fields == other.sections[key].shown_fields
        for key, spec in one.sections.items()
    )


def build_models(snapshot: Snapshot) -> dict[str, type[models.Model]]:
    """Return fresh classes of every section in a registry of their own, without keeping them."""
    registry = Apps()
    return {s.key: build_model(s, registry) for s in snapshot.sections.values()}


def build_model(spec: SectionSpec, registry: Apps) -> type[models.Model]:
    """Return the class of one section in `registry`. Retired fields have no attribute."""
    attributes: dict[str, Any] = {"__module__": __name__}
    for field in spec.shown_fields:
        attributes[field.key] = django_field(field)
    attributes["Meta"] = type(
        "Meta",
        (),
        {"apps": registry, "app_label": APP_LABEL, "managed": False, "db_table": spec.table},
    )
    return type(spec.key, (models.Model,), attributes)


def proposed_model_of(section: str, snapshot: Snapshot) -> type[models.Model]:
    """Return the class of records that are not stored: a section's fields over a table that the query brings along.

    The statement begins with `WITH "artel_proposed" AS (…)`, whose rows carry their number in `proposed_row`. Pointers
    lead to stored records, also those to the same section. Built once per process and revision, as needed.
    """
    place = (snapshot.revision, section)
    found = _proposed.get(place)
    if found is None or found[0] is not snapshot:
        stored = models_of(snapshot)
        attributes: dict[str, Any] = {"__module__": __name__, PROPOSED_ROW: models.IntegerField()}
        for field in snapshot.sections[section].shown_fields:
            attributes[field.key] = django_field(field, stored)
        meta = {"apps": Apps(), "app_label": APP_LABEL, "managed": False, "db_table": PROPOSED_TABLE}
        attributes["Meta"] = type("Meta", (), meta)
        found = (snapshot, type(f"proposed_{section}", (models.Model,), attributes))
        with _guard:
            _proposed[place] = found
            for old in [p for p in _proposed if p[0] <= snapshot.revision - KEPT_REVISIONS]:
                del _proposed[old]
    return found[1]


def django_field(field: FieldSpec, stored: Mapping[str, type[models.Model]] | None = None) -> models.Field[Any, Any]:
    """Return the Django field of a spec; pointers to sections name a class of the same registry, or of `stored`."""
    if field.key == "id":
        return models.BigAutoField(primary_key=True)
    if field.is_pointer:
        to: Any = stored[str(field.target)] if stored and field.target in stored else f"{APP_LABEL}.{field.target}"
        if field.kind is Kind.PERSON:
            to = get_user_model()
        elif field.kind is Kind.FILE:
            to = apps.get_model("files", "StoredFile")
        return models.ForeignKey(
            to,
            null=True,
            on_delete=models.DO_NOTHING,
            db_constraint=False,
            db_index=False,
            related_name="+",
            db_column=field.column,
        )
    column = field_types.get(field.type).make_column(field)
    if column is None:
        raise TypeError(f"field type {field.type} makes no column")
    return column
