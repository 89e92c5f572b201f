"""A rule that refuses lets a twin through no door, and of two at once exactly one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.kernel.actor import SYSTEM, Actor, ActorKind
from artel.platform.kernel.errors import Conflict, ValidationFailed
from artel.platform.records import door
from artel.platform.records.door import Change
from artel.platform.records.merging import merge, undo_merge
from artel.platform.sections.spec import Snapshot
from tests.support.configuration import configure, document, field, text
from tests.support.domain import change, make, rows, together

ADMIN = Actor(kind=ActorKind.USER, name="Clara", is_admin=True)
MACHINES = (
    document("section", "x_machines", body={"label": text("Станки", "Machines")}),
    field("x_machines.x_serial", "text", "Серийный номер"),
    field("x_machines.x_closed", "boolean", "Списан"),
)


def refusing(key: str, match: dict[str, object], **facts: object) -> None:
    """Put a refusing rule into force."""
    label = {"label": text("Тот же номер", "Same number")}
    configure(document("duplicates", key, body={**label, "fields": [match], "severity": "refuse", **facts}))


@pytest.fixture
def machines(db: None) -> Iterator[Snapshot]:
    """Hold a configuration in which serial numbers are refused twice."""
    configure(*MACHINES)
    refusing("x_machines.serial", {"field": "x_serial"})
    with holding(latest_snapshot()) as snapshot:
        yield snapshot


def codes(refused: pytest.ExceptionInfo[ValidationFailed]) -> list[tuple[int, str | None, str]]:
    """Return (row, field, code) of each problem."""
    return [(p.row, p.field, p.code) for p in refused.value.problems]


def test_a_twin_is_refused_beside_its_field_and_names_the_other(machines: Snapshot) -> None:
    make("x_machines", name="Токарный", x_serial="АБ-12")
    with pytest.raises(ValidationFailed) as refused:
        door.create("x_machines", [{"name": "A", "x_serial": "1"}, {"name": "B", "x_serial": "аб 12"}], actor=SYSTEM)
    assert codes(refused) == [(1, "x_serial", "duplicate")]
    assert "Токарный" in str(refused.value)


def test_the_same_twice_in_one_batch_is_refused(machines: Snapshot) -> None:
    with pytest.raises(ValidationFailed) as refused:
        door.create("x_machines", [{"name": "A", "x_serial": "12"}, {"name": "B", "x_serial": "12"}], actor=SYSTEM)
    assert codes(refused) == [(1, "x_serial", "duplicate")]


def test_a_change_into_a_twin_is_refused_and_other_edits_are_not(machines: Snapshot) -> None:
    make("x_machines", name="Токарный", x_serial="12")
    other = make("x_machines", name="Фрезерный", x_serial="13")
    with pytest.raises(ValidationFailed):
        change("x_machines", other, x_serial="12")
    change("x_machines", other, name="Другой")


def test_a_dry_run_tells_what_would_be_refused(machines: Snapshot) -> None:
    make("x_machines", name="Токарный", x_serial="12")
    found = door.check("x_machines", [{"name": "Б", "x_serial": "12"}], actor=SYSTEM)
    assert [(p.field, p.code) for p in found] == [("x_serial", "duplicate")]


def test_administrators_and_allowed_roles_pass(machines: Snapshot) -> None:
    make("x_machines", name="Токарный", x_serial="12")
    assert make("x_machines", actor=ADMIN, name="Второй", x_serial="12")


def test_a_hidden_twin_is_refused_without_its_name(base_pack: Snapshot, anna_acts: Actor) -> None:
    refusing("leads.same", {"field": "phone"})
    with holding(latest_snapshot()):
        make("leads", name="Тайный клиент", phone="+79172550418")
        with pytest.raises(ValidationFailed) as refused:
            make("leads", actor=anna_acts, name="Мой", phone="+79172550418")
    assert "Тайный" not in str(refused.value)


def test_a_condition_lets_others_pass(db: None) -> None:
    configure(*MACHINES)
    refusing("x_machines.serial", {"field": "x_serial"}, when="x_closed ne true")
    with holding(latest_snapshot()):
        first = make("x_machines", name="А", x_serial="12")
        second = make("x_machines", name="Б", x_serial="12", x_closed=True)
        with pytest.raises(ValidationFailed):
            change("x_machines", second, x_closed=False)
        change("x_machines", first, x_closed=True)
        change("x_machines", second, x_closed=False)


def test_an_unlike_value_lets_pass_until_it_is_taken_away(db: None) -> None:
    configure(*MACHINES)
    refusing("x_machines.name", {"field": "name"}, differs=["x_serial"])
    with holding(latest_snapshot()):
        make("x_machines", name="Пресс", x_serial="12")
        other = make("x_machines", name="Пресс", x_serial="13")
        with pytest.raises(ValidationFailed):
            change("x_machines", other, x_serial="12")
        with pytest.raises(ValidationFailed):
            change("x_machines", other, x_serial=None)
        rows = [{"name": "Шкаф", "x_serial": "1"}, {"name": "Шкаф", "x_serial": "2"}, {"name": "Шкаф"}]
        with pytest.raises(ValidationFailed) as refused:
            door.create("x_machines", rows, actor=SYSTEM)
    assert codes(refused) == [(2, "name", "duplicate")]


def test_what_has_been_replaced_can_not_come_back_from_the_trash(machines: Snapshot) -> None:
    old = make("x_machines", name="Старый", x_serial="12")
    door.trash("x_machines", [old], actor=SYSTEM)
    make("x_machines", name="Новый", x_serial="12")
    with pytest.raises(Conflict):
        door.restore("x_machines", [old], actor=SYSTEM)


def test_an_undone_merge_brings_back_what_had_been_twins(db: None) -> None:
    configure(*MACHINES)
    one, other = (make("x_machines", name=name, x_serial="12") for name in ("А", "Б"))
    refusing("x_machines.serial", {"field": "x_serial"})
    with holding(latest_snapshot()):
        merged = merge("x_machines", one, [other], values={}, actor=SYSTEM)
        undo_merge(merged, actor=SYSTEM)
        assert rows("x_machines", "id") == [(one,), (other,)]


def test_a_similar_rule_refuses_too(db: None) -> None:
    configure(*MACHINES)
    refusing("x_machines.alike", {"field": "name", "match": "similar"})
    with holding(latest_snapshot()):
        make("x_machines", name="Токарный станок")
        with pytest.raises(ValidationFailed):
            make("x_machines", name="Токарный станог")
        with pytest.raises(ValidationFailed) as refused:
            door.create("x_machines", [{"name": "Пресс большой"}, {"name": "Пресс болшой"}], actor=SYSTEM)
    assert codes(refused) == [(1, "name", "duplicate")]


def test_refusing_costs_queries_that_do_not_grow_with_rows(machines: Snapshot) -> None:
    counts = []
    for size in (120, 450):
        values = [{"name": f"Станок {n}", "x_serial": f"{size}-{n}"} for n in range(size)]
        with CaptureQueriesContext(connection) as queries:
            door.create("x_machines", values, actor=SYSTEM)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("match", ["normalised", "similar"])
def test_of_many_who_create_the_same_at_once_exactly_one_gets_in(match: str) -> None:
    refusing("accounts.address", {"field": "legal_address", "match": match})

    def create() -> object:
        return make("accounts", name="ООО «Лифт»", legal_address="Казань, Баумана 12")

    outcomes = together([create] * 8)
    assert sum(isinstance(o, int) for o in outcomes) == 1
    assert sum(isinstance(o, ValidationFailed) for o in outcomes) == 7
    assert len(rows("accounts", "id")) == 1


@pytest.mark.django_db(transaction=True)
def test_a_single_record_waits_for_a_large_batch_and_two_edits_meet() -> None:
    refusing("accounts.address", {"field": "legal_address"})
    one, other = (make("accounts", name=name) for name in ("А", "Б"))
    many = [{"name": f"Компания {n}", "legal_address": f"Баумана {n}"} for n in range(300)]

    outcomes = together(
        [
            lambda: door.create("accounts", many, actor=SYSTEM),
            lambda: make("accounts", name="Один", legal_address="баумана, 7"),
        ]
    )
    assert sum(isinstance(o, ValidationFailed) for o in outcomes) == 1

    def rename(record_id: int) -> object:
        return door.change("accounts", [Change(id=record_id, values={"legal_address": "Общий"})], actor=SYSTEM)

    outcomes = together([lambda: rename(one), lambda: rename(other)])
    assert sum(isinstance(o, ValidationFailed) for o in outcomes) == 1
