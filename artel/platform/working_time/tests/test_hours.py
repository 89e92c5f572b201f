"""Working time is exact: over nights, weekends, holidays, half days and changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.platform.working_time.hours import NoWorkingTime, WorkingHours

MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")
DAY = ((9 * 60, 13 * 60), (14 * 60, 18 * 60))
SHORT = ((9 * 60, 13 * 60), (14 * 60, 17 * 60))
OFFICE = WorkingHours(
    zone=MOSCOW,
    week=(DAY, DAY, DAY, DAY, DAY, (), ()),
    days={date(2026, 12, 31): (), date(2026, 11, 3): SHORT},
    yearly={(11, 4): (), (12, 31): SHORT},
)


def moscow(text: str) -> datetime:
    """Return a moment on the wall of Moscow."""
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW)


def hours(number: float) -> timedelta:
    """Return so many hours."""
    return timedelta(hours=number)


@pytest.mark.parametrize(
    ("start", "work", "end"),
    [
        ("2026-11-23 09:00", 8, "2026-11-23 18:00"),
        ("2026-11-23 12:30", 1, "2026-11-23 14:30"),
        ("2026-11-20 17:00", 2, "2026-11-23 10:00"),
        ("2026-11-21 12:00", 1, "2026-11-23 10:00"),
        ("2026-11-03 16:00", 2, "2026-11-05 10:00"),
        ("2026-11-23 08:00", 0, "2026-11-23 09:00"),
        ("2026-11-23 10:15", 0, "2026-11-23 10:15"),
    ],
)
def test_work_is_done_in_working_time_alone(start: str, work: int, end: str) -> None:
    """Nights, lunch, weekends, holidays and short days before them are not worked."""
    assert OFFICE.after(moscow(start), hours(work)) == moscow(end)
    assert OFFICE.between(moscow(start), moscow(end)) == hours(work)


def test_a_single_date_is_stronger_than_the_same_day_of_every_year() -> None:
    """31 December is short every year, in 2026 it is a day off."""
    assert OFFICE.on(date(2025, 12, 31)) == SHORT
    assert OFFICE.on(date(2026, 12, 31)) == ()


def test_one_value_tells_who_has_used_up_his_limit() -> None:
    """Four hours ago in working time, counted on Monday morning, was Friday afternoon."""
    threshold = OFFICE.before(moscow("2026-11-23 10:00"), hours(4))
    assert threshold == moscow("2026-11-20 15:00")


def test_days_are_counted_in_working_days() -> None:
    """The third working day after a Friday is a Wednesday; a holiday between puts it off."""
    assert OFFICE.workday_after(date(2026, 11, 20), 3) == date(2026, 11, 25)
    assert OFFICE.workday_after(date(2026, 11, 2), 2) == date(2026, 11, 5)
    assert OFFICE.workday_after(date(2026, 11, 21), 0) == date(2026, 11, 23)
    assert OFFICE.workdays_between(date(2026, 11, 20), date(2026, 11, 25)) == 3


def test_the_night_in_which_the_clock_leaps_is_an_hour_shorter() -> None:
    """On 29 March 2026 the clocks of Berlin go from 2:00 to 3:00: an hour of a night shift does not exist."""
    night = WorkingHours(zone=BERLIN, week=(((0, 6 * 60),),) * 7)
    start = datetime(2026, 3, 29, 0, 0, tzinfo=BERLIN)
    assert night.between(start, datetime(2026, 3, 29, 6, 0, tzinfo=BERLIN)) == hours(5)
    leapt = WorkingHours(zone=BERLIN, week=(((2 * 60 + 15, 2 * 60 + 45), (3 * 60, 4 * 60)),) * 7)
    assert leapt.between(start, start + hours(6)) == hours(1)
    assert leapt.after(start, hours(0)) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_the_night_in_which_the_clock_is_put_back_is_an_hour_longer() -> None:
    """On 25 October 2026 Berlin has the hour from 2:00 to 3:00 twice."""
    night = WorkingHours(zone=BERLIN, week=(((0, 6 * 60),),) * 7)
    start = datetime(2026, 10, 25, 0, 0, tzinfo=BERLIN)
    assert night.between(start, datetime(2026, 10, 25, 6, 0, tzinfo=BERLIN)) == hours(7)


def test_a_calendar_without_working_time_says_so() -> None:
    """It does not look for ever."""
    idle = WorkingHours(zone=MOSCOW, week=((),) * 7)
    for ask in (idle.after, idle.before):
        with pytest.raises(NoWorkingTime):
            ask(moscow("2026-11-23 10:00"), hours(1))
    with pytest.raises(NoWorkingTime):
        idle.workday_after(date(2026, 11, 23), 1)
    assert idle.between(moscow("2026-11-23 10:00"), moscow("2026-12-23 10:00")) == hours(0)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))
WORK = st.timedeltas(timedelta(seconds=1), timedelta(hours=400))
CALENDARS = st.sampled_from((OFFICE, WorkingHours(zone=BERLIN, week=(((60, 200), (300, 1440)),) * 7)))


@given(CALENDARS, MOMENTS, WORK)
def test_after_and_before_undo_each_other(calendar: WorkingHours, moment: datetime, work: timedelta) -> None:
    """What was begun at `before` is done now; what begins now is done at `after`, and takes just that long."""
    end = calendar.after(moment, work)
    assert calendar.between(moment, end) == work
    start = calendar.before(moment, work)
    assert calendar.between(start, moment) == work
    assert calendar.between(start - timedelta(days=7), moment) > work
