"""An allowance of working time as definitions write it, «2d» or «4h», and when it is used up."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from artel.platform.working_time.hours import WorkingHours

ALLOWANCE = re.compile(r"([0-9]{1,3})([dh])")


def used_up(allowance: str, moment: datetime, hours: WorkingHours) -> datetime:
    """Return when an allowance that begins at `moment` (aware) is used up, in UTC.

    Hours count as worked; «2d» lasts to the end of the second working day after this one, «0d» to the end of this one,
    or of the next when its work is over. Raises NoWorkingTime, and ValueError for a text that is none.
    """
    said = ALLOWANCE.fullmatch(allowance)
    if said is None:
        raise ValueError(f"{allowance!r} is no allowance of working time")
    number = int(said[1])
    if said[2] == "h":
        return hours.after(moment, timedelta(hours=number))
    day = hours.workday_after(hours.day_of(moment), number)
    if hours.end_of(day) <= moment:
        day = hours.workday_after(day, 1)
    return hours.end_of(day)


def plainly(allowance: str, moment: datetime) -> datetime:
    """Return the same by the wall clock alone, for a calendar without working time."""
    said = ALLOWANCE.fullmatch(allowance)
    number = int(said[1]) if said else 1
    return moment + (timedelta(hours=number) if said and said[2] == "h" else timedelta(days=number))


def amount_of(allowance: str, hours: WorkingHours) -> timedelta:
    """Return how much work an allowance is, to be spent bit by bit: a day is the usual one of the calendar's week.

    Raises ValueError for a text that is none.
    """
    said = ALLOWANCE.fullmatch(allowance)
    if said is None:
        raise ValueError(f"{allowance!r} is no allowance of working time")
    number = int(said[1])
    return number * usual_day(hours) if said[2] == "d" else timedelta(hours=number)


def usual_day(hours: WorkingHours) -> timedelta:
    """Return how long most working days of the week are; eight hours where none is worked."""
    lengths = [minutes for day in hours.week if (minutes := sum(end - start for start, end in day))]
    return timedelta(minutes=max(sorted(set(lengths)), key=lengths.count)) if lengths else timedelta(hours=8)
