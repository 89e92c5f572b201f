"""The door's check of uploaded files, for fields of one and of several: one query for the whole batch.

A record takes the actor's own loose uploads, each into one field of one record, and keeps what lies there already in
fields that he may read. Ids are numbers that anybody can guess: a stranger's upload is as if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from artel.platform.access.policy import field_access
from artel.platform.files.models import StoredFile
from artel.platform.kernel.actor import ActorKind
from artel.platform.records.drafts import Batch, Draft

MEGABYTE = 1024 * 1024
_Row = Mapping[str, Any]


def check_files(batch: Batch) -> None:
    """Refuse files that are not there for the actor, are another's, or are bigger than the field takes."""
    fields = [f for f in batch.section.shown_fields if f.holds_files]
    asked = [(draft, field, added) for field in fields for draft in batch.drafts if (added := _added(draft, field.key))]
    if not asked:
        return
    is_system = batch.actor.kind is ActorKind.SYSTEM
    rows = _rows({file for _draft, _field, added in asked for file in added})
    hidden = field_access(batch.actor, batch.section.key).hidden
    locked = [f.key for f in fields if f.key in hidden]
    taken: dict[int, tuple[int, str]] = {}
    for draft, field, added in asked:
        for file in added:
            row = rows.get(file)
            place = (draft.row, field.key)
            if row is None or not (is_system or _may_take(batch, draft, row, hidden, locked)):
                draft.refuse(field.key, "unknown_target", _("There is no such file, or you do not see it."))
            elif not is_system and not row["section"] and taken.setdefault(file, place) != place:
                draft.refuse(field.key, "file_taken", _("One upload can't stand in two places: upload the file again."))
            elif (limit := field.options.get("max_size")) and row["size"] > int(limit) * MEGABYTE:
                message = _("“%(name)s” is bigger than %(limit)s MB.")
                draft.refuse(field.key, "file_too_big", message % {"name": row["name"], "limit": limit})


def ids_in(value: object) -> list[int]:
    """Return the ids that a field of files holds, one or several or none."""
    if isinstance(value, list | tuple):
        return [int(part) for part in value]
    return [value] if isinstance(value, int) else []


def _added(draft: Draft, key: str) -> list[int]:
    """Return the files that a draft brings into a field."""
    if not draft.is_changing(key):
        return []
    before = set(ids_in(draft.before.get(key)))
    return [file for file in ids_in(draft.values[key]) if file not in before]


def _rows(ids: Iterable[int]) -> dict[int, _Row]:
    """Lock the files: of two who put one upload into two records at once the second finds it taken."""
    found = StoredFile.objects.filter(id__in=set(ids)).order_by("id").select_for_update()
    rows = found.values("id", "section", "record_id", "field", "author_id", "size", "name")
    return {int(row["id"]): row for row in rows}


def _may_take(batch: Batch, draft: Draft, row: _Row, hidden: frozenset[str], locked: Iterable[str]) -> bool:
    if not row["section"]:
        return row["author_id"] is not None and row["author_id"] == batch.actor.user_id
    lies_here = draft.id is not None and (row["section"], row["record_id"]) == (batch.section.key, draft.id)
    return lies_here and row["field"] not in hidden and row["id"] not in set(_held(draft, locked))


def _held(draft: Draft, keys: Iterable[str]) -> Iterator[int]:
    for key in keys:
        yield from ids_in(draft.before.get(key))
