"""Moving and stretching an event: what a hand did on the page becomes moments, and the door writes them.

Times come from the page as they stand on the wall of the one who looks. An hour that the clock leaps over becomes the
one after it, and an event keeps its real length when it is moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from artel.platform.kernel.errors import NotFound, Problem, ValidationFailed
from artel.platform.records import door
from artel.platform.screens.calendar.screen import is_movable, zone_of
from artel.platform.screens.place import Place
from artel.platform.sections.calendars import CalendarSpec
from artel.platform.sections.spec import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a hand did: a new start, end, person; empty: as it is. `version` guards against an old page."""

    section: str
    id: int
    version: int | None = None
    start: str = ""
    end: str = ""
    owner: int | None = None


def read_asked(sent: Mapping[str, str]) -> Asked:
    """Return what the page sent; raises NotFound for no event."""
    record_id = _number(sent.get("id", ""))
    if record_id is None:
        raise NotFound
    return Asked(
        section=sent.get("section", "")[:64],
        id=record_id,
        version=_number(sent.get("version", "")),
        start=sent.get("start", "")[:32],
        end=sent.get("end", "")[:32],
        owner=_number(sent.get("owner", "")),
    )


def move_event(place: Place, asked: Asked) -> Asked:
    """Write where an event stands now; return what would put it back.

    Raises NotFound for what is on no calendar or out of sight, AccessDenied, StaleRecord, ValidationFailed.
    """
    calendar = place.spec.calendar
    if calendar is None or not is_movable(place.spec, place.actor):
        raise NotFound
    keys = [key for key in (calendar.start, calendar.end, calendar.duration) if key]
    held = place.records().filter(id=asked.id).values(*keys, "owner_id").first()
    if held is None:
        raise NotFound
    zone = zone_of(place.actor)
    is_dated = place.spec.fields[calendar.start].kind is Kind.DATE
    values = _dates(calendar, held, asked) if is_dated else _moments(calendar, held, asked, zone)
    if asked.owner is not None and asked.owner != held["owner_id"] and asked.owner != 0:
        values["owner"] = asked.owner
    if values:
        door.change(place.spec.key, [door.Change(id=asked.id, values=values, version=asked.version)], actor=place.actor)
    return _before(calendar, held, asked)


def _moments(calendar: CalendarSpec, held: Mapping[str, Any], asked: Asked, zone: ZoneInfo) -> dict[str, object]:
    start: datetime | None = held[calendar.start]
    length = _length(calendar, held)
    values: dict[str, object] = {}
    if asked.start:
        start = _moment(asked.start, zone)
        values[calendar.start] = start.isoformat()
        if calendar.end and held[calendar.end] is not None:
            values[calendar.end] = (start + length).isoformat()
    if asked.end and start is not None:
        end = _moment(asked.end, zone)
        if end < start:
            raise ValidationFailed([Problem(code="ends_before_start", message=_("It ends before it begins."))])
        if calendar.end:
            values[calendar.end] = end.isoformat()
        elif calendar.duration:
            values[calendar.duration] = int((end - start).total_seconds()) // 60
    return values


def _length(calendar: CalendarSpec, held: Mapping[str, Any]) -> timedelta:
    start, end = held[calendar.start], held[calendar.end] if calendar.end else None
    if start is not None and end is not None:
        return max(end - start, timedelta())
    minutes = held[calendar.duration] if calendar.duration else None
    return timedelta(minutes=minutes or 0)


def _dates(calendar: CalendarSpec, held: Mapping[str, Any], asked: Asked) -> dict[str, object]:
    values: dict[str, object] = {}
    start: date | None = held[calendar.start]
    end: date | None = held[calendar.end] if calendar.end else None
    if asked.start:
        moved = _date(asked.start)
        values[calendar.start] = moved.isoformat()
        if calendar.end and start and end:
            values[calendar.end] = (moved + (end - start)).isoformat()
    elif asked.end and calendar.end:
        values[calendar.end] = _date(asked.end).isoformat()
    return values


def _before(calendar: CalendarSpec, held: Mapping[str, Any], asked: Asked) -> Asked:
    def said(value: object) -> str:
        return value.isoformat() if isinstance(value, date) else ""

    start = held[calendar.start]
    end = held[calendar.end] if calendar.end else None
    if end is None and isinstance(start, datetime) and asked.end:
        end = start + _length(calendar, held)
    return Asked(
        section=asked.section,
        id=asked.id,
        start=said(start),
        end=said(end),
        owner=held["owner_id"] if asked.owner is not None else None,
    )


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        raise ValidationFailed([Problem(code="bad_moment", message=_("Say a day and an hour."))]) from None
    if wall.tzinfo is None:
        wall = wall.replace(tzinfo=zone)
    return wall.astimezone(UTC)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise ValidationFailed([Problem(code="bad_moment", message=_("Say a day."))]) from None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
