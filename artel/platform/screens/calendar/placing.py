"""Where events stand: hours of a wall clock as parts of a page, and those that overlap side by side. Pure.

A day is always shown as the 24 hours of a wall clock. On a day when the clock is changed an event stands at the hours
that the wall shows at its beginning and end; its length is told in words as it really is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from artel.platform.screens.calendar.events import Event
from artel.platform.screens.calendar.state import midnight

DAY = 1440
SHORTEST = 25
"""Minutes that the smallest event takes up on the page, so that it can be read and grasped."""
WHOLE_DAY = timedelta(hours=23)
"""What lasts so long stands among events of the whole day: a day when the clock leaps has no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An event on one day: minutes of the wall clock, and its lane among `lanes` that overlap there."""

    event: Event
    start: int
    end: int
    lane: int = 0
    lanes: int = 1


def wall_minutes(moment: datetime, day: date, zone: ZoneInfo) -> int:
    """Return minutes since midnight on the wall of `day`; 0 for earlier moments, 1440 for those of later days."""
    local = moment.astimezone(zone)
    if local.date() < day:
        return 0
    return local.hour * 60 + local.minute if local.date() == day else DAY


def is_whole_day(event: Event, zone: ZoneInfo) -> bool:
    """Tell whether an event belongs above the hours: one of dates, a long one, or one due at midnight sharp."""
    if event.days is not None or event.ends - event.begins >= WHOLE_DAY:
        return True
    local = event.begins.astimezone(zone)
    return event.begins == event.ends and (local.hour, local.minute) == (0, 0)


def days_of(event: Event, zone: ZoneInfo) -> tuple[date, date]:
    """Return the first and the last day of an event on the wall; one that ends at midnight ends the day before."""
    if event.days is not None:
        return event.days
    first = event.begins.astimezone(zone).date()
    last = (event.ends - timedelta(microseconds=1)).astimezone(zone).date()
    return first, max(first, last)


def by_day(events: Iterable[Event], days: Sequence[date], zone: ZoneInfo) -> dict[date, list[Event]]:
    """Return day → the events that touch it, for the days (in order, none left out) of a page."""
    found: dict[date, list[Event]] = {day: [] for day in days}
    for event in events:
        first, last = days_of(event, zone)
        day = max(first, days[0])
        while day <= min(last, days[-1]):
            found[day].append(event)
            day += timedelta(days=1)
    return found


def placed(events: Iterable[Event], day: date, zone: ZoneInfo, *, shortest: int = SHORTEST) -> list[Placed]:
    """Return the events of a day at their hours, none shorter than `shortest`, those that overlap in lanes."""
    spans = []
    for event in events:
        start = wall_minutes(event.begins, day, zone)
        end = wall_minutes(event.ends, day, zone)
        # Where the clock is put back an event may end at an earlier hour than it began.
        spans.append(Placed(event=event, start=start, end=min(DAY, max(end, start + shortest))))
    return in_lanes(sorted(spans, key=lambda p: (p.start, -p.end, p.event.key)))


def in_lanes(spans: Sequence[Placed]) -> list[Placed]:
    """Return the spans (in order of their starts) with lanes: one that touches no other has the whole width."""
    done: list[Placed] = []
    cluster: list[Placed] = []
    ends: list[int] = []
    for span in spans:
        if cluster and span.start >= max(p.end for p in cluster):
            done += _settled(cluster, len(ends))
            cluster, ends = [], []
        lane = next((n for n, end in enumerate(ends) if end <= span.start), len(ends))
        if lane == len(ends):
            ends.append(span.end)
        else:
            ends[lane] = span.end
        cluster.append(Placed(event=span.event, start=span.start, end=span.end, lane=lane))
    return done + _settled(cluster, len(ends))


def folded(spans: Sequence[Placed], most: int) -> tuple[list[Placed], list[tuple[int, int, int]]]:
    """Return the spans with at most so many lanes, and what is left out: (start, end, how many), in the last lane."""
    kept: list[Placed] = []
    left: list[tuple[int, int, int]] = []
    clusters: list[list[Placed]] = []
    for span in spans:
        if clusters and span.start < max(p.end for p in clusters[-1]):
            clusters[-1].append(span)
        else:
            clusters.append([span])
    for cluster in clusters:
        if cluster[0].lanes <= most:
            kept += cluster
            continue
        kept += [replace(p, lanes=most) for p in cluster if p.lane < most - 1]
        rest = [p for p in cluster if p.lane >= most - 1]
        left.append((min(p.start for p in rest), max(p.end for p in rest), len(rest)))
    return kept, left


def _settled(cluster: Iterable[Placed], lanes: int) -> list[Placed]:
    return [Placed(event=p.event, start=p.start, end=p.end, lane=p.lane, lanes=lanes) for p in cluster]


def leapt_over(day: date, zone: ZoneInfo) -> tuple[int, int] | None:
    """Return the minutes of a day's wall that do not exist, None on a day without a leap."""
    begin = midnight(day, zone)
    for hours in range(27):
        moment = begin + timedelta(hours=hours)
        before, after = moment.astimezone(zone), (moment + timedelta(hours=1)).astimezone(zone)
        gap = (after.utcoffset() or timedelta()) - (before.utcoffset() or timedelta())
        if gap > timedelta() and after.date() == day:
            leap = _leap_within(moment, zone)
            last = (leap - timedelta(minutes=1)).astimezone(zone)
            start = last.hour * 60 + last.minute + 1 if last.date() == day else 0
            return start, start + int(gap.total_seconds()) // 60
    return None


def _leap_within(hour: datetime, zone: ZoneInfo) -> datetime:
    offset = hour.astimezone(zone).utcoffset()
    minutes = (hour + timedelta(minutes=n) for n in range(1, 61))
    return next(m for m in minutes if m.astimezone(zone).utcoffset() != offset)
