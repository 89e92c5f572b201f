"""What takes place in a window of time: one statement over all sections of the calendar, by the index of their starts.

A record that began long before the window is looked for no further back than `LONGEST`: so long a meeting, call or task
may last (the database sees to it), and the index of starts is enough.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import DateTimeField, DurationField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from artel.platform.access.policy import field_access, may, visible_to
from artel.platform.kernel.actor import Actor
from artel.platform.sections.calendars import CalendarSpec
from artel.platform.sections.spec import Kind, SectionSpec, Snapshot

LONGEST = timedelta(days=31)
MOST = 3000
"""Events of one page: a month of a big company. What is beyond is said, not hidden."""
DONE_AT = "done_at"
COLUMNS = ("kept_in", "id", "version", "name", "begins", "ends", "owner_id", "owner__name", "is_done", "repeats")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One record in time. `ends` equals `begins` for a moment; one of whole days has dates, the last one included."""

    section: str
    id: int
    version: int
    name: str
    begins: datetime
    ends: datetime
    owner_id: int | None
    owner: str
    is_done: bool
    repeats: bool
    days: tuple[date, date] | None = None

    @property
    def key(self) -> str:
        """Return what it is called among all events."""
        return f"{self.section}-{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The events of a window, the earliest first; `is_cut` when there are more than a page holds."""

    events: tuple[Event, ...]
    is_cut: bool = False


def calendar_sections(snapshot: Snapshot, actor: Actor) -> tuple[SectionSpec, ...]:
    """Return the sections that take place at a time and that the actor may read, their times included."""
    return tuple(
        sorted(
            (s for s in snapshot.sections.values() if not s.retired and s.calendar and _is_open(s, s.calendar, actor)),
            key=lambda s: (s.position, s.key),
        )
    )


def _is_open(spec: SectionSpec, calendar: CalendarSpec, actor: Actor) -> bool:
    named = {key for key in (calendar.start, calendar.end, calendar.duration) if key}
    if not may(actor, spec.key, "read") or any(spec.field(key) is None for key in named):
        return False
    return not named & field_access(actor, spec.key).hidden


def read_events(
    specs: Sequence[SectionSpec],
    actor: Actor,
    window: tuple[datetime, datetime],
    *,
    people: Collection[int] | None = None,
) -> Found:
    """Return what the actor may see of a window (since, until). `people`: whose, by ownership or taking part.

    One query for all sections.
    """
    parts = [events_of(spec, actor, window, people=people).order_by("begins", "id")[: MOST + 1] for spec in specs]
    if not parts:
        return Found(events=())
    rows = list((parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]).order_by("begins", "id"))
    dated = {s.key for s in specs if s.calendar and s.fields[s.calendar.start].kind is Kind.DATE}
    return Found(events=tuple(_event(row, dated) for row in rows[:MOST]), is_cut=len(rows) > MOST)


def events_of(
    spec: SectionSpec,
    actor: Actor,
    window: tuple[datetime, datetime],
    *,
    people: Collection[int] | None = None,
) -> QuerySet[Any, tuple[Any, ...]]:
    """Return the rows (`COLUMNS`) of one section that the actor sees and that touch the window, in no order."""
    calendar = _calendar(spec)
    since, until = window
    is_dated = spec.fields[calendar.start].kind is Kind.DATE
    first: date | datetime = since.date() - LONGEST if is_dated else since - LONGEST
    # A day of the wall may be another one in UTC: dates are read a day wider, and shown by their own.
    bounds: tuple[Any, Any] = (since.date() - timedelta(days=1), until.date()) if is_dated else (since, until)
    begins: Combinable = Cast(calendar.start, DateTimeField()) if is_dated else F(calendar.start)
    low = Q(**{f"{calendar.start}__gte": bounds[0]}) | Q(stops__gt=bounds[0])
    rows = (
        visible_to(actor, spec.key)
        .filter(**{f"{calendar.start}__gte": first, f"{calendar.start}__lt": bounds[1]})
        .annotate(stops=F(calendar.end) if is_dated and calendar.end else _ends(spec, calendar))
        .filter(low)
    )
    if people is not None:
        rows = rows.filter(_of_people(actor, calendar, people))
    return rows.annotate(
        kept_in=Value(spec.key),
        begins=begins,
        ends=Cast("stops", DateTimeField()),
        is_done=Q(done_at__isnull=False) if spec.field(DONE_AT) else Value(value=False),
        repeats=Q(**{f"{calendar.series}__isnull": False}) if calendar.series else Value(value=False),
    ).values_list(*COLUMNS)


def participants_of(spec: SectionSpec, actor: Actor, ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Return event id → ids of the people who take part, as far as the actor sees it. At most one query."""
    calendar = _calendar(spec)
    if not ids or not calendar.participants or not may(actor, calendar.participants, "read"):
        return {}
    rows = visible_to(actor, calendar.participants).filter(**{f"{calendar.event}_id__in": list(ids)})
    found: dict[int, list[int]] = {}
    for event_id, person_id in rows.values_list(f"{calendar.event}_id", f"{calendar.participant}_id"):
        if person_id is not None:
            found.setdefault(event_id, []).append(person_id)
    return {event_id: tuple(people) for event_id, people in found.items()}


def _calendar(spec: SectionSpec) -> CalendarSpec:
    if spec.calendar is None:
        raise LookupError(f"section {spec.key!r} has no calendar")
    return spec.calendar


def _ends(spec: SectionSpec, calendar: CalendarSpec) -> Combinable:
    """Return when a record ends: as it says, else after its minutes, else when it begins."""
    start = F(calendar.start)
    if spec.fields[calendar.start].kind is Kind.DATE:
        return start
    ways: list[Any] = [F(calendar.end)] if calendar.end else []
    if calendar.duration:
        length = Func(
            F(calendar.duration), template="make_interval(mins => (%(expressions)s)::int)", output_field=DurationField()
        )
        ways.append(start + length)
    return Coalesce(*ways, start, output_field=DateTimeField()) if ways else start


def _of_people(actor: Actor, calendar: CalendarSpec, people: Collection[int]) -> Q:
    wanted = Q(owner_id__in=list(people))
    if calendar.participants and may(actor, calendar.participants, "read"):
        taking_part = visible_to(actor, calendar.participants).filter(
            **{f"{calendar.event}_id": OuterRef("id"), f"{calendar.participant}_id__in": list(people)}
        )
        wanted |= Q(Exists(taking_part))
    return wanted


def _event(row: tuple[Any, ...], dated: Collection[str]) -> Event:
    section, record_id, version, name, begins, ends, owner_id, owner, is_done, repeats = row
    days = None
    if section in dated:
        # The database read a date as midnight in UTC.
        days = (begins.astimezone(UTC).date(), (ends or begins).astimezone(UTC).date())
        begins = datetime.combine(days[0], time(), tzinfo=UTC)
    return Event(
        section=section,
        id=record_id,
        version=version,
        name=name or "",
        begins=begins,
        ends=max(ends or begins, begins),
        owner_id=owner_id,
        owner=owner or "",
        is_done=is_done,
        repeats=repeats,
        days=days,
    )
