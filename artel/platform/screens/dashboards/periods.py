"""The period of a page: a day, a week, a month, a quarter or a year, its neighbours and what it is called. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from artel.platform.definitions.kinds.blocks.bodies import PeriodName
from artel.platform.ui import formats

DAY = timedelta(days=1)
MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "year": 12}
EARLIEST, LATEST = date(1990, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from `first` to `last`, both included."""

    name: PeriodName
    first: date
    last: date

    def before(self) -> Period:
        """Return the one before."""
        return period_of(self.name, self.first - DAY)

    def after(self) -> Period:
        """Return the one after."""
        return period_of(self.name, self.last + DAY)

    def passed(self, today: date) -> Period:
        """Return the part up to `today`; all of it when it is over or has not begun."""
        return replace(self, last=today) if self.first <= today <= self.last else self

    def as_long(self, other: Period) -> Period:
        """Return the beginning of this period, as many days as `other` has, at most all of it."""
        return replace(self, last=min(self.last, self.first + (other.last - other.first)))

    def label(self, today: date) -> str:
        """Return what it is called: «Ноябрь 2026», «16–22 ноя», «22 ноября 2026»."""
        match self.name:
            case "month":
                return date_format(self.first, "F Y")
            case "quarter":
                return _("Q%(number)s %(year)s") % {"number": (self.first.month + 2) // 3, "year": self.first.year}
            case "year":
                return str(self.first.year)
            case "day":
                return formats.date_long(self.first)
        return self.days(today)

    def days(self, today: date) -> str:
        """Return its first and last day: «1–22 ноя», «28 окт – 3 ноя»."""
        last = formats.date_short(self.last, today)
        if self.first == self.last:
            return last
        if (self.first.year, self.first.month) == (self.last.year, self.last.month):
            return f"{self.first.day}–{last}"
        return f"{formats.date_short(self.first, today)} – {last}"


def period_of(name: PeriodName, day: date) -> Period:
    """Return the period of that name in which a day lies; weeks begin on Monday."""
    day = max(EARLIEST, min(day, LATEST))
    if name == "day":
        return Period(name, day, day)
    if name == "week":
        monday = day - DAY * day.weekday()
        return Period(name, monday, monday + 6 * DAY)
    length = MONTHS[name]
    # Months counted from the year 0: a period begins at a multiple of its length.
    first = (day.year * 12 + day.month - 1) // length * length
    return Period(name, _first_day(first), _first_day(first + length) - DAY)


def bucket_of(bucket: str, day: date) -> Period:
    """Return the bucket of a chart (day, week, month, quarter) in which a day lies."""
    return period_of(bucket, day)  # type: ignore[arg-type]


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
