"""What the door promises of conditional rules, on a built-in section and on one of the company's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artel.platform.access.policy import actor_of, visible_to
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.kernel.actor import SYSTEM, Actor, ActorKind
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.records import door, merging
from artel.platform.records.door import Change
from artel.platform.users.models import User
from tests.support.configuration import ON_ACCOUNTS, TENDERS, configure, document, field
from tests.support.personas import HEAD, MANAGER, role

Refused = list[tuple[int, str | None, str]]


@dataclass(frozen=True)
class Section:
    """A section with stages, and its fields that the rules are about."""

    key: str
    money: str
    note: str
    day: str
    client: str
    first: str
    second: str
    failure: str


SECTIONS = {
    "built-in": Section("deals", "amount", "description", "expected_on", "account", "interest", "offer", "dropped"),
    "own": Section("x_tenders", "x_limit", "x_note", "x_due", "x_account", "search", "bid", "lost"),
}


@pytest.fixture(params=list(SECTIONS))
def section(request: pytest.FixtureRequest, db: None) -> Iterator[Section]:
    """Return one of the sections with rules of every sort on it."""
    found = SECTIONS[request.param]
    has_pipeline = document(
        "pipeline",
        "sales",
        body={
            "section": "deals",
            "label": "Продажи",
            "is_default": True,
            "stages": [
                {"key": "interest", "label": "Интерес"},
                {"key": "offer", "label": "Предложение"},
                {"key": "dropped", "label": "Отложено"},
            ],
        },
    )
    configure(
        *TENDERS,
        *ON_ACCOUNTS,
        field("deals.x_reason", "text", "Причина"),
        field("x_tenders.x_reason", "text", "Причина"),
    )
    configure(has_pipeline, role("manager", MANAGER), role("head", HEAD))
    configure(document("layout", found.key, body=rules_of(found)))
    with holding(latest_snapshot()):
        yield found


def rules_of(found: Section) -> dict[str, object]:
    """Return a layout: a reason when lost, a day when the client is big, money locked once offered."""
    return {
        "fields": {
            "x_reason": {
                "visible": f"stage eq '{found.failure}'",
                "required": f"stage eq '{found.failure}' and {found.money} gt 100",
            },
            found.money: {"readonly": f"stage eq '{found.second}'", "except_roles": ["head"]},
            found.note: {"readonly": True, "roles": ["manager"]},
            found.day: {"required": f"{found.client}/x_floors ge 10"},
        },
        "stages": {found.second: {"required": [found.money]}},
    }


@pytest.fixture
def manager(section: Section, anna: User) -> Actor:
    """Return Anna, a manager."""
    return actor_of(anna)


@pytest.fixture
def head(section: Section, boris: User) -> Actor:
    """Return Boris, a head of department."""
    return actor_of(boris)


def refusals(act: Callable[[], object]) -> Refused:
    """Return what the door refuses, as (row, field, code); nothing when it lets all pass."""
    try:
        act()
    except ValidationFailed as refused:
        return [(p.row, p.field, p.code) for p in refused.problems]
    return []


def made(section: Section, actor: Actor = SYSTEM, /, **values: object) -> int:
    """Create a record; the actor owns it."""
    owner = {"owner": actor.user_id} if actor.user_id else {}
    return door.create(section.key, [{"name": "Заказ", **owner, **values}], actor=actor)[0]


def change(section: Section, record_id: int, actor: Actor, /, **values: object) -> Refused:
    """Change a record and return what was refused."""
    return refusals(lambda: door.change(section.key, [Change(id=record_id, values=values)], actor=actor))


def stored(section: Section, record_id: int, *keys: str) -> tuple[object, ...]:
    """Return stored values."""
    return tuple(visible_to(SYSTEM, section.key, include_trashed=True).filter(id=record_id).values_list(*keys).get())


def test_a_required_field_is_asked_for_when_its_condition_comes_true(section: Section, manager: Actor) -> None:
    record = made(section, manager, **{section.money: "500"})
    assert change(section, record, manager, stage=section.failure) == [(0, "x_reason", "required")]
    assert stored(section, record, "stage") == (section.first,)
    assert change(section, record, manager, stage=section.failure, x_reason="Дорого") == []


def test_it_is_not_asked_for_while_the_condition_is_false_or_null(section: Section, manager: Actor) -> None:
    record = made(section, manager)
    assert change(section, record, manager, stage=section.failure) == []


def test_what_was_required_can_not_be_emptied(section: Section, manager: Actor) -> None:
    record = made(section, manager, **{section.money: "500"})
    change(section, record, manager, stage=section.failure, x_reason="Дорого")
    assert change(section, record, manager, x_reason="") == [(0, "x_reason", "required")]


def test_a_change_of_the_condition_s_other_field_asks_too(section: Section, manager: Actor) -> None:
    record = made(section, manager)
    change(section, record, manager, stage=section.failure)
    assert change(section, record, manager, **{section.money: "101"}) == [(0, "x_reason", "required")]


def test_what_was_wrong_before_does_not_stop_an_unrelated_change(section: Section, manager: Actor) -> None:
    record = made(section, manager, stage=section.failure)
    configure(
        document("layout", section.key, body={"fields": {"x_reason": {"required": f"stage eq '{section.failure}'"}}})
    )
    with holding(latest_snapshot()):
        assert change(section, record, manager, name="Другой заказ") == []
        assert change(section, record, manager, stage=section.first) == []
        assert change(section, record, manager, stage=section.failure) == [(0, "x_reason", "required")]


def test_a_condition_on_another_record_is_told_of_a_new_record(section: Section) -> None:
    big, small = door.create(
        "accounts", [{"name": "Большой", "x_floors": 10}, {"name": "Малый", "x_floors": 9}], actor=SYSTEM
    )
    rows = [{"name": "А", section.client: small}, {"name": "Б", section.client: big}]
    assert refusals(lambda: door.create(section.key, rows, actor=SYSTEM)) == [(1, section.day, "required")]
    rows[1][section.day] = "2026-12-01"
    assert refusals(lambda: door.create(section.key, rows, actor=SYSTEM)) == []


def test_a_stage_is_not_reached_without_its_fields(section: Section, manager: Actor) -> None:
    record = made(section, manager)
    assert change(section, record, manager, stage=section.second) == [(0, section.money, "required")]
    assert change(section, record, manager, stage=section.second, **{section.money: "7"}) == []
    assert change(section, record, manager, **{section.money: None}) != []


def test_a_new_record_in_a_stage_has_its_fields(section: Section) -> None:
    act = lambda: made(section, SYSTEM, stage=section.second)  # noqa: E731 - read beside what it gives
    assert refusals(act) == [(0, section.money, "required")]


def test_a_locked_value_is_refused_and_the_same_value_is_not(section: Section, manager: Actor) -> None:
    record = made(section, manager, **{section.money: "500"})
    assert change(section, record, manager, stage=section.second) == []
    assert change(section, record, manager, **{section.money: "501"}) == [(0, section.money, "readonly")]
    assert change(section, record, manager, **{section.money: "500.00"}) == []
    assert stored(section, record, "version") == (2,)


def test_a_way_out_of_the_lock_in_the_same_change_is_no_way(section: Section, manager: Actor) -> None:
    record = made(section, manager, **{section.money: "500"})
    change(section, record, manager, stage=section.second)
    wanted = {"stage": section.failure, "x_reason": "Нет", section.money: "1"}
    assert change(section, record, manager, **wanted) == [(0, section.money, "readonly")]
    assert stored(section, record, "stage") == (section.second,)


def test_a_move_may_fill_in_what_its_stage_locks(section: Section, manager: Actor) -> None:
    record = made(section, manager)
    assert change(section, record, manager, stage=section.second, **{section.money: "42"}) == []


def test_roles_are_bound_or_spared(section: Section, manager: Actor, head: Actor) -> None:
    record = made(section, manager, **{section.money: "500"})
    change(section, record, manager, stage=section.second)
    assert change(section, record, manager, **{section.note: "скидка"}) == [(0, section.note, "readonly")]
    assert refusals(lambda: made(section, manager, **{section.note: "скидка"})) == [(0, section.note, "readonly")]
    mine = made(section, head, **{section.money: "500", section.note: "скидка"})
    change(section, mine, head, stage=section.second)
    assert change(section, mine, head, **{section.money: "1", section.note: "ещё"}) == []


def test_hidden_is_not_required_and_may_be_written(section: Section, manager: Actor) -> None:
    record = made(section, manager, **{section.money: "500"})
    assert change(section, record, manager, x_reason="рано") == []
    assert stored(section, record, "x_reason") == ("рано",)


def test_an_always_required_field_is_not_asked_for_while_it_is_hidden(section: Section) -> None:
    configure(
        field(f"{section.key}.x_must", "text", "Нужно", required=True),
        document("layout", section.key, body={"fields": {"x_must": {"visible": f"{section.money} gt 5"}}}),
    )
    with holding(latest_snapshot()):
        record = made(section, SYSTEM, **{section.money: "5"})
        assert refusals(lambda: made(section, SYSTEM, **{section.money: "6"})) == [(0, "x_must", "required")]
        assert change(section, record, SYSTEM, **{section.money: "6"}) == [(0, "x_must", "required")]
        assert change(section, record, SYSTEM, **{section.money: "6", "x_must": "есть"}) == []


def test_an_import_takes_new_records_as_they_were_and_changes_nothing_locked(section: Section, manager: Actor) -> None:
    importing = Actor(
        kind=ActorKind.IMPORT,
        name=manager.name,
        user_id=manager.user_id,
        roles=manager.roles,
        team_ids=manager.team_ids,
    )
    record = made(section, importing, stage=section.second, **{section.money: "500"})
    assert change(section, record, importing, **{section.money: "1"}) == [(0, section.money, "readonly")]
    assert refusals(lambda: made(section, importing, **{section.note: "x"})) == [(0, section.note, "readonly")]
    assert refusals(lambda: made(section, importing, stage=section.second)) == [(0, section.money, "required")]


def test_the_system_is_not_locked_out_and_still_fills_in_what_is_required(section: Section) -> None:
    record = made(section, SYSTEM, stage=section.second, **{section.money: "500"})
    assert change(section, record, SYSTEM, **{section.money: "1"}) == []
    assert change(section, record, SYSTEM, **{section.money: None}) == [(0, section.money, "required")]


def test_a_merge_takes_no_locked_value(section: Section, head: Actor) -> None:
    configure(
        document("layout", section.key, body={"fields": {section.money: {"readonly": f"stage eq '{section.second}'"}}})
    )
    with holding(latest_snapshot()):
        keep = made(section, head, **{section.money: "500"})
        change(section, keep, head, stage=section.second)
        other = made(section, head, **{section.money: "1"})
        act = lambda: merging.merge(section.key, keep, [other], values={section.money: "1"}, actor=head)  # noqa: E731
        assert refusals(act) == [(0, section.money, "readonly")]
        assert stored(section, other, "trashed_at") == (None,)


def test_a_dry_run_tells_the_same(section: Section, manager: Actor) -> None:
    record = made(section, manager, **{section.money: "500"})
    change(section, record, manager, stage=section.second)
    rows = [{"name": "Н", "stage": section.second}, {section.money: "1"}]
    found = door.check(section.key, rows, actor=manager, existing={1: record})
    assert [(p.row, p.field, p.code) for p in found] == [(0, section.money, "required"), (1, section.money, "readonly")]
    assert stored(section, record, section.money) == (500,)


def test_all_rows_of_a_batch_are_asked_in_one_query(section: Section) -> None:
    rows = [{"name": f"Заказ {n}", section.money: str(n)} for n in range(1, 301)]

    def queries() -> tuple[int, int]:
        with CaptureQueriesContext(
            connection,
        ) as taken:
            ids = door.create(section.key, rows, actor=SYSTEM)
        with CaptureQueriesContext(connection) as moved:
            door.change(section.key, [Change(id=i, values={"stage": section.second}) for i in ids], actor=SYSTEM)
        return len(taken), len(moved)

    asked = queries()
    configure(document("layout", section.key, body={}))
    with holding(latest_snapshot()):
        plain = queries()
    assert [a - p for a, p in zip(asked, plain, strict=True)] == [1, 1]


def test_a_change_that_no_rule_concerns_asks_nothing(section: Section) -> None:
    record = made(section, SYSTEM, **{section.money: "5"})
    with CaptureQueriesContext(connection) as taken:
        change(section, record, SYSTEM, name="Иначе")
    assert not any("artel_proposed" in q["sql"] for q in taken.captured_queries)


def test_a_variant_s_rules_bind_its_roles_and_records_alone(section: Section, manager: Actor, head: Actor) -> None:
    configure(
        document("layout", section.key, body={}),
        document(
            "layout",
            f"{section.key}.big",
            body={"roles": ["manager"], "when": f"{section.money} gt 1000", "fields": {"x_reason": {"required": True}}},
        ),
    )
    with holding(latest_snapshot()):
        assert refusals(lambda: made(section, manager, **{section.money: "1001"})) == [(0, "x_reason", "required")]
        assert refusals(lambda: made(section, manager, **{section.money: "1000"})) == []
        assert refusals(lambda: made(section, head, **{section.money: "1001"})) == []


def test_a_condition_on_details_and_on_oneself_is_told(db: None) -> None:
    configure(
        field("accounts.x_head", "reference", "Головная", target="accounts"), field("accounts.x_why", "text", "Зачем")
    )
    body = {
        "fields": {
            "x_why": {"required": "x_head/x_head/name eq 'Дед' or deals/any(d: d/amount gt 100)"},
        }
    }
    configure(document("layout", "accounts", body=body))
    with holding(latest_snapshot()):
        elder = door.create("accounts", [{"name": "Дед"}], actor=SYSTEM)[0]
        parent = door.create("accounts", [{"name": "Отец", "x_head": elder}], actor=SYSTEM)[0]
        act = lambda: door.create("accounts", [{"name": "Сын", "x_head": parent}], actor=SYSTEM)  # noqa: E731
        assert refusals(act) == [(0, "x_why", "required")]
        door.create("deals", [{"name": "Сделка", "account": elder, "amount": "101"}], actor=SYSTEM)
        moved = [Change(id=elder, values={"x_head": parent})]
        assert refusals(lambda: door.change("accounts", moved, actor=SYSTEM)) == [(0, "x_why", "required")]


def test_values_that_look_like_sql_stay_values(section: Section, manager: Actor) -> None:
    nasty = "'); DROP TABLE deals; -- \\u0041 \" {} 🤝"
    configure(document("layout", section.key, body={"fields": {"x_reason": {"required": f"{section.note} eq 'x'"}}}))
    with holding(latest_snapshot()):
        record = made(section, SYSTEM, **{section.note: nasty})
        assert stored(section, record, section.note) == (nasty,)
