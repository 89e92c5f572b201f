"""Periods that people name: this week, last quarter, the last 7 days. Weeks begin on Monday."""

from __future__ import annotations

from datetime import date, timedelta

DAY = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "year": 12}
SHIFTS = {"last": -1, "this": 0, "next": 1}


def days_of(name: str, days: int, today: date) -> tuple[date, date]:
    """Return the first and the last day of a period, both included.

    `last_days` and `next_days` are `days` days of which today is one. Raises KeyError for an unknown name.
    """
    which, _line, what = name.partition("_")
    if what == "days":
        span = DAY * (days - 1)
        return (today - span, today) if which == "last" else (today, today + span)
    if what == "week":
        monday = today - DAY * today.weekday() + SHIFTS[which] * 7 * DAY
        return monday, monday + 6 * DAY
    length = MONTHS[what]
    # Months counted from the year 0: a period begins at a multiple of its length.
    first = (today.year * 12 + today.month - 1) // length * length + SHIFTS[which] * length
    return _first_day(first), _first_day(first + length) - DAY


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
