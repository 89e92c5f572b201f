"""When a rule of the clock is due: one moment that a whole section is compared with, whatever its size.

A record is due when its value is not later than `reached`; what was reached before the last look was seen then.
Dates and times of the day are those of the company's calendar, so an hour that the clock leaps over is not missed.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from artel.platform.definitions.kinds.calendar import WEEKDAYS
from artel.platform.definitions.kinds.rules.bodies import DateBody, ScheduleBody, SilenceBody
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.working_time.hours import HORIZON, NoWorkingTime, WorkingHours

UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "min": timedelta(minutes=1)}
LONGEST_LOOK_BACK = 62
"""Days in which the last moment of a schedule is looked for: a month without the 31st lies between."""


def reached(
    trigger: DateBody | SilenceBody, field: FieldSpec, now: datetime, hours: WorkingHours
) -> datetime | date | None:
    """Return the latest value of the field whose moment has come at `now`; None when none ever has."""
    if isinstance(trigger, SilenceBody):
        return _of_kind(now - timedelta(days=trigger.days), field, hours)
    number, unit, is_before = _shift(trigger.shift)
    try:
        if field.kind is Kind.DATE:
            return _reached_day(trigger, number, unit, now, hours, is_before=is_before)
        if trigger.working and number:
            return _worked(number, unit, now, hours, is_before=is_before)
    except NoWorkingTime:
        return None
    span = number * UNITS[unit]
    return now + span if is_before else now - span


def last_time(trigger: ScheduleBody, now: datetime, hours: WorkingHours) -> datetime | None:
    """Return the latest moment of the schedule that is not after `now`."""
    day = now.astimezone(hours.zone).date()
    for back in range(LONGEST_LOOK_BACK):
        tried = day - timedelta(days=back)
        moment = hours.moment_on(tried, _minutes(trigger.at))
        if moment <= now and _is_named(trigger, tried):
            return moment
    return None


def _is_named(trigger: ScheduleBody, day: date) -> bool:
    if trigger.weekdays and WEEKDAYS[day.weekday()] not in trigger.weekdays:
        return False
    return not trigger.month_days or day.day in trigger.month_days


def _reached_day(
    trigger: DateBody, number: int, unit: str, now: datetime, hours: WorkingHours, *, is_before: bool
) -> date:
    """A day is reached at its time; hours and minutes shift that time."""
    if number and unit != "d":
        span = number * UNITS[unit]
        now = now + span if is_before else now - span
        number = 0
    day = now.astimezone(hours.zone).date()
    if hours.moment_on(day, _minutes(trigger.at)) > now:
        day -= timedelta(days=1)
    if not number:
        return day
    if not trigger.working:
        return day + timedelta(days=number) if is_before else day - timedelta(days=number)
    if is_before:
        return hours.workday_after(day, number)
    return _workdays_ago(day, number, hours)


def _worked(number: int, unit: str, now: datetime, hours: WorkingHours, *, is_before: bool) -> datetime:
    if unit != "d":
        work = number * UNITS[unit]
        return hours.after(now, work) if is_before else hours.before(now, work)
    day = hours.day_of(now)
    if is_before:
        return hours.end_of(hours.workday_after(day, number))
    return min(now, hours.end_of(_workdays_ago(day, number, hours)))


def _workdays_ago(day: date, number: int, hours: WorkingHours) -> date:
    """Return the latest day since which so many working days have begun."""
    found, last = day, day - HORIZON
    left = number
    while left > 0:
        left -= bool(hours.on(found))
        found -= timedelta(days=1)
        if found < last:
            raise NoWorkingTime
    return found


def _of_kind(moment: datetime, field: FieldSpec, hours: WorkingHours) -> datetime | date:
    return moment.astimezone(hours.zone).date() if field.kind is Kind.DATE else moment


def _shift(text: str) -> tuple[int, str, bool]:
    if not text:
        return 0, "d", False
    plain = text.lstrip("+-")
    unit = plain.lstrip("0123456789")
    return int(plain[: -len(unit)]), unit, text.startswith("-")


def _minutes(text: str) -> int:
    hour, _colon, minute = text.partition(":")
    return int(hour) * 60 + int(minute)
