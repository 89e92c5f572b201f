"""How much of their working time people have planned, week by week: work of projects spread over its days, other
activities in the week in which they are due. What a calendar does not work and absences are no capacity.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q

from artel.domain.work.activities import ACTIVITY_SECTIONS
from artel.platform.access.policy import may, visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.users.models import Absence, User
from artel.platform.working_time.calendars import hours_of_people
from artel.platform.working_time.hours import WorkingHours

WEEKS = 10
WEEK, DAY, MINUTE = timedelta(days=7), timedelta(days=1), timedelta(minutes=1)
NOTHING = timedelta(0)
MOST_ACTIVITIES = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One week of a person: working time planned and to be had. `is_away` when an absence takes some of it."""

    planned: timedelta
    capacity: timedelta
    is_away: bool = False

    @property
    def is_over(self) -> bool:
        """Return whether more is planned than can be done."""
        return self.planned > self.capacity

    @property
    def percent(self) -> int:
        """Return how full the week is; work without capacity is more than full."""
        if not self.capacity:
            return 999 if self.planned else 0
        return round(100 * (self.planned / self.capacity))


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The weeks that begin at `weeks` (local midnights), people by name and what each has in each week."""

    weeks: tuple[datetime, ...]
    people: tuple[tuple[int, str], ...]
    filled: Mapping[int, tuple[Filled, ...]]
    has_more: bool


def load_of_people(actor: Actor, first: datetime, now: datetime) -> Load:
    """Return the load of everybody whose planned work the actor sees, for some weeks from the Monday `first`.

    What should be over already and is not done counts in the present week. A query for each sort of activity, and
    three for the people.
    """
    weeks = tuple(_midnight(first, n) for n in range(WEEKS + 1))
    rows: list[dict[str, Any]] = []
    for section in ACTIVITY_SECTIONS:
        if may(actor, section, "read"):
            rows += _planned(actor, section, weeks, now)
    owners = {row["owner_id"] for row in rows}
    known = User.objects.filter(id__in=owners, is_active=True).order_by("name").values_list("id", "name")
    people = tuple(known)
    hours = hours_of_people([person for person, _name in people], current_snapshot())
    away = _away([person for person, _name in people], weeks)
    planned = _spread(rows, weeks, hours, now)
    filled = {
        person: tuple(
            _filled(planned[person][n], weeks[n], weeks[n + 1], hours[person], away[person]) for n in range(WEEKS)
        )
        for person, _name in people
    }
    return Load(weeks=weeks[:-1], people=people, filled=filled, has_more=len(rows) >= MOST_ACTIVITIES)


def _midnight(first: datetime, weeks: int) -> datetime:
    return datetime.combine(first.date() + weeks * WEEK, time(), tzinfo=first.tzinfo)


def _planned(actor: Actor, section: str, weeks: Sequence[datetime], now: datetime) -> list[dict[str, Any]]:
    """Return open activities with some length that fall into the weeks, those that are late too."""
    begin, end = weeks[0], weeks[-1]
    floor = Q() if begin <= now < end else Q(due_at__gte=begin)
    inside = Q(due_at__lt=end) & floor
    columns = ["owner_id", "due_at", "duration"]
    if section == "tasks":
        floor = Q() if begin <= now < end else Q(planned_end__gte=begin)
        inside = (inside & Q(planned_start=None)) | (Q(planned_start__lt=end) & floor)
        columns += ["planned_start", "planned_end"]
    records = visible_to(actor, section).filter(inside, done_at=None, owner_id__isnull=False, duration__gt=0)
    return list(records.order_by("due_at", "id").values(*columns)[:MOST_ACTIVITIES])


def _away(people: Sequence[int], weeks: Sequence[datetime]) -> dict[int, set[date]]:
    found: dict[int, set[date]] = defaultdict(set)
    first, last = weeks[0].date(), weeks[-1].date()
    rows = Absence.objects.filter(user_id__in=people, since__lt=last, until__gte=first).order_by()
    for person, since, until in rows.values_list("user_id", "since", "until"):
        day = max(since, first)
        while day <= min(until, last):
            found[person].add(day)
            day += DAY
    return found


def _spread(
    rows: Sequence[Mapping[str, Any]],
    weeks: Sequence[datetime],
    hours: Mapping[int, WorkingHours],
    now: datetime,
) -> dict[int, list[timedelta]]:
    found: dict[int, list[timedelta]] = defaultdict(lambda: [NOTHING] * WEEKS)
    present = next((n for n in range(WEEKS) if weeks[n] <= now < weeks[n + 1]), None)
    for row in rows:
        if row["owner_id"] not in hours:
            continue
        length = row["duration"] * MINUTE
        start, end = row.get("planned_start"), row.get("planned_end")
        is_late = (end or row["due_at"]) < now
        if is_late and present is not None:
            found[row["owner_id"]][present] += length
        elif start is None or end is None:
            week = next((n for n in range(WEEKS) if weeks[n] <= row["due_at"] < weeks[n + 1]), None)
            if week is not None:
                found[row["owner_id"]][week] += length
        else:
            whose = hours[row["owner_id"]]
            for n in range(WEEKS):
                if start < weeks[n + 1] and end > weeks[n]:
                    found[row["owner_id"]][n] += whose.between(max(start, weeks[n]), min(end, weeks[n + 1]))
    return found


def _filled(planned: timedelta, begin: datetime, end: datetime, hours: WorkingHours, away: set[date]) -> Filled:
    days = [begin.date() + n * DAY for n in range(7)]
    lost = [day for day in days if day in away and hours.on(day)]
    capacity = hours.between(begin, end)
    for day in lost:
        capacity -= sum((MINUTE * (stop - start) for start, stop in hours.on(day)), NOTHING)
    return Filled(planned=planned, capacity=max(capacity, NOTHING), is_away=bool(lost))
