"""Rules of the clock: dates, silence and schedules come due once, whatever stops, however late a value is written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from artel.platform.automation.clocks import tick
from artel.platform.automation.models import Due, RuleRun
from artel.platform.automation.moments import last_time, reached
from artel.platform.automation.tests.conftest import Rules
from artel.platform.definitions.current import latest_snapshot
from artel.platform.definitions.kinds.rules.bodies import DateBody, ScheduleBody
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.sections.declaring import built_in_sections
from artel.platform.working_time.hours import WorkingHours
from tests.support.domain import change, make, stored

MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=MOSCOW)
MARK = [{"act": "set", "values": {"description": "Пора"}}]
OFFICE: Any = (((540, 1080),),) * 5 + ((), ())


def expected(shift: str = "", **more: Any) -> dict[str, Any]:
    """Return a rule of the date `expected_on`."""
    return {"on": {"event": "date", "field": "expected_on", "shift": shift, **more}, "do": MARK}


def at(moment: datetime) -> int:
    """Let the clock look at a moment; return how many records were acted on."""
    with travel(moment, tick=False):
        return tick(latest_snapshot(), now=moment)


def test_a_date_comes_due_once_at_its_time(rules: Rules) -> None:
    rules(soon=expected("-1d"))
    at(MONDAY)
    record = make("deals", name="Лифт", expected_on="2026-11-25")
    assert at(MONDAY + timedelta(hours=20)) == 0  # Tuesday, eight in the morning: the day is reached at nine.
    assert at(MONDAY + timedelta(hours=22)) == 1
    assert stored("deals", record, "description") == ("Пора",)
    assert at(MONDAY + timedelta(hours=23)) == 0
    assert RuleRun.objects.get().trigger == "date"


def test_after_a_stop_the_clock_catches_up_once(rules: Rules) -> None:
    rules(soon=expected())
    at(MONDAY)
    door.create("deals", [{"name": f"С{n}", "expected_on": f"2026-11-{24 + n}"} for n in range(5)], actor=SYSTEM)
    assert at(MONDAY + timedelta(days=10)) == 5
    assert at(MONDAY + timedelta(days=11)) == 0


def test_a_new_rule_begins_with_now(rules: Rules) -> None:
    make("deals", name="Давняя", expected_on="2026-01-01")
    rules(soon=expected())
    assert at(MONDAY) == 0
    assert at(MONDAY + timedelta(minutes=1)) == 0


def test_a_date_written_late_is_due_at_the_next_look(rules: Rules) -> None:
    rules(soon=expected())
    at(MONDAY)
    with travel(MONDAY, tick=False):
        record = make("deals", name="Лифт")
        change("deals", record, expected_on="2026-11-10")
    assert at(MONDAY + timedelta(minutes=1)) == 1
    assert at(MONDAY + timedelta(minutes=2)) == 0


def test_a_date_put_off_is_not_due(rules: Rules) -> None:
    rules(soon=expected())
    at(MONDAY)
    record = make("deals", name="Лифт", expected_on="2026-11-24")
    change("deals", record, expected_on="2026-12-24")
    assert at(MONDAY + timedelta(days=3)) == 0


def test_silence_is_counted_from_the_last_change(rules: Rules) -> None:
    rules(quiet={"on": {"event": "silence", "days": 10}, "when": "stage eq 'interest'", "do": MARK})
    at(MONDAY)
    with travel(MONDAY, tick=False):
        record = make("deals", name="Лифт")
    with travel(MONDAY + timedelta(days=5), tick=False):
        change("deals", record, name="Лифт 2")
    assert at(MONDAY + timedelta(days=11)) == 0
    assert at(MONDAY + timedelta(days=16)) == 1


def test_a_schedule_acts_on_all_that_meet_the_condition(rules: Rules) -> None:
    rules(weekly={"on": {"event": "schedule", "at": "09:00", "weekdays": ["tue"]}, "when": "amount gt 10", "do": MARK})
    at(MONDAY)
    big, small = make("deals", name="А", amount="20"), make("deals", name="Б", amount="5")
    assert at(MONDAY + timedelta(hours=12)) == 0
    assert at(MONDAY + timedelta(days=1)) == 1
    assert [stored("deals", i, "description") for i in (big, small)] == [("Пора",), (None,)]
    assert at(MONDAY + timedelta(days=2)) == 0


def test_a_paused_rule_misses_what_comes_meanwhile(rules: Rules) -> None:
    rules(soon=expected())
    at(MONDAY)
    make("deals", name="Лифт", expected_on="2026-11-24")
    rules(soon={**expected(), "is_paused": True})
    at(MONDAY + timedelta(days=2))
    rules(soon=expected())
    assert at(MONDAY + timedelta(days=3)) == 0


def test_the_queries_of_a_look_do_not_grow_with_what_is_due(rules: Rules) -> None:
    rules(soon=expected())
    at(MONDAY)

    def queries(count: int, day: int) -> int:
        rows = [{"name": f"С{n}", "expected_on": f"2026-12-{day:02d}"} for n in range(count)]
        door.create("deals", rows, actor=SYSTEM)
        with CaptureQueriesContext(connection) as caught:
            assert at(datetime(2026, 12, day, 12, tzinfo=MOSCOW)) == count
        return len(caught)

    queries(2, 1)
    assert queries(2, 2) == queries(300, 3)
    assert not Due.objects.filter(done_at=None).exists()


@pytest.mark.parametrize(
    ("shift", "working", "now", "until"),
    [
        ("", False, datetime(2026, 11, 23, 12, tzinfo=MOSCOW), date(2026, 11, 23)),
        ("", False, datetime(2026, 11, 23, 8, tzinfo=MOSCOW), date(2026, 11, 22)),
        ("-3d", False, datetime(2026, 11, 23, 12, tzinfo=MOSCOW), date(2026, 11, 26)),
        ("3d", False, datetime(2026, 11, 23, 12, tzinfo=MOSCOW), date(2026, 11, 20)),
        ("-2d", True, datetime(2026, 11, 26, 12, tzinfo=MOSCOW), date(2026, 11, 30)),
        ("2d", True, datetime(2026, 11, 24, 12, tzinfo=MOSCOW), date(2026, 11, 22)),
    ],
)
def test_one_value_is_compared_with_all_records(shift: str, working: bool, now: datetime, until: date) -> None:
    trigger = DateBody(event="date", field="expected_on", shift=shift, working=working)
    field = next(s for s in built_in_sections if s.key == "deals").fields["expected_on"]
    assert reached(trigger, field, now, WorkingHours(zone=MOSCOW, week=OFFICE)) == until


def test_a_time_that_the_clock_leaps_over_comes_with_the_leap() -> None:
    berlin = WorkingHours(zone=ZoneInfo("Europe/Berlin"), week=(((0, 1440),),) * 7)
    trigger = ScheduleBody(event="schedule", at="02:30")
    spring = datetime(2026, 3, 29, 12, tzinfo=UTC)
    assert last_time(trigger, spring, berlin) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    autumn = datetime(2026, 10, 25, 12, tzinfo=UTC)
    assert last_time(trigger, autumn, berlin) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
