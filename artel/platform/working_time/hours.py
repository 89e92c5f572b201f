"""Arithmetic of working time over one calendar: pure, exact across changes of the clock.

Hours are written as local wall-clock time and become UTC day by day, so a day on which the clock changes is as
long as it really was. An hour that the clock leaps over does not exist and is not worked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HORIZON = timedelta(days=3660)
"""How far ahead or back working time is looked for: a calendar without any would be searched for ever."""
NOTHING = timedelta(0)

Hours = tuple[tuple[int, int], ...]
"""Spans of one day in minutes since midnight: not empty, in order, none inside another; 1440 is the day's end."""
Span = tuple[datetime, datetime]


class NoWorkingTime(Exception):
    """The calendar has no working time within ten years of the moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """One calendar: a week, Monday first, and the days that differ from it.

    `days` are single dates; `yearly` are (month, day) of every year. A single date is stronger than a yearly one,
    which is stronger than the week.
    """

    zone: ZoneInfo
    week: tuple[Hours, Hours, Hours, Hours, Hours, Hours, Hours]
    days: Mapping[date, Hours] = field(default_factory=dict)
    yearly: Mapping[tuple[int, int], Hours] = field(default_factory=dict)

    def on(self, day: date) -> Hours:
        """Return the hours of a day; empty for a day off."""
        if (found := self.days.get(day)) is not None:
            return found
        return self.yearly.get((day.month, day.day), self.week[day.weekday()])

    def is_open(self, moment: datetime) -> bool:
        """Tell whether `moment` (aware) is working time; the end of a span no longer is."""
        return any(start <= moment < end for start, end in self.spans(self._day(moment)))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return how much working time lies between two aware moments; nothing when `end` is not after `start`."""
        spent = NOTHING
        for opened, closed in self._forward(start):
            if opened >= end:
                break
            spent += min(closed, end) - opened
        return spent

    def after(self, moment: datetime, work: timedelta) -> datetime:
        """Return the first moment (UTC) at which `work` of working time has passed since `moment`.

        No work at all ends at once while it is working time, else when the next begins. Raises NoWorkingTime.
        """
        left = work
        for opened, closed in self._forward(moment):
            if opened + left <= closed:
                return opened + left
            left -= closed - opened
        raise NoWorkingTime

    def before(self, moment: datetime, work: timedelta) -> datetime:
        """Return the last moment (UTC) since which `work` of working time has passed at `moment`.

        Whatever began at it or earlier has used up a limit of `work`: one value compares a million records with
        their limits. Raises NoWorkingTime.
        """
        left = work
        for opened, closed in self._backward(moment):
            if closed - left >= opened:
                return closed - left
            left -= closed - opened
        raise NoWorkingTime

    def workday_after(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day`; with 0, `day` itself or the next one that is worked.

        Raises NoWorkingTime.
        """
        left, last = count, day + HORIZON
        found = day
        while left > 0 or not self.on(found):
            found += timedelta(days=1)
            if found > last:
                raise NoWorkingTime
            left -= bool(self.on(found))
        return found

    def workdays_between(self, start: date, end: date) -> int:
        """Return how many working days begin after `start`, up to and with `end`."""
        return sum(bool(self.on(start + timedelta(days=n))) for n in range(1, (end - start).days + 1))

    def day_of(self, moment: datetime) -> date:
        """Return the date of an aware moment on this calendar's wall."""
        return moment.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """Return when work ends on a day (UTC); the day's midnight when it is not worked."""
        spans = self.spans(day)
        return spans[-1][1] if spans else self.moment_on(day, 1440)

    def _forward(self, moment: datetime) -> Iterator[Span]:
        """Yield what is worked from `moment` on."""
        day = self._day(moment)
        last = day + HORIZON
        while day <= last:
            for opened, closed in self.spans(day):
                if closed > moment:
                    yield max(opened, moment.astimezone(UTC)), closed
            day += timedelta(days=1)

    def _backward(self, moment: datetime) -> Iterator[Span]:
        """Yield what was worked before `moment`, the latest first."""
        day = self._day(moment)
        last = day - HORIZON
        while day >= last:
            for opened, closed in reversed(self.spans(day)):
                if opened < moment:
                    yield opened, min(closed, moment.astimezone(UTC))
            day -= timedelta(days=1)

    def _day(self, moment: datetime) -> date:
        return self.day_of(moment)

    def spans(self, day: date) -> list[Span]:
        """Return what is worked on a day, in UTC; an hour that the clock leaps over is not among it."""
        spans = [(self.moment_on(day, start), self.moment_on(day, end)) for start, end in self.on(day)]
        return [(opened, closed) for opened, closed in spans if opened < closed]

    def moment_on(self, day: date, minutes: int) -> datetime:
        """Return a wall-clock time (minutes since midnight) in UTC.

        Where the clock is put back, its first passing counts; a time that it leaps over is the leap.
        """
        wall = datetime.combine(day, time.min) + timedelta(minutes=minutes)
        moment = wall.replace(tzinfo=self.zone).astimezone(UTC)
        if moment.astimezone(self.zone).replace(tzinfo=None) == wall:
            return moment
        return self._leap(wall)

    def _leap(self, wall: datetime) -> datetime:
        """Return the moment of the leap (UTC) that leaves out a wall-clock time, to the second."""
        late = wall.replace(tzinfo=self.zone).astimezone(UTC)
        early = wall.replace(tzinfo=self.zone, fold=1).astimezone(UTC)
        offset = late.astimezone(self.zone).utcoffset()
        while late - early > timedelta(seconds=1):
            middle = early + (late - early) // 2
            if middle.astimezone(self.zone).utcoffset() == offset:
                late = middle
            else:
                early = middle
        return late.replace(microsecond=0)
