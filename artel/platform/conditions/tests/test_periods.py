"""Periods begin and end where a calendar says."""

from __future__ import annotations

from datetime import date

import pytest

from artel.platform.conditions.functions import PERIODS
from artel.platform.conditions.periods import days_of

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("name", "days", "first", "last"),
    [
        ("this_week", 0, date(2026, 11, 16), date(2026, 11, 22)),
        ("last_week", 0, date(2026, 11, 9), date(2026, 11, 15)),
        ("next_week", 0, date(2026, 11, 23), date(2026, 11, 29)),
        ("this_month", 0, date(2026, 11, 1), date(2026, 11, 30)),
        ("next_month", 0, date(2026, 12, 1), date(2026, 12, 31)),
        ("last_month", 0, date(2026, 10, 1), date(2026, 10, 31)),
        ("this_quarter", 0, date(2026, 10, 1), date(2026, 12, 31)),
        ("next_quarter", 0, date(2027, 1, 1), date(2027, 3, 31)),
        ("last_quarter", 0, date(2026, 7, 1), date(2026, 9, 30)),
        ("this_year", 0, date(2026, 1, 1), date(2026, 12, 31)),
        ("last_year", 0, date(2025, 1, 1), date(2025, 12, 31)),
        ("last_days", 7, date(2026, 11, 16), SUNDAY),
        ("next_days", 1, SUNDAY, SUNDAY),
    ],
)
def test_a_period_has_its_days(name: str, days: int, first: date, last: date) -> None:
    assert days_of(name, days, SUNDAY) == (first, last)


def test_february_of_a_leap_year_ends_on_the_29th() -> None:
    assert days_of("last_month", 0, date(2028, 3, 31)) == (date(2028, 2, 1), date(2028, 2, 29))


def test_every_named_period_holds_or_neighbours_today() -> None:
    for name in PERIODS:
        first, last = days_of(name, 0, SUNDAY)
        assert (first <= SUNDAY <= last) == name.startswith("this_")
