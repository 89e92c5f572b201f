"""The preview judges the rules of the draft on a real record, through the eyes of a role; what is wrong stands by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from artel.platform.access.policy import actor_of
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import forget_snapshots
from artel.platform.definitions.documents import Document
from artel.platform.designer.drafts import Edit, put
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.records import door
from artel.platform.users.models import User
from tests.support.personas import MANAGER, install, role

pytestmark = pytest.mark.django_db
PAGE = "/settings/designer/leads/layout/"
GROUPS = [{"label": "Суть", "fields": ["budget", "phone", "description"]}]


@pytest.fixture
def coordinator(clara: User) -> Iterator[Actor]:
    """Return Clara as an actor; a role and a layout are in force."""
    install([role("manager", MANAGER), Document(kind="layout", key="leads", body={"groups": GROUPS})])
    yield actor_of(clara)
    forget_snapshots()


@pytest.fixture
def lead(coordinator: Actor) -> int:
    """Return a lead with a budget and a phone."""
    (made,) = door.create("leads", [{"name": "Элеватор", "budget": "5000", "phone": "+79172550418"}], actor=SYSTEM)
    return made


def preview(clara: User, lead: int, role: str = "", variant: str = "") -> str:
    """Return the preview as the editor gets it."""
    client = Client()
    client.force_login(clara)
    address = f"{PAGE}?variant={variant}" if variant else PAGE
    answer = client.post(address, {"model": "{}", "record": str(lead), "role": role})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode().partition('id="plan-slot"')[0]


def layout(**body: Any) -> Edit:
    """Return the edit of the layout of leads."""
    return Edit(kind="layout", key="leads", body={"groups": GROUPS, **body})


def test_drafted_rules_are_judged_on_the_record(coordinator: Actor, clara: User, lead: int) -> None:
    assert "5 000" in preview(clara, lead).replace("\xa0", " ").replace("\u202f", " ")
    rules = {
        "budget": {"visible": "budget lt 100"},
        "description": {"required": "budget gt 100"},
        "phone": {"readonly": "phone ne null"},
    }
    put([layout(fields=rules)], actor=coordinator)
    page = preview(clara, lead)
    assert "Сейчас не показано: Бюджет" in page
    assert "Заперто: Телефон" in page
    assert "Обязательно: Описание" in page
    assert "5 000" not in page.replace("\xa0", " ").replace("\u202f", " ")


def test_a_rule_may_read_a_field_that_is_not_applied_yet(coordinator: Actor, clara: User, lead: int) -> None:
    fresh = Edit(kind="field", key="leads.x_area", body={"label": "Площадь", "type": "integer"})
    put([fresh, layout(fields={"phone": {"visible": "x_area gt 5"}})], actor=coordinator)
    page = preview(clara, lead)
    assert "Сейчас не показано: Телефон" in page
    assert "Площадь" in page


def test_the_record_is_seen_as_somebody_of_a_role(coordinator: Actor, clara: User, lead: int) -> None:
    variant = {"label": "Менеджер", "roles": ["manager"], "groups": [{"label": "Коротко", "fields": ["phone"]}]}
    hiding = {**MANAGER, "fields": {"leads": {"description": "hidden"}}}
    edits = [
        Edit(kind="layout", key="leads.short", body=variant),
        Edit(kind="role", key="manager", body=hiding),
        layout(fields={"budget": {"visible": False, "roles": ["manager"]}}),
    ]
    put(edits, actor=coordinator)
    everybody = preview(clara, lead)
    assert "Коротко" not in everybody
    assert "Бюджет" in everybody
    manager = preview(clara, lead, role="manager")
    assert "Коротко" in manager
    assert "Сейчас не показано: Бюджет" in manager
    assert "Описание" not in manager
    assert "Сейчас не показано: Бюджет" in preview(clara, lead, variant="short")


def test_a_rule_that_can_not_be_judged_leaves_those_in_force(coordinator: Actor, clara: User, lead: int) -> None:
    fresh = Edit(kind="field", key="accounts.x_land", body={"label": "Земля", "type": "integer"})
    put([fresh, layout(fields={"phone": {"visible": "account/x_land gt 5"}})], actor=coordinator)
    assert "Телефон" in preview(clara, lead)


def test_what_is_wrong_stands_beside_the_change_that_it_stops(coordinator: Actor, clara: User) -> None:
    view = Edit(kind="view", key="leads.rich", body={"label": "Богатые", "filter": "x_rich eq true"})
    field = Edit(kind="field", key="leads.x_rich", body={"label": "Богат", "type": "boolean"})
    put([field, view], actor=coordinator)
    apply_documents([Document(kind="field", key="leads.x_rich", body={"label": "Р", "type": "text"})], actor=SYSTEM)
    client = Client()
    client.force_login(clara)
    page = client.get("/settings/designer/+plan/").content.decode()
    assert "Это тем временем изменил кто-то другой" in page
    step = page.partition("Поле «Богат»")[2].partition("</li>")[0]
    assert 'class="a-error"' in step


def test_drafted_formulas_hold_what_they_would_be(coordinator: Actor, clara: User, lead: int) -> None:
    doubled = {"label": "Вдвое", "type": "computed"}
    money = {"expression": "budget mul 2", "result": "money"}
    edits = [
        Edit(kind="field", key="leads.x_double", body={**doubled, "options": money}),
        Edit(
            kind="field",
            key="leads.x_words",
            body={
                "label": "Словами",
                "type": "computed",
                "options": {"expression": "concat(name, '!')", "result": "text"},
            },
        ),
        Edit(kind="field", key="accounts.x_land", body={"label": "Земля", "type": "text"}),
        Edit(
            kind="field",
            key="leads.x_land",
            body={"label": "Чья", "type": "computed", "options": {"expression": "account/x_land", "result": "text"}},
        ),
        layout(key_facts=["x_double"], fields={"phone": {"visible": "x_double lt 100"}}),
    ]
    put(edits, actor=coordinator)
    page = preview(clara, lead).replace("\xa0", " ").replace("\u202f", " ")
    assert "10 000,00 ₽" in page
    assert "Элеватор!" in page
    assert "Сейчас не показано: Телефон" in page
    assert "Чья" in page


def test_a_drafted_rollup_counts_the_details_there_are(coordinator: Actor, clara: User) -> None:
    (account,) = door.create("accounts", [{"name": "Элеватор"}], actor=SYSTEM)
    door.create("deals", [{"name": name, "account": account} for name in ("Сушилка", "Нория", "Весы")], actor=SYSTEM)
    counting = {"section": "deals", "field": "account", "function": "count", "result": "integer"}
    above = {"expression": "x_count mul 100", "result": "integer"}
    edits = [
        Edit(kind="field", key="accounts.x_count", body={"label": "Продаж", "type": "rollup", "options": counting}),
        Edit(kind="field", key="accounts.x_above", body={"label": "Баллы", "type": "computed", "options": above}),
    ]
    put(edits, actor=coordinator)
    client = Client()
    client.force_login(clara)
    answer = client.post("/settings/designer/accounts/layout/", {"model": "{}", "record": str(account)})
    assert "300" in answer.content.decode().partition('id="plan-slot"')[0].partition("Баллы")[2][:200]
