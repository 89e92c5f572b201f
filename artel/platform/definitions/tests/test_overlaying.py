"""The company's change of a pack's item: the pack stays its owner, its newer word is merged, conflicts are decided."""

from __future__ import annotations

from typing import Any

import pytest

from artel.platform.definitions.applying import apply_documents, restore
from artel.platform.definitions.current import current_snapshot, read_revision, stored_documents
from artel.platform.definitions.documents import LOCAL, Document
from artel.platform.definitions.overlays.merging import Side
from artel.platform.definitions.overlays.resolving import Decisions
from artel.platform.definitions.planning import StepAction, make_plan
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ConfigurationRefused

pytestmark = pytest.mark.django_db


def colours(owner: str, ru: str = "Цвета", *values: str, is_retired: bool = False) -> Document:
    listed = [{"key": key, "label": {"ru": key, "en": key}} for key in values or ("red",)]
    body = {"label": {"ru": ru, "en": "Colours"}, "values": listed}
    return Document(kind="lookup", key="colours", owner=owner, body=body, is_retired=is_retired)


def apply(*documents: Document, **decided: Any) -> None:
    apply_documents(documents, actor=SYSTEM, decisions=Decisions(**decided) if decided else None)


def stored() -> Document:
    return next(d for d in stored_documents() if d.key == "colours")


def label() -> str:
    return current_snapshot().lookups["colours"].label.ru


def test_a_local_change_keeps_the_pack_as_owner_and_its_word_as_base() -> None:
    apply(colours("pack"))
    apply(colours(LOCAL, "Краски"))
    assert (stored().owner, stored().is_changed_locally, label()) == ("pack", True, "Краски")
    assert stored().base == colours("pack").body
    assert make_plan([colours("pack")]).steps == ()


def test_a_change_taken_back_leaves_no_trace() -> None:
    apply(colours("pack"))
    apply(colours(LOCAL, "Краски"))
    apply(colours(LOCAL))
    assert (stored().owner, stored().base) == ("pack", None)


def test_the_pack_s_newer_word_and_the_local_change_live_together() -> None:
    apply(colours("pack", "Цвета", "red", "blue"))
    apply(colours(LOCAL, "Краски", "red", "blue", "own"))
    apply(colours("pack", "Цвета", "red", "green", "blue"))
    assert label() == "Краски"
    assert list(current_snapshot().lookups["colours"].values) == ["red", "green", "blue", "own"]
    assert stored().base is not None
    assert [value["key"] for value in stored().base["values"]] == ["red", "green", "blue"]


def test_a_conflict_is_refused_with_the_item_the_path_and_three_values() -> None:
    apply(colours("pack"))
    apply(colours(LOCAL, "Краски"))
    before = read_revision()
    plan = make_plan([colours("pack", "Оттенки")])
    assert [(c.address, c.clash.base, c.clash.theirs, c.clash.ours) for c in plan.conflicts] == [
        ("lookup colours: label.ru", "Цвета", "Оттенки", "Краски")
    ]
    with pytest.raises(ConfigurationRefused) as refused:
        apply(colours("pack", "Оттенки"))
    assert [p.code for p in refused.value.problems] == ["conflict"]
    assert (read_revision(), label()) == (before, "Краски")


@pytest.mark.parametrize(
    ("decided", "shown"),
    [
        ({"otherwise": Side.OURS}, "Краски"),
        ({"otherwise": Side.THEIRS}, "Оттенки"),
        ({"sides": {"lookup colours: label.ru": Side.THEIRS}, "otherwise": Side.OURS}, "Оттенки"),
        ({"sides": {"lookup colours": Side.OURS}}, "Краски"),
    ],
)
def test_a_decision_lets_the_newer_word_in_once_and_for_all(decided: dict[str, Any], shown: str) -> None:
    apply(colours("pack"))
    apply(colours(LOCAL, "Краски"))
    apply(colours("pack", "Оттенки"), **decided)
    assert label() == shown
    assert make_plan([colours("pack", "Оттенки")]).conflicts == ()


def test_an_undecided_conflict_may_wait_while_all_else_is_applied() -> None:
    apply(colours("pack"))
    apply(colours(LOCAL, "Краски"))
    newer = colours("pack", "Оттенки", "red", "green")
    apply(newer, keeps_undecided=True)
    assert label() == "Краски"
    assert "green" in current_snapshot().lookups["colours"].values
    assert [c.address for c in make_plan([newer]).conflicts] == ["lookup colours: label.ru"]


def test_what_the_company_took_out_of_use_stays_out_when_the_pack_goes_on() -> None:
    apply(colours("pack"))
    apply(colours(LOCAL, is_retired=True))
    assert "colours" not in current_snapshot().lookups
    apply(colours("pack", "Оттенки"))
    assert "colours" not in current_snapshot().lookups
    apply(colours(LOCAL, "Оттенки"))
    assert (label(), stored().owner, stored().base) == ("Оттенки", "pack", None)


def test_a_tombstone_of_a_changed_item_is_a_conflict() -> None:
    apply(colours("pack"))
    apply(colours(LOCAL, "Краски"))
    tombstone = colours("pack", is_retired=True)
    assert [c.address for c in make_plan([tombstone]).conflicts] == ["lookup colours"]
    apply(tombstone, otherwise=Side.OURS)
    assert (label(), stored().owner, stored().base) == ("Краски", LOCAL, None)


def test_a_tombstone_takes_an_unchanged_item_and_never_the_company_s_own() -> None:
    apply(colours("pack"))
    apply(colours("pack", is_retired=True))
    assert stored().is_retired
    apply(colours(LOCAL))
    assert stored().owner == LOCAL
    assert make_plan([colours("pack", is_retired=True)]).steps == ()


def test_a_pack_that_says_what_the_company_made_adopts_it_or_asks() -> None:
    apply(colours(LOCAL))
    same = make_plan([colours("pack")])
    assert (same.is_empty, [s.action for s in same.steps]) == (True, [StepAction.REBASE])
    assert [c.address for c in make_plan([colours("pack", "Оттенки")]).conflicts] == ["lookup colours: label.ru"]
    apply(colours("pack"))
    assert stored().owner == "pack"
    apply(colours("pack", "Оттенки"))
    assert label() == "Оттенки"


def test_a_restore_brings_back_owners_and_bases_too() -> None:
    apply(colours("pack"))
    first = read_revision()
    apply(colours(LOCAL, "Краски"))
    second = read_revision()
    apply(colours("pack", "Оттенки"), otherwise=Side.THEIRS)
    restore(second, actor=SYSTEM)
    assert (label(), stored().owner, stored().base) == ("Краски", "pack", colours("pack").body)
    restore(first, actor=SYSTEM)
    assert (label(), stored().owner, stored().base) == ("Цвета", "pack", None)


def test_a_fixed_list_of_forms_is_never_mixed() -> None:
    def section(owner: str, *forms: str) -> Document:
        body = {"label": {"ru": "Заявки", "en": "Requests"}, "counted": [*forms, "request", "requests"]}
        return Document(kind="section", key="x_requests", owner=owner, body=body)

    apply(section("pack", "лид", "лида", "лидов"))
    apply(section(LOCAL, "запрос", "запроса", "запросов"))
    plan = make_plan([section("pack", "заявка", "заявки", "заявок")])
    assert [c.address for c in plan.conflicts] == ["section x_requests: counted"]
