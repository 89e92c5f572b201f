"""Counts and sums: exact while small, honest about being more, by currency."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.screens.reading.figures import BOUND, figures_of, summed_fields
from artel.platform.sections.spec import Snapshot
from tests.support.domain import make


def test_sums_are_kept_apart_by_currency(base_pack: Snapshot) -> None:
    for amount, currency in (("10.10", "RUB"), ("0.90", "RUB"), ("5", "USD"), (None, "EUR")):
        make("deals", name="Лифт", amount=amount, currency=currency)
    spec = base_pack.section("deals")
    found = figures_of(spec, [visible_to(SYSTEM, "deals")], summed_fields(spec, ["amount"]))[0]
    assert found.count == 4
    assert found.sums["amount"] == (("RUB", Decimal("11.00")), ("USD", Decimal("5.00")))


def test_groups_come_from_one_statement_and_an_empty_group_counts_nothing(base_pack: Snapshot) -> None:
    make("deals", name="Лифт", amount="3")
    spec = base_pack.section("deals")
    records = visible_to(SYSTEM, "deals")
    groups = [records.filter(name="Лифт"), records.none(), records.filter(name="нет")]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = figures_of(spec, groups, summed_fields(spec, ["amount"]))
    assert [f.count for f in found] == [1, 0, 0]
    assert len(queries) == 1


@pytest.mark.slow
def test_counting_stops_at_the_bound_unless_asked_for_exactly(base_pack: Snapshot) -> None:
    door.create("accounts", [{"name": f"ООО «Дом {n}»"} for n in range(BOUND + 5)], actor=SYSTEM)
    spec = base_pack.section("accounts")
    records = visible_to(SYSTEM, "accounts")
    bounded, exact = (figures_of(spec, [records], (), is_exact=e)[0] for e in (False, True))
    assert (bounded.count, bounded.is_more) == (BOUND, True)
    assert (exact.count, exact.is_more) == (BOUND + 5, False)
