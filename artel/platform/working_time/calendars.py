"""Whose calendar holds: a person's own, else the one of his team or of a team above it, else the company's."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from artel.platform.definitions.kinds.calendar import WEEKDAYS, CalendarBody, day_of, minutes_of
from artel.platform.kernel.errors import Problem
from artel.platform.sections.spec import Snapshot
from artel.platform.working_time.hours import Hours, WorkingHours

KIND = "calendar"
ROUND_THE_CLOCK: Hours = ((0, 1440),)

CALENDAR_OF_PERSON = """
WITH RECURSIVE above (user_id, distance, calendar, parent_id) AS (
    SELECT person.id, 0, person.calendar, person.team_id FROM users_user AS person WHERE person.id = ANY (%s)
    UNION ALL
    SELECT above.user_id, above.distance + 1, team.calendar, team.parent_id
    FROM above JOIN users_team AS team ON team.id = above.parent_id
    WHERE above.distance < 100
)
SELECT DISTINCT ON (user_id) user_id, calendar FROM above WHERE calendar = ANY (%s) ORDER BY user_id, distance
"""


def company_hours(snapshot: Snapshot) -> WorkingHours:
    """Return the default calendar's hours; a company that has declared none works round the clock."""
    bodies = _bodies(snapshot)
    chosen = next((body for body in bodies.values() if body.get("is_default")), None)
    return hours_of(chosen) if chosen is not None else WorkingHours(zone=_company_zone(), week=(ROUND_THE_CLOCK,) * 7)


def offered_calendars(snapshot: Snapshot, held: str = "") -> Iterator[tuple[str, str]]:
    """Yield (key, what it is called) of the calendars in use, by their names; of those out of use the one `held`."""
    bodies = _bodies(snapshot)
    named = ((key, CalendarBody.model_validate(body).label.label().text()) for key, body in bodies.items())
    yield from sorted(named, key=lambda each: each[1])
    if held and held not in bodies:
        yield held, f"{held} · {_('taken out of use')}"


def calendar_problem(key: str, snapshot: Snapshot) -> Problem | None:
    """Return what is wrong with the calendar of a person or team; None when it is there, or none was named."""
    if not key or key in _bodies(snapshot):
        return None
    return Problem(code="unknown_calendar", field="calendar", message=_("There is no such calendar."))


def hours_of_people(ids: Collection[int], snapshot: Snapshot) -> Mapping[int, WorkingHours]:
    """Return the hours of each person (ids of users). One query, none while the company has one calendar at most."""
    bodies = _bodies(snapshot)
    common = company_hours(snapshot)
    found = dict.fromkeys(ids, common)
    if len(bodies) > 1 and ids:
        made: dict[str, WorkingHours] = {}
        with connection.cursor() as cursor:
            cursor.execute(CALENDAR_OF_PERSON, [list(ids), list(bodies)])
            for user_id, key in cursor.fetchall():
                if key not in made:
                    made[key] = hours_of(bodies[key])
                found[user_id] = made[key]
    return found


def hours_of_person(user_id: object, snapshot: Snapshot) -> WorkingHours:
    """Return the hours of one person, the company's for nobody (None). At most one query."""
    return hours_of_people([user_id], snapshot)[user_id] if isinstance(user_id, int) else company_hours(snapshot)


def hours_of(body: Mapping[str, Any]) -> WorkingHours:
    """Return the hours that a checked document of kind `calendar` declares."""
    declared = CalendarBody.model_validate(body)
    days: dict[date, Hours] = {}
    yearly: dict[tuple[int, int], Hours] = {}
    for key, day in declared.days.items():
        match day_of(key):
            case date() as single:
                days[single] = _spans(day.hours)
            case (month, number):
                yearly[month, number] = _spans(day.hours)
    mon, tue, wed, thu, fri, sat, sun = (_spans(declared.week.get(name, ())) for name in WEEKDAYS)
    return WorkingHours(
        zone=ZoneInfo(declared.time_zone) if declared.time_zone else _company_zone(),
        week=(mon, tue, wed, thu, fri, sat, sun),
        days=days,
        yearly=yearly,
    )


def _bodies(snapshot: Snapshot) -> Mapping[str, Mapping[str, Any]]:
    return snapshot.documents.get(KIND, {})


def _spans(hours: Collection[str]) -> Hours:
    return tuple(minutes_of(span) for span in hours)


def _company_zone() -> ZoneInfo:
    return ZoneInfo(timezone.get_default_timezone_name())
