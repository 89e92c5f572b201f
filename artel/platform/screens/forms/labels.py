"""Names of what the pointers of a form point to, for the values typed or handed over by the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from artel.platform.access.policy import visible_to
from artel.platform.files.reading import HeldFile, loose_files
from artel.platform.screens.place import Place
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.users.models import User

MOST = 20
LONGEST_ID = 19


def labels_for(place: Place, fields: Iterable[FieldSpec], values: Mapping[str, object]) -> dict[str, str]:
    """Return field key → name for the pointers that hold an id the actor may know; a query for each, few in a form."""
    found: dict[str, str] = {}
    for field in fields:
        written = str(values.get(field.key) or "")
        if field.kind not in (Kind.REFERENCE, Kind.PERSON) or not written.isascii() or not written.isdigit():
            continue
        label = label_of(place, field, int(written))
        if label:
            found[field.key] = label
    return found


def files_for(
    place: Place, fields: Iterable[FieldSpec], values: Mapping[str, str], known: Mapping[int, HeldFile]
) -> Mapping[int, HeldFile]:
    """Return the files that stand in a form, by id: those `known`, and the actor's own uploads. At most one query."""
    written = {
        int(part)
        for field in fields
        if field.holds_files
        for part in values.get(field.key, "").split(",")
        if part.isascii() and part.isdigit() and len(part) < LONGEST_ID
    }
    missing = written - known.keys()
    return {**known, **loose_files(missing, actor=place.actor)} if missing else known


def label_of(place: Place, field: FieldSpec, target_id: int) -> str:
    """Return the name of one record or colleague, empty when there is none for this actor."""
    if field.kind is Kind.PERSON:
        if target_id == place.actor.user_id:
            return place.actor.name
        return User.objects.filter(id=target_id).values_list("name", flat=True).first() or ""
    if not field.target or not place.may_read(field.target):
        return ""
    return visible_to(place.actor, field.target).filter(id=target_id).values_list("name", flat=True).first() or ""
