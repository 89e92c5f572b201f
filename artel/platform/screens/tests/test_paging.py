"""Pages by keyset: nothing is left out or shown twice, whatever the order and however many values are missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db.models import QuerySet

from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import SYSTEM
from artel.platform.screens.reading.paging import OrderKey, order_keys, read_cursor, read_page
from artel.platform.screens.reading.plans import ReadPlan, plan_reading
from artel.platform.sections.spec import Snapshot
from tests.support.domain import make

AMOUNTS = ("10.00", None, "5.50", "10.00", None, "7.25", "10.00")
ORDERS = (
    ("amount",),
    ("-amount",),
    ("stage", "-amount"),
    ("-account",),
    ("name",),
    ("-updated_at",),
    ("expected_on", "amount"),
    (),
)


@pytest.fixture
def deals(base_pack: Snapshot) -> list[int]:
    account = make("accounts", name="ООО «Кварц»")
    days = ("2026-12-01", None, "2026-11-30", None, "2026-12-01", "2026-12-01", "2027-01-09")
    return [
        make(
            "deals",
            name=f"Лифт {n % 3}",
            amount=amount,
            expected_on=days[n],
            account=account if n % 2 else None,
            stage="negotiation" if n % 2 and "negotiation" in _stages(base_pack) else None,
        )
        for n, amount in enumerate(AMOUNTS)
    ]


def _stages(snapshot: Snapshot) -> list[str]:
    return [s.key for p in snapshot.section("deals").pipelines for s in p.stages]


@pytest.mark.parametrize("order", ORDERS)
def test_walking_on_shows_every_record_once_and_walking_back_the_same(
    deals: list[int], base_pack: Snapshot, order: tuple[str, ...]
) -> None:
    spec = base_pack.section("deals")
    plan = plan_reading(spec, [spec.fields["amount"]])
    keys = order_keys(spec, base_pack, order)
    records = visible_to(SYSTEM, "deals")
    whole = [row[0] for row in read_page(plan, records, keys).rows]
    assert sorted(whole) == sorted(deals)
    pages, after = [], ""
    while True:
        page = read_page(plan, records, keys, after=after, size=2)
        pages.append([row[0] for row in page.rows])
        after = page.next_cursor
        if not after:
            break
    assert [i for each in pages for i in each] == whole
    back = [pages[-1]]
    before = read_page(plan, records, keys, after=_cursor_before_last(plan, records, keys), size=2).previous_cursor
    while before:
        page = read_page(plan, records, keys, before=before, size=2)
        back.insert(0, [row[0] for row in page.rows])
        before = page.previous_cursor
    assert [i for each in back for i in each] == whole


def _cursor_before_last(plan: ReadPlan, records: QuerySet[Any], keys: Sequence[OrderKey]) -> str:
    after = last = ""
    while True:
        page = read_page(plan, records, keys, after=after, size=2)
        if not page.next_cursor:
            return last
        last = after = page.next_cursor


def test_missing_values_stand_last_in_both_directions(deals: list[int], base_pack: Snapshot) -> None:
    spec = base_pack.section("deals")
    plan = plan_reading(spec, [spec.fields["amount"]])
    for order in ("amount", "-amount"):
        rows = read_page(plan, visible_to(SYSTEM, "deals"), order_keys(spec, base_pack, (order,))).rows
        amounts = [plan.cell(row, "amount").value for row in rows]
        assert amounts[-2:] == [None, None]
        assert None not in amounts[:-2]


def test_stages_are_ordered_as_the_pipeline_has_them(base_pack: Snapshot) -> None:
    stages = [s.key for s in base_pack.section("deals").pipelines[0].stages]
    for stage in reversed(stages[:3]):
        make("deals", name=stage, stage=stage)
    spec = base_pack.section("deals")
    plan = plan_reading(spec, [])
    rows = read_page(plan, visible_to(SYSTEM, "deals"), order_keys(spec, base_pack, ("stage",))).rows
    assert [row[2] for row in rows] == stages[:3]


@pytest.mark.parametrize("text", ["", "x", "W10", "e30", "WyJhIl0", "WzEsbnVsbF0", "🙂", "A" * 5000])
def test_a_cursor_that_does_not_fit_gives_the_first_page(deals: list[int], base_pack: Snapshot, text: str) -> None:
    spec = base_pack.section("deals")
    keys = order_keys(spec, base_pack, ("amount",))
    assert read_cursor(keys, text) is None
    page = read_page(plan_reading(spec, []), visible_to(SYSTEM, "deals"), keys, after=text, size=2)
    assert len(page.rows) == 2
    assert page.previous_cursor == ""
