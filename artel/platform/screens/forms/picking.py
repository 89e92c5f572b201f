"""The searches behind pickers: records for a reference, colleagues for a person field or a mention."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q

from artel.platform.kernel.actor import Actor, ActorKind
from artel.platform.kernel.errors import NotFound
from artel.platform.screens.display import screen_display
from artel.platform.screens.forms.choices import found_values, is_searched
from artel.platform.screens.opening.filtering import quick_search
from artel.platform.screens.place import Place, place_for
from artel.platform.screens.reading.plans import plan_reading
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.ui import formats
from artel.platform.users.models import User

MOST = 20
Item = dict[str, str]


def candidates(place: Place, key: str, text: str, given: Mapping[str, str]) -> list[Item]:
    """Return what a pointer may point to, or the values of a choice, found by the words typed.

    `given` holds what stands in fields above a linked choice. Raises NotFound for another kind of field.
    """
    field = place.fields.get(key)
    if field is not None and is_searched(field, place.snapshot):
        return found_values(place, field, text[:200], given)
    if field is None or field.kind not in (Kind.REFERENCE, Kind.PERSON):
        raise NotFound
    if field.kind is Kind.PERSON:
        return colleagues(place.actor, text)
    if not field.target or not place.may_read(field.target):
        return []
    return records(place_for(place.actor, field.target), text)


def records(target: Place, text: str) -> list[Item]:
    """Return records of a section by the words typed, the newest first without words; one query."""
    note = _note_field(target)
    plan = plan_reading(target.spec, [note] if note else [])
    found = target.records()
    if text.strip():
        found = found.filter(quick_search(target, text.strip()[:200]))
    display = screen_display(target)
    rows = plan.rows(found.order_by("-updated_at", "-id")[:MOST])
    return [
        {
            "value": str(row[0]),
            "label": str(row[2] or formats.record_number(row[0])),
            "note": display.text(note, plan.cell(row, note.key)) if note else "",
        }
        for row in rows
    ]


def _note_field(target: Place) -> FieldSpec | None:
    """Return the field that tells namesakes apart: the first searched one after the name."""
    return next((f for f in target.fields.values() if f.searchable and f.key != "name" and f.kind is Kind.TEXT), None)


def colleagues(actor: Actor, text: str) -> list[Item]:
    """Return active colleagues whose name holds every word; an outsider finds nobody."""
    if actor.kind is ActorKind.PORTAL or actor.user_id is None:
        return []
    condition = Q(is_active=True, is_portal=False)
    for word in text.split()[:4]:
        condition &= Q(name__icontains=word)
    rows = User.objects.filter(condition).order_by("name").values_list("id", "name", "position")[:MOST]
    return [{"value": str(i), "label": name, "note": position} for i, name, position in rows]
