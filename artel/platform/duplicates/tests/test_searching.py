"""The search of a whole section: resumable, remembers what people said, and its groups are settled by merging."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artel.platform.definitions.current import current_snapshot
from artel.platform.duplicates import searching
from artel.platform.duplicates.finding import find_twins
from artel.platform.duplicates.groups import group_of, open_groups, put_off, say_distinct
from artel.platform.duplicates.models import Group, Mark, RuleState, Search, Unmarked
from artel.platform.duplicates.searching import begin_search, mark_next, search_next
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import AccessDenied, NotFound
from artel.platform.records import door
from artel.platform.records.merging import merge, undo_merge
from tests.support.configuration import configure, document, field, text
from tests.support.domain import make

pytestmark = pytest.mark.django_db

MACHINES = (
    document("section", "x_machines", body={"label": text("Станки", "Machines")}),
    field("x_machines.x_serial", "text", "Серийный номер"),
)
RULES = (
    document(
        "duplicates", "x_machines.serial", body={"label": text("Номер", "Number"), "fields": [{"field": "x_serial"}]}
    ),
    document(
        "duplicates",
        "x_machines.alike",
        body={"label": text("Похоже", "Alike"), "fields": [{"field": "name", "match": "similar"}]},
    ),
)


@pytest.fixture(autouse=True)
def _machines(db: None) -> None:
    """Every test here works with machines."""
    configure(*MACHINES, *RULES)


def searched() -> list[tuple[list[int], list[str]]]:
    """Search to the end and return (ids, rules) of the open groups."""
    while mark_next(current_snapshot()):
        continue
    assert begin_search("x_machines")
    while search_next("x_machines", current_snapshot()):
        continue
    return [(g.ids, g.rules) for g in open_groups("x_machines")]


def three_alike() -> list[int]:
    """Create three records of one thing and one other."""
    rows = [
        {"name": "Станок токарный", "x_serial": "12"},
        {"name": "Токарный станок", "x_serial": "АБ"},
        {"name": "Нечто", "x_serial": "12"},
        {"name": "Пресс", "x_serial": "77"},
    ]
    return door.create("x_machines", rows, actor=SYSTEM)


def test_pairs_of_all_rules_make_one_group() -> None:
    one, two, three, _other = three_alike()
    assert searched() == [([one, two, three], ["alike", "serial"])]
    assert Search.objects.get(section="x_machines").groups == 1


def test_records_that_a_value_tells_apart_stand_in_no_group_not_even_through_a_third() -> None:
    body = {"label": text("Имя", "Name"), "fields": [{"field": "name"}], "differs": ["x_serial"]}
    configure(document("duplicates", "x_machines.serial", is_retired=True),
              document("duplicates", "x_machines.alike", body=body))  # fmt: skip
    names = [("Пресс", "1"), ("Пресс", None), ("Пресс", "2"), ("Шкаф", "1"), ("Шкаф", "2"), ("Вал", "1"), ("Вал", "1")]
    one, two, _three, _four, _five, six, seven = door.create(
        "x_machines", [{"name": name, "x_serial": serial} for name, serial in names], actor=SYSTEM
    )
    assert searched() == [([one, two], ["alike"]), ([six, seven], ["alike"])]


def test_another_rule_joins_what_one_rule_tells_apart() -> None:
    body = {"label": text("Имя", "Name"), "fields": [{"field": "name"}], "differs": ["x_serial"]}
    phone = {"label": text("Телефон", "Phone"), "fields": [{"field": "x_phone"}]}
    configure(field("x_machines.x_phone", "phone", "Телефон"),
              document("duplicates", "x_machines.phone", body=phone),
              document("duplicates", "x_machines.alike", body=body))  # fmt: skip
    rows = [{"name": "Пресс", "x_serial": s, "x_phone": "+79172550418"} for s in ("1", "2")]
    ids = door.create("x_machines", rows, actor=SYSTEM)
    assert searched() == [(ids, ["phone"])]


def test_a_search_goes_on_from_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = three_alike()
    monkeypatch.setattr(searching, "COMPARED_AT_ONCE", 1)
    begin_search("x_machines")
    steps = 1
    while search_next("x_machines", current_snapshot()):
        steps += 1
        assert not begin_search("x_machines"), "a search under way is not begun anew"
    assert steps > len(ids)
    assert [g.ids for g in open_groups("x_machines")] == [ids[:3]]


def test_records_that_were_there_before_a_rule_are_marked_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    *_rest, last = three_alike()
    configure(document("duplicates", "x_machines.whole", body={
        "label": text("Имя", "Name"), "fields": [{"field": "name", "match": "exact"}]}))  # fmt: skip
    assert find_twins("x_machines", [{"name": "Пресс"}], actor=SYSTEM, by=("name",))[0][0].rules[0].name == "alike"
    monkeypatch.setattr(searching, "MARKED_AT_ONCE", 3)
    while mark_next(current_snapshot()):
        continue
    twin = find_twins("x_machines", [{"name": "Пресс"}], actor=SYSTEM)[0][0]
    assert (twin.record_id, [r.name for r in twin.rules]) == (last, ["whole"]), "equal names are not called alike too"


def test_marks_of_a_retired_rule_are_forgotten() -> None:
    three_alike()
    searched()
    configure(document("duplicates", "x_machines.serial", is_retired=True))
    while mark_next(current_snapshot()):
        continue
    assert Mark.objects.values("rule").distinct().count() == 1
    assert RuleState.objects.count() == 1


def test_a_large_batch_is_marked_by_the_job() -> None:
    rows = [{"name": f"Станок {n} {n * n}", "x_serial": str(n)} for n in range(600)]
    ids = door.create("x_machines", rows, actor=SYSTEM)
    assert Unmarked.objects.count() == 1
    while mark_next(current_snapshot()):
        continue
    assert find_twins("x_machines", [{"x_serial": "599"}], actor=SYSTEM)[0][0].record_id == ids[-1]


def test_what_somebody_called_different_is_not_offered_again_in_either_direction() -> None:
    one, two, three, _other = three_alike()
    searched()
    group = group_of(Group.objects.get().pk, actor=SYSTEM)
    say_distinct(group, [three], actor=SYSTEM)
    assert [(g.ids, g.rules) for g in open_groups("x_machines")] == [([one, two], ["alike", "serial"])]
    assert searched() == [([one, two], ["alike"])]
    row = {"x_serial": "12"}
    assert [t.record_id for t in find_twins("x_machines", [row], actor=SYSTEM, ids=[three])[0]] == []
    assert [t.record_id for t in find_twins("x_machines", [row], actor=SYSTEM, ids=[one])[0]] == []
    say_distinct(Group.objects.get(), [], actor=SYSTEM)
    assert searched() == []


def test_a_group_put_off_stays_put_off_after_the_next_search() -> None:
    three_alike()
    searched()
    put_off(Group.objects.get())
    assert searched() == []


def test_a_merge_takes_its_group_off_the_list_and_its_undo_lets_it_be_found_again() -> None:
    one, two, three, _other = three_alike()
    searched()
    merged = merge("x_machines", one, [two, three], values={}, actor=SYSTEM)
    assert list(open_groups("x_machines")) == []
    undo_merge(merged, actor=SYSTEM)
    assert [ids for ids, _rules in searched()] == [[one, two, three]]


def test_the_list_needs_its_right_and_shows_nothing_out_of_sight(anna_acts: Actor) -> None:
    leads = [make("leads", name=f"Чужой {n}", phone="+79172550418") for n in range(2)]
    group = Group.objects.create(section="leads", ids=leads, rules=["phone"], found_at="2026-01-01T00:00Z")
    with pytest.raises(AccessDenied):
        group_of(group.pk, actor=anna_acts)
    with pytest.raises(NotFound):
        say_distinct(group, [], actor=anna_acts)


def test_a_batch_of_the_search_costs_a_few_queries_whatever_its_size() -> None:
    counts = []
    for size in (50, 400):
        rows = [{"name": f"Марка {size} {n * 7919}", "x_serial": f"{size}-{n // 2}"} for n in range(size)]
        door.create("x_machines", rows, actor=SYSTEM)
        begin_search("x_machines")
        with CaptureQueriesContext(connection) as queries:
            while search_next("x_machines", current_snapshot()):
                continue
        counts.append(len(queries))
    assert counts[0] == counts[1]
