"""What follows from changes of activities and of the records they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from artel.domain.work.activities import ACTIVITY_SECTIONS, CLIENTS, FEED_KINDS
from artel.domain.work.next_activity import refresh, stored_pointers, targets_of
from artel.domain.work.projects import subscribers as of_projects
from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.events import (
    RecordChange,
    RecordsChanged,
    RecordsCreated,
    RecordsMerged,
    RecordsRestored,
    RecordsTrashed,
    subscribe,
)
from artel.platform.records import door, feed

__all__ = ["of_projects"]
TELLING = frozenset({"due_at", "done_at", "name", "about_section", "about_id", *CLIENTS})
"""Fields of an activity that may change what is next."""


@subscribe(RecordsCreated)
def note_new_activities(event: RecordsCreated) -> None:
    """New activities stand in the feeds of their records and may be the next ones there."""
    if event.section in ACTIVITY_SECTIONS:
        rows = {c.record_id: c.after for c in event.changes}
        _tell(event.section, {i: row for i, row in rows.items() if row.get("done_at")}, "done", event.actor)
        _tell(event.section, {i: row for i, row in rows.items() if not row.get("done_at")}, "planned", event.actor)
        refresh(targets_of(rows.values()))


@subscribe(RecordsChanged)
def note_changed_activities(event: RecordsChanged) -> None:
    """An activity done stands in the feeds; another may be the next one now."""
    if event.section not in ACTIVITY_SECTIONS:
        return
    touched = [c for c in event.changes if TELLING & c.after.keys()]
    if not touched:
        return
    pointers = stored_pointers(event.section, [c.record_id for c in touched])
    before = [{**pointers[c.record_id], **c.before} for c in touched]
    refresh(targets_of([*pointers.values(), *before]))
    done = [c.record_id for c in touched if c.after.get("done_at") and not c.before.get("done_at")]
    if done:
        _tell(event.section, _stored(event.section, done), "done", event.actor)


@subscribe(RecordsTrashed)
def forget_trashed_activities(event: RecordsTrashed) -> None:
    """What was next may have gone to the trash."""
    if event.section in ACTIVITY_SECTIONS:
        refresh(targets_of(stored_pointers(event.section, event.record_ids).values()))


@subscribe(RecordsRestored)
def recall_restored_activities(event: RecordsRestored) -> None:
    """What is next may have come back."""
    if event.section in ACTIVITY_SECTIONS:
        refresh(targets_of(stored_pointers(event.section, event.record_ids).values()))


@subscribe(RecordsMerged)
def settle_merged_records(event: RecordsMerged) -> None:
    """Activities moved with a merge or its undo."""
    refresh({event.section: {event.kept_id, *event.merged_ids}})


@subscribe(RecordsChanged)
def follow_the_client(event: RecordsChanged) -> None:
    """When a record gets another client, so do activities about it; of a contact who changed jobs, only open ones."""
    if event.section in ACTIVITY_SECTIONS or not current_snapshot().section(event.section).has_activities:
        return
    moved = {c.record_id: c for c in event.changes if CLIENTS.keys() & c.after.keys()}
    if not moved:
        return
    for kind in ACTIVITY_SECTIONS:
        rows = visible_to(SYSTEM, kind).filter(about_section=event.section, about_id__in=list(moved))
        if event.section in CLIENTS.values():
            rows = rows.filter(done_at=None)
        changes = [
            door.Change(id=record_id, values=values)
            for record_id, about_id, account, contact in rows.values_list("id", "about_id", "account_id", "contact_id")
            if (values := _new_clients(moved[about_id], {"account": account, "contact": contact}))
        ]
        if changes:
            door.change(kind, changes, actor=event.actor.as_system())


def _new_clients(change: RecordChange, held: Mapping[str, object]) -> dict[str, object]:
    """Return the clients to put into an activity that still has the old ones; those chosen by hand stay."""
    return {
        reference: change.after[reference]
        for reference in CLIENTS
        if reference in change.after and held[reference] == change.before.get(reference)
    }


def _stored(section: str, ids: Iterable[int]) -> dict[int, Mapping[str, object]]:
    columns = ("name", "due_at", "done_at", "result", "result_text", "about_section", "about_id")
    rows = visible_to(SYSTEM, section).filter(id__in=list(ids)).values("id", *columns, "account_id", "contact_id")
    return {
        row["id"]: {**{key: row[key] for key in columns}, "account": row["account_id"], "contact": row["contact_id"]}
        for row in rows
    }


def _tell(section: str, rows: Mapping[int, Mapping[str, object]], what: str, actor: Actor) -> None:
    """Add one entry to the feed of every record that each activity is about or belongs to.

    Body: {"activity": section, "id", "name", "event": planned | done, "due_at", "done_at", "result", "text"}.
    """
    snapshot = current_snapshot()
    bodies: dict[str, list[tuple[int, dict[str, object]]]] = defaultdict(list)
    for activity_id, row in rows.items():
        body: dict[str, object] = {"activity": section, "id": activity_id, "name": row.get("name"), "event": what}
        body |= {key: str(row[key]) for key in ("due_at", "done_at") if row.get(key)}
        body |= {"result": row.get("result"), "text": row.get("result_text")} if what == "done" else {}
        for target, ids in targets_of([row]).items():
            spec = snapshot.sections.get(target)
            if spec is not None and spec.has_feed:
                bodies[target] += [(record_id, body) for record_id in ids]
    for target, entries in bodies.items():
        feed.add_many(target, FEED_KINDS[section], entries, actor=actor)
