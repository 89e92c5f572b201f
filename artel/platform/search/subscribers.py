"""Keeps the index in step: every write marks its records, the outermost one indexes them once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextvars import ContextVar

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.arrays import any_of
from artel.platform.kernel.events import (
    Event,
    RecordsChanged,
    RecordsCreated,
    RecordsMerged,
    RecordsPurged,
    RecordsRestored,
    RecordsTrashed,
    at_end,
    subscribe,
)
from artel.platform.search.indexing import index_records, owners_of
from artel.platform.search.models import SearchEntry

Marks = dict[str, set[int]]
_marked: ContextVar[tuple[Marks, Marks] | None] = ContextVar("marked_for_search", default=None)
"""Section → records to index, all of them and those just made."""


@subscribe(RecordsCreated)
def _created(event: RecordsCreated) -> None:
    spec = current_snapshot().section(event.section)
    if spec.parent is None:
        _mark_records(spec.key, [c.record_id for c in event.changes], are_new=True)
        return
    # A new detail says itself whose it is: no need to ask.
    for owner in owners_of(spec):
        _mark_records(owner.target or "", {i for c in event.changes if isinstance(i := c.after.get(owner.key), int)})


@subscribe(RecordsChanged)
def _changed(event: RecordsChanged) -> None:
    spec = current_snapshot().section(event.section)
    told = {f.key for f in spec.shown_fields if f.searchable or f.key == spec.parent}
    _mark(event, [c.record_id for c in event.changes if told & set(c.after)])


@subscribe(RecordsTrashed)
def _trashed(event: RecordsTrashed) -> None:
    SearchEntry.objects.filter(section=event.section, record_id__in=any_of(event.record_ids, "bigint")).delete()
    if current_snapshot().section(event.section).parent is not None:
        _mark(event, event.record_ids)


@subscribe(RecordsRestored)
def _restored(event: RecordsRestored) -> None:
    _mark(event, event.record_ids)


@subscribe(RecordsMerged)
def _merged(event: RecordsMerged) -> None:
    _mark(event, (event.kept_id, *event.merged_ids))


@subscribe(RecordsPurged)
def _purged(event: RecordsPurged) -> None:
    SearchEntry.objects.filter(section=event.section, record_id__in=any_of(event.record_ids, "bigint")).delete()


def _mark(event: Event, ids: list[int] | tuple[int, ...]) -> None:
    """Note records, or the records whose details they are, for indexing at the end."""
    if not ids:
        return
    spec = current_snapshot().section(event.section)
    if spec.parent is None:
        _mark_records(spec.key, ids)
        return
    rows = visible_to(SYSTEM, spec.key, include_trashed=True).filter(id__in=any_of(ids, "bigint"))
    for owner in owners_of(spec):
        _mark_records(owner.target or "", rows.exclude(**{owner.key: None}).values_list(f"{owner.key}_id", flat=True))


def _mark_records(section: str, ids: Iterable[int], *, are_new: bool = False) -> None:
    marks = _marked.get()
    if marks is None:
        marks = (defaultdict(set), defaultdict(set))
        _marked.set(marks)
    marked, new = marks
    found = set(ids)
    marked[section] |= found
    if are_new:
        new[section] |= found
    at_end("search", _flush)


def _flush() -> None:
    marked, new = _marked.get() or ({}, {})
    _marked.set(None)
    snapshot = current_snapshot()
    for section, ids in marked.items():
        made = new.get(section, set())
        index_records(section, sorted(ids & made), snapshot, are_new=True)
        index_records(section, sorted(ids - made), snapshot)
