"""A working calendar: the hours of a week, and the days that differ from it. The document's key names it.

A day off has no hours. Days are dates (`2026-12-31`) or days of every year (`01-07`); a date is the stronger one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Literal, get_args
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import Body, DefinitionKind, LabelBody, Labelled, problem
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.labels import Label
from artel.platform.sections.spec import Snapshot

SPAN = re.compile(r"^([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$")
DAY_END = 24 * 60
LEAP_YEAR = 2024
MOST_SPANS = 12
MOST_DAYS = 2000

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
HoursText = Annotated[tuple[str, ...], Field(max_length=MOST_SPANS)]
"""Spans as «09:00-13:00»."""


class DayBody(Body):
    """A day that differs: its hours, none for a day off, and what it is called."""

    hours: HoursText = ()
    label: LabelBody = LabelBody()


class CalendarBody(Labelled):
    """`time_zone` is where the clock on the wall hangs, empty for the company's. One calendar is the default."""

    time_zone: str = ""
    is_default: bool = False
    week: dict[Weekday, HoursText]
    days: dict[str, DayBody] = Field(default_factory=dict, max_length=MOST_DAYS)


def minutes_of(span: str) -> tuple[int, int]:
    """Return «09:00-13:00» as minutes since midnight; raises ValueError for what is no span."""
    found = SPAN.match(span)
    if found is None:
        raise ValueError(span)
    hour, minute, last_hour, last_minute = map(int, found.groups())
    return hour * 60 + minute, last_hour * 60 + last_minute


def day_of(key: str) -> date | tuple[int, int] | None:
    """Return the date of a key of `days`, (month, day) for one of every year, None for what is neither."""
    try:
        if len(key) == len("01-07"):
            found = date.fromisoformat(f"{LEAP_YEAR}-{key}")
            return found.month, found.day
        return date.fromisoformat(key) if len(key) == len("2026-01-07") else None
    except ValueError:
        return None


def check(document: Document, body: CalendarBody, snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """Spans are in order, days exist, the zone is known, something is worked, and one calendar alone is the default."""
    for name, hours in body.week.items():
        yield from _check_hours(document, f"week.{name}", hours)
    for key, day in body.days.items():
        yield from _check_hours(document, f"days.{key}.hours", day.hours)
        if day_of(key) is None:
            message = _("“%(day)s” is no day: write 2026-12-31, or 01-07 for every year.") % {"day": key}
            yield problem(document, f"days.{key}", "bad_day", message)
    if not any(body.week.values()):
        yield problem(document, "week", "no_working_hours", _("A calendar without working hours measures nothing."))
    if body.time_zone and body.time_zone not in available_timezones():
        message = _("There is no time zone “%(zone)s”.") % {"zone": body.time_zone}
        yield problem(document, "time_zone", "unknown_zone", message)
    if body.is_default:
        yield from _check_default(document, snapshot)


def _check_hours(document: Document, path: str, hours: Iterable[str]) -> Iterator[DefinitionProblem]:
    last = -1
    for span in hours:
        start, end = minutes_of(span) if SPAN.match(span) else (0, 0)
        if end > DAY_END or start >= end:
            wrong = _("“%(span)s” is no time of work: write 09:00-13:00, at the latest 24:00.")
            yield problem(document, path, "bad_span", wrong % {"span": span})
        elif start < last:
            message = _("“%(span)s” begins before the one before it has ended.") % {"span": span}
            yield problem(document, path, "spans_overlap", message)
        last = end


def _check_default(document: Document, snapshot: Snapshot) -> Iterator[DefinitionProblem]:
    others = [
        key
        for key, body in snapshot.documents.get("calendar", {}).items()
        if body.get("is_default") and key != document.key
    ]
    if others:
        message = _("The calendar “%(key)s” is the default already.") % {"key": others[0]}
        yield problem(document, "is_default", "second_default", message)


KIND = DefinitionKind(
    key="calendar", label=Label("Рабочий календарь", "Working calendar"), body=CalendarBody, check=check, order=12
)
