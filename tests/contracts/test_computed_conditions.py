"""Rules of layouts whose conditions read computed fields: they see them as they will be, at every door."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artel.platform.access.policy import actor_of
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.records import door
from artel.platform.records.door import Change
from artel.platform.users.models import User
from tests.contracts.test_conditional_rules import SECTIONS, Section, change, made, refusals, stored
from tests.support.configuration import ON_ACCOUNTS, TENDERS, configure, document, field
from tests.support.personas import MANAGER, role


@pytest.fixture(params=list(SECTIONS))
def counted(request: pytest.FixtureRequest, db: None) -> Iterator[Section]:
    """Return a section with twice the money, whether that is much (one follows the other), and a client's name."""
    section = SECTIONS[request.param]
    computed = [
        field(
            f"{section.key}.x_twice",
            "computed",
            "Вдвое",
            options={"expression": f"{section.money} mul 2", "result": "money"},
        ),
        field(
            f"{section.key}.x_is_much",
            "computed",
            "Много",
            options={"expression": "x_twice gt 1000.50", "result": "boolean"},
        ),
        field(
            f"{section.key}.x_whose",
            "computed",
            "Чьё",
            options={"expression": f"coalesce({section.client}/name, '—')", "result": "text"},
        ),
    ]
    rules = {
        "fields": {
            "x_reason": {"required": "x_is_much eq true"},
            section.day: {"required": "x_whose eq 'Строгий'", "visible": "x_twice lt 5000"},
            section.note: {"readonly": "x_is_much eq true"},
        }
    }
    reasons = [field(f"{key}.x_reason", "text", "Причина") for key in ("deals", "x_tenders")]
    configure(*TENDERS, *ON_ACCOUNTS, *reasons, *computed, role("manager", MANAGER))
    configure(document("layout", section.key, body=rules))
    with holding(latest_snapshot()):
        yield section


@pytest.fixture
def manager(counted: Section, anna: User) -> Actor:
    """Return Anna, a manager."""
    return actor_of(anna)


def test_conditions_see_computed_fields_as_they_will_be(counted: Section, manager: Actor) -> None:
    assert change(counted, made(counted, manager), manager, **{counted.money: "500.25"}) == []
    record = made(counted, manager, **{counted.money: "10"})
    assert change(counted, record, manager, **{counted.money: "500.26"}) == [(0, "x_reason", "required")]
    assert change(counted, record, manager, **{counted.money: "500.26", "x_reason": "Так надо"}) == []
    assert stored(counted, record, "x_is_much") == (True,)
    assert change(counted, record, manager, x_reason=None) == [(0, "x_reason", "required")]
    assert change(counted, record, manager, **{counted.money: "10", "x_reason": None}) == []


def test_new_records_are_judged_by_what_follows_from_them(counted: Section, manager: Actor) -> None:
    rows = [{"name": "Мало", counted.money: "5"}, {"name": "Много", counted.money: "900"}]
    assert refusals(lambda: door.create(counted.key, rows, actor=manager)) == [(1, "x_reason", "required")]


def test_computed_fields_of_others_are_read_on_the_way(counted: Section, manager: Actor) -> None:
    strict, lax = door.create("accounts", [{"name": "Строгий"}, {"name": "Простой"}], actor=SYSTEM)
    owned = {"owner": manager.user_id}
    door.change("accounts", [Change(id=i, values=owned) for i in (strict, lax)], actor=SYSTEM)
    record = made(counted, manager, **{counted.client: lax, counted.money: "10"})
    assert change(counted, record, manager, **{counted.client: strict}) == [(0, counted.day, "required")]
    hidden = {counted.client: strict, counted.money: "3000", "x_reason": "Так надо"}
    assert change(counted, record, manager, **hidden) == [], "what is not seen is not asked for"


def test_what_is_locked_follows_from_what_was_stored(counted: Section, manager: Actor) -> None:
    record = made(counted, manager, **{counted.money: "10"})
    both = {counted.money: "900", "x_reason": "Так надо", counted.note: "Пока можно"}
    assert change(counted, record, manager, **both) == []
    assert change(counted, record, manager, **{counted.note: "Уже нельзя"}) == [(0, counted.note, "readonly")]


def test_computed_conditions_cost_one_query_a_batch(counted: Section, manager: Actor) -> None:
    ids = [made(counted, manager, **{counted.money: "10"}) for _number in range(20)]

    def cost(records: list[int], money: str) -> int:
        changes = [Change(id=i, values={counted.money: money, "x_reason": "Так"}) for i in records]
        with CaptureQueriesContext(connection) as captured:
            door.change(counted.key, changes, actor=manager)
        return len(captured)

    assert cost(ids[:2], "700") == cost(ids[2:], "700")
