r"""Made `installation_0_1_0.sql.gz`; kept to show what stands in it. Runs with the code of 0.1.0, commit 520fe44.

    DATABASE_URL=… DJANGO_SETTINGS_MODULE=artel.settings.testing python build_0_1_0.py
    pg_dump --no-owner --no-privileges --schema=public --inserts --rows-per-insert=500 DATABASE \
        | grep -Ev "restrict|transaction_timeout|SCHEMA public" | gzip -9n > installation_0_1_0.sql.gz

A lift company: the packs base and lifts, what its administrator changed of them by mouse, what he made, records.
"""

from __future__ import annotations

from typing import Any

import django

django.setup()

from artel.installation.schema_state import migrate  # noqa: E402
from artel.platform.access.actions.roles import apply_role, plan_role  # noqa: E402
from artel.platform.definitions.applying import apply_documents  # noqa: E402
from artel.platform.definitions.current import latest_snapshot, stored_documents  # noqa: E402
from artel.platform.definitions.documents import Document  # noqa: E402
from artel.platform.kernel.actor import SYSTEM, Actor, ActorKind  # noqa: E402
from artel.platform.packs.installing import install  # noqa: E402
from artel.platform.records import door  # noqa: E402
from artel.platform.schema.work import finish_pending_work  # noqa: E402
from artel.platform.users.models import User  # noqa: E402


def text(ru: str, en: str = "") -> dict[str, str]:
    """Return a label's body."""
    return {"ru": ru, "en": en}


def stored(kind: str, key: str) -> Document:
    """Return a document in force."""
    return next(d for d in stored_documents() if d.identity == (kind, key))


def build() -> None:
    """Fill the database."""
    migrate()
    install(["lifts"], demo=False, actor=SYSTEM)
    user = User.objects.create_user(
        username="renat", password="one long password", name="Ренат Валиев", roles=["admin"], is_admin=True
    )
    renat = Actor(kind=ActorKind.SYSTEM, name=user.name, user_id=user.pk, language="ru")
    _change_what_packs_said(renat)
    _make_own(renat)
    finish_pending_work(latest_snapshot())
    _fill(renat)


def _change_what_packs_said(renat: Actor) -> None:
    role = stored("role", "manager")
    body = {**role.body, "label": text("Менеджер по лифтам", "Lift manager")}
    base = plan_role("manager", body, actor=renat).base
    apply_role("manager", body, base=base, actor=renat)
    lookup = stored("lookup", "work_types")
    values: list[Any] = [
        {**v, "label": text("Замена лифта", "Replacement")} if v["key"] == "replacement" else v
        for v in lookup.body["values"]
    ]
    values.append({"key": "design", "label": text("Проектирование", "Design")})
    changed = Document(kind="lookup", key="work_types", owner=lookup.owner, body={**lookup.body, "values": values})
    view = stored("view", "x_objects.all") if _has("view", "x_objects.all") else None
    retired = [Document(kind="view", key=view.key, owner=view.owner, body=view.body, is_retired=True)] if view else []
    apply_documents([changed, *retired], actor=renat, note="По-своему")


def _has(kind: str, key: str) -> bool:
    return any(d.identity == (kind, key) for d in stored_documents())


def _make_own(renat: Actor) -> None:
    documents = [
        Document(kind="field", key="accounts.x_land", body={"type": "decimal", "label": text("Банк земли", "Land")}),
        Document(
            kind="field",
            key="accounts.x_code",
            body={"type": "text", "label": text("Код ОКПО"), "unique": True, "searchable": True},
        ),
        Document(kind="field", key="x_objects.x_note", body={"type": "long_text", "label": text("Пометка")}),
        Document(
            kind="lookup", key="risks", body={"label": text("Риски"), "values": [{"key": "high", "label": "Высокий"}]}
        ),
        Document(kind="section", key="x_claims", body={"label": text("Претензии", "Claims"), "has_pipeline": True}),
        Document(
            kind="field",
            key="x_claims.x_account",
            body={"type": "reference", "target": "accounts", "label": text("Клиент")},
        ),
        Document(
            kind="field", key="x_claims.x_risk", body={"type": "choice", "lookup": "risks", "label": text("Риск")}
        ),
        Document(kind="field", key="x_claims.x_sum", body={"type": "money", "label": text("Сумма")}),
        Document(
            kind="pipeline",
            key="claims",
            body={
                "section": "x_claims",
                "label": text("Разбор"),
                "is_default": True,
                "stages": [
                    {"key": "got", "label": text("Получена")},
                    {"key": "paid", "label": text("Закрыта"), "kind": "success"},
                    {"key": "no", "label": text("Отказ"), "kind": "failure"},
                ],
            },
        ),
        Document(
            kind="view",
            key="accounts.landlords",
            body={"label": text("С землёй"), "filter": "x_land gt 10", "columns": ["name", "x_land", "x_code"]},
        ),
    ]
    apply_documents(documents, actor=renat, note="Своё")
    gone = Document(kind="field", key="leads.x_old", body={"type": "text", "label": text("Прежнее")})
    apply_documents([gone], actor=renat)
    apply_documents([Document(kind="field", key="leads.x_old", body=gone.body, is_retired=True)], actor=renat)


def _fill(renat: Actor) -> None:
    accounts = door.create(
        "accounts",
        [
            {
                "name": f"ООО «Застройщик {n}»",
                "x_land": f"{n}.50",
                "x_code": f"{n:08}",
                "phone": f"+7 900 000-00-{n:02}",
            }
            for n in range(1, 41)
        ],
        actor=renat,
    )
    sites = [{"name": f"Дом {n}", "x_developer": accounts[n], "x_note": "Лифты к осени"} for n in range(20)]
    door.create("x_objects", sites, actor=renat)
    claims = [
        {"name": f"Претензия {n}", "x_account": accounts[n], "x_risk": "high", "x_sum": "1000.25", "stage": "got"}
        for n in range(10)
    ]
    door.create("x_claims", claims, actor=renat)
    door.create("deals", [{"name": "Лифты", "account": accounts[0], "amount": "2500000.00"}], actor=renat)
    door.trash("accounts", accounts[-1:], actor=renat)


if __name__ == "__main__":
    build()
