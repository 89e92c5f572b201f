"""A person's calendar as iCalendar (RFC 5545): what he may see of his own time, as single events in UTC.

Repeated meetings are records of their own here, so each is an event of its own: no rule of repetition is needed, and
no description of time zones, for UTC means the same to every reader. What went to the trash is not there any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Entry

from artel.platform.access.policy import readable_fields
from artel.platform.kernel.actor import Actor
from artel.platform.screens.calendar.events import MOST, calendar_sections, events_of
from artel.platform.sections.spec import Kind, SectionSpec, Snapshot

BEFORE, AFTER = timedelta(days=60), timedelta(days=400)
"""How much of the past and of what comes a program gets."""
UNPRINTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
REFRESH = "PT15M"


def write_calendar(actor: Actor, snapshot: Snapshot, *, now: datetime, site: str) -> bytes:
    """Return the calendar of the actor; `site` is the address of the installation, for links. A query a section."""
    calendar = Calendar()
    calendar.add("prodid", "-//Artel//Artel CRM//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _clean(_("Artel: %(name)s") % {"name": actor.name}))
    calendar.add("x-wr-timezone", actor.timezone)
    calendar.add("x-published-ttl", REFRESH)
    calendar.add("refresh-interval", timedelta(minutes=15), parameters={"VALUE": "DURATION"})
    for spec in calendar_sections(snapshot, actor):
        for entry in _entries(spec, actor, now, site):
            calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _entries(spec: SectionSpec, actor: Actor, now: datetime, site: str) -> Iterator[Entry]:
    readable = {f.key: f for f in readable_fields(actor, spec)}
    texts = [f.key for f in readable.values() if f.kind is Kind.LONG_TEXT]
    named = [f.key for f in readable.values() if f.kind is Kind.REFERENCE and f.target]
    place = next((f.key for f in readable.values() if f.key == "place" or f.type == "address"), "")
    keys = ("id", "version", "name", "begins", "ends", "is_done", "created_at", "updated_at")
    own = (*texts, *(f"{key}__name" for key in named), *((place,) if place else ()))
    people = [actor.user_id] if actor.user_id is not None else []
    rows = events_of(spec, actor, (now - BEFORE, now + AFTER), people=people).order_by("begins", "id")
    is_dated = spec.calendar is not None and spec.fields[spec.calendar.start].kind is Kind.DATE
    for row in rows.values(*keys, *own)[:MOST]:
        entry = _entry(row, spec, is_dated=is_dated)
        entry.add("url", f"{site}/{spec.key}/{row['id']}/")
        if place and row[place]:
            entry.add("location", _clean(row[place]))
        said = [f"{readable[key].label.text()}: {row[f'{key}__name']}" for key in named if row[f"{key}__name"]]
        said += [str(row[key]) for key in texts if row[key]]
        if said:
            entry.add("description", _clean("\n".join(said)))
        yield entry


def _entry(row: dict[str, Any], spec: SectionSpec, *, is_dated: bool) -> Entry:
    entry = Entry()
    # The moment of making tells records of two installations apart that have the same number.
    entry.add("uid", f"{spec.key}-{row['id']}-{row['created_at']:%Y%m%dT%H%M%S%f}@artel")
    entry.add("dtstamp", row["updated_at"])
    entry.add("created", row["created_at"])
    entry.add("last-modified", row["updated_at"])
    entry.add("sequence", row["version"])
    begins, ends = row["begins"], row["ends"] or row["begins"]
    if is_dated:
        entry.add("dtstart", begins.date())
        entry.add("dtend", ends.date() + timedelta(days=1))
    else:
        entry.add("dtstart", begins)
        if ends > begins:
            entry.add("dtend", ends)
    name = row["name"] or spec.singular.text()
    entry.add("summary", _clean(f"✓ {name}" if row["is_done"] else name))
    entry.add("categories", [spec.label.text()])
    entry.add("status", "CONFIRMED")
    return entry


def _clean(text: object) -> str:
    """Return a text without signs that no line of a calendar may hold; the library escapes and folds the rest."""
    return UNPRINTED.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))
