"""Merge: several records of one section become one, with all that points to them; undoable.

Moved are references of every section, activities and other `about` pointers, the feed, and what features have
attached to a record in tables of their own (files, notifications: see `attached.py`). A detail that
would stand twice after the move (a unique pair) goes to the trash instead. The shape of `Merge.undo`:
{"values": {key: before}, "taken": {key: after}, "moved": [[section, field, [ids], from id]],
"trashed": [[section, [ids]]], "feed": {merged id: [entry ids]}, "attached": [[table, [ids], from id]]}.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

import orjson
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from artel.platform.access.policy import require, visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import Conflict, NotFound
from artel.platform.kernel.events import RecordsMerged, publish
from artel.platform.records import writing
from artel.platform.records.attached import attached_tables, move_attached
from artel.platform.records.derived.following import follow_written
from artel.platform.records.derived.telling import tell_consequences
from artel.platform.records.door import Change, change
from artel.platform.records.feed import add, as_json
from artel.platform.records.models import FeedEntry, Merge
from artel.platform.records.trash import restore, trash
from artel.platform.schema.runtime import model_of
from artel.platform.sections.spec import SectionSpec, Snapshot

ABOUT = ("about_section", "about_id")
"""Field keys of a pointer to a record of any section."""


def merge(section: str, keep: int, others: Sequence[int], *, values: Mapping[str, object], actor: Actor) -> int:
    """Merge `others` into `keep`; `values` are the chosen values that differ from the kept record's.

    Returns the id of the Merge. Raises NotFound, AccessDenied, ValidationFailed, StaleRecord as the door
    does, Conflict when `others` holds `keep` or nothing.
    """
    merged = sorted(set(others) - {keep})
    if not merged:
        raise Conflict(_("Choose at least two records."))
    require(actor, section, "change")
    require(actor, section, "remove")
    snapshot = current_snapshot()
    spec = snapshot.section(section)
    with transaction.atomic():
        seen = visible_to(actor, section, operation="change").filter(id__in=[keep, *merged])
        stored = writing.read_for_change(seen, spec)
        if set(stored) != {keep, *merged}:
            raise NotFound(section=section, ids=sorted({keep, *merged} - set(stored)))
        undo: dict[str, Any] = {"moved": [], "trashed": [], "feed": {}, "attached": []}
        for loser in merged:
            _move_pointers(spec, snapshot, loser, keep, undo, actor)
            _move_feed(section, loser, keep, undo)
            undo["attached"] += [
                [table, move_attached(table, section, loser, keep), loser] for table in attached_tables()
            ]
        trash(section, merged, actor=actor)
        undo["values"] = {key: stored[keep].get(key) for key in values}
        change(section, [Change(id=keep, values=values)], actor=actor)
        undo["taken"] = _stored(section, keep, values)
        found = Merge.objects.create(
            section=section,
            kept_id=keep,
            merged_ids=merged,
            at=timezone.now(),
            author_id=actor.user_id,
            undo=orjson.loads(as_json(undo)),
        )
        names = [str(stored[i].get("name") or "") for i in merged]
        add(section, keep, "merged", {"ids": merged, "names": names, "merge": found.pk}, actor=actor)
        cause = actor.cause or uuid4().hex
        publish(
            RecordsMerged(
                section=section, actor=actor.caused_by(cause), cause=cause, kept_id=keep, merged_ids=tuple(merged)
            )
        )
    return int(found.pk)


def undo_merge(merge_id: int, *, actor: Actor) -> None:
    """Put everything back: merged records return with what pointed at them, the kept one gets its old values.

    What somebody has edited or pointed elsewhere since the merge stays as he left it.
    Raises NotFound for an unknown merge or a record out of the actor's sight, Conflict when already undone.
    """
    with transaction.atomic():
        found = Merge.objects.select_for_update().filter(pk=merge_id).first()
        if found is None:
            raise NotFound
        if found.undone_at is not None:
            raise Conflict(_("This merge has been undone already."))
        require(actor, found.section, "change")
        snapshot = current_snapshot()
        # First give back what the kept record took over: the others may need it to be unique again.
        current = _stored(found.section, found.kept_id, found.undo["values"])
        given_back = {k: v for k, v in found.undo["values"].items() if current.get(k) == found.undo["taken"].get(k)}
        change(found.section, [Change(id=found.kept_id, values=given_back)], actor=actor)
        for section, field, ids, loser in found.undo["moved"]:
            _point(snapshot.section(section), field, ids, loser, instead_of=found.kept_id, actor=actor)
        for loser, entries in found.undo["feed"].items():
            FeedEntry.objects.filter(id__in=entries).update(record_id=int(loser))
        for table, ids, loser in found.undo.get("attached", ()):
            if table in attached_tables():
                move_attached(table, found.section, found.kept_id, loser, ids=ids)
        restore(found.section, found.merged_ids, actor=actor)
        for section, ids in found.undo["trashed"]:
            restore(section, ids, actor=actor)
        found.undone_at = timezone.now()
        found.save(update_fields=["undone_at"])
        names = list(found.merged_ids)
        add(found.section, found.kept_id, "unmerged", {"ids": names, "merge": merge_id}, actor=actor)
        cause = actor.cause or uuid4().hex
        publish(
            RecordsMerged(
                section=found.section,
                actor=actor.caused_by(cause),
                cause=cause,
                kept_id=found.kept_id,
                merged_ids=tuple(found.merged_ids),
            )
        )


def _stored(section: str, record_id: int, keys: Iterable[str]) -> dict[str, Any]:
    """Return a record's values of these fields in the form that `Merge.undo` keeps."""
    rows = visible_to(SYSTEM, section, include_trashed=True).filter(id=record_id)
    values: dict[str, Any] = orjson.loads(as_json(rows.values(*keys, "id").get()))
    return {key: values[key] for key in keys}


def _move_pointers(
    spec: SectionSpec, snapshot: Snapshot, loser: int, keep: int, undo: dict[str, Any], actor: Actor
) -> None:
    for detail in snapshot.details(spec.key):
        section = snapshot.sections[detail.section]
        rows = model_of(section.key, snapshot)._default_manager.filter(**{detail.field: loser})
        ids = list(rows.order_by("id").values_list("id", flat=True))
        _move(section, detail.field, ids, loser, keep, undo, actor)
    for section in snapshot.sections.values():
        if section.field(ABOUT[1]) is not None and not section.retired:
            rows = model_of(section.key, snapshot)._default_manager.filter(about_section=spec.key, about_id=loser)
            ids = list(rows.order_by("id").values_list("id", flat=True))
            _move(section, ABOUT[1], ids, loser, keep, undo, actor)


def _move(
    section: SectionSpec, field: str, ids: list[int], loser: int, keep: int, undo: dict[str, Any], actor: Actor
) -> None:
    """Point records at the kept one; those that a unique rule forbids go to the trash one by one."""
    if not ids:
        return
    try:
        with transaction.atomic():
            _point(section, field, ids, keep, instead_of=loser, actor=actor)
            undo["moved"].append([section.key, field, ids, loser])
            return
    except IntegrityError:
        pass
    for record_id in ids:
        try:
            with transaction.atomic():
                _point(section, field, [record_id], keep, instead_of=loser, actor=actor)
            undo["moved"].append([section.key, field, [record_id], loser])
        except IntegrityError:
            trash(section.key, [record_id], actor=actor)
            undo["trashed"].append([section.key, [record_id]])


def _point(section: SectionSpec, field: str, ids: Sequence[int], target: int, *, instead_of: int, actor: Actor) -> None:
    column = section.fields[field].column
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{section.table}" SET "{column}" = %s, "version" = "version" + 1 '
            f'WHERE "id" = ANY(%s) AND "{column}" = %s',
            [target, list(ids), instead_of],
        )
    snapshot = current_snapshot()
    consequences = follow_written(section, snapshot, ids, (field,), left={field: [instead_of]})
    cause = actor.cause or uuid4().hex
    tell_consequences(consequences, snapshot, actor=actor, cause=cause, moment=timezone.now())


def _move_feed(section: str, loser: int, keep: int, undo: dict[str, Any]) -> None:
    entries = FeedEntry.objects.filter(section=section, record_id=loser)
    undo["feed"][str(loser)] = list(entries.values_list("id", flat=True))
    entries.update(record_id=keep)
