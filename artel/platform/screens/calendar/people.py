"""Whose calendar it is: the people of a page, their working hours, and the days on which they are away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from artel.platform.kernel.actor import Actor, ActorKind
from artel.platform.screens.calendar.placing import wall_minutes
from artel.platform.screens.calendar.state import EVERYBODY, MOST_PEOPLE, TEAM, CalendarState, midnight
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import Absence, User
from artel.platform.working_time.calendars import hours_of_people
from artel.platform.working_time.hours import WorkingHours

MOST_ABSENCES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Days on which a person is not there, both included."""

    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody whose time is shown."""

    id: int
    name: str
    position: str = ""
    hours: WorkingHours
    away: tuple[Away, ...] = field(default=())

    def absence(self, day: date) -> Away | None:
        """Return the absence that a day falls into."""
        return next((a for a in self.away if a.since <= day <= a.until), None)

    def free(self, day: date, zone: ZoneInfo) -> list[tuple[int, int]]:
        """Return the minutes of a day, on the wall of `zone`, in which he does not work."""
        left, free = 0, []
        for start, end in self.worked(day, zone):
            if start > left:
                free.append((left, start))
            left = max(left, end)
        return [*free, (left, 1440)] if left < 1440 else free

    def worked(self, day: date, zone: ZoneInfo) -> list[tuple[int, int]]:
        """Return the minutes of a day, on the wall of `zone`, in which he works; his own wall may be another one."""
        if self.absence(day):
            return []
        found = [
            (wall_minutes(start, day, zone), wall_minutes(end, day, zone))
            for near in (day - timedelta(days=1), day, day + timedelta(days=1))
            for start, end in self.hours.spans(near)
        ]
        return sorted((start, end) for start, end in found if start < end)

    def worked_time(self, day: date, zone: ZoneInfo) -> timedelta:
        """Return how long he works on a day."""
        if self.absence(day):
            return timedelta()
        return self.hours.between(midnight(day, zone), midnight(day + timedelta(days=1), zone))

    def busy_time(self, spans: Sequence[tuple[datetime, datetime]]) -> timedelta:
        """Return how much of his working time the spans (in order) take; what overlaps counts once."""
        spent, last = timedelta(), None
        for start, end in spans:
            begin = start if last is None else max(start, last)
            if end > begin:
                spent += self.hours.between(begin, end)
                last = end
        return spent


def people_of(state: CalendarState, actor: Actor, snapshot: Snapshot) -> list[Colleague]:
    """Return those whose time the page shows, by name: `who` of the address, the actor alone for «mine».

    For «everybody» they are needed in rows only, and no more than a page holds. At most three queries.
    """
    if actor.kind is ActorKind.PORTAL or actor.user_id is None:
        return []
    rows = User.objects.filter(is_active=True, is_portal=False)
    if state.people:
        rows = rows.filter(pk__in=state.people)
    elif state.who == TEAM:
        rows = rows.filter(team_id__in=actor.team_ids) | rows.filter(pk=actor.user_id)
    elif not (state.who == EVERYBODY and state.has_rows):
        rows = rows.filter(pk=actor.user_id)
    found = list(rows.order_by("name", "pk").values_list("pk", "name", "position")[:MOST_PEOPLE])
    ids = [pk for pk, _name, _position in found]
    hours = hours_of_people(ids, snapshot)
    away = _absences(ids, state.days)
    return [
        Colleague(id=pk, name=name, position=position, hours=hours[pk], away=away.get(pk, ()))
        for pk, name, position in found
    ]


def _absences(ids: Sequence[int], days: Sequence[date]) -> Mapping[int, tuple[Away, ...]]:
    rows = Absence.objects.filter(user_id__in=ids, since__lte=days[-1], until__gte=days[0]).order_by("since")
    found: dict[int, tuple[Away, ...]] = {}
    for user_id, since, until in rows.values_list("user_id", "since", "until")[:MOST_ABSENCES]:
        found[user_id] = (*found.get(user_id, ()), Away(since=since, until=until))
    return found
