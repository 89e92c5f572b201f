"""Keeps the marks in step: every write notes its records, the outermost one marks them once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextvars import ContextVar

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.duplicates.groups import leave_groups
from artel.platform.duplicates.marking import forget_records, mark_records
from artel.platform.duplicates.models import Unmarked
from artel.platform.duplicates.refusing import refuse_restored
from artel.platform.duplicates.specs import DuplicateRule, rules_of
from artel.platform.duplicates.tasks import defer_marking
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
from artel.platform.sections.spec import Snapshot

LARGEST_AT_ONCE = 500
"""Records of a larger batch (an import) are marked by a job soon after, but for rules that refuse."""

_noted: ContextVar[dict[str, set[int]] | None] = ContextVar("noted_for_marking", default=None)


@subscribe(RecordsCreated)
def _created(event: RecordsCreated) -> None:
    snapshot = current_snapshot()
    if rules_of(event.section, snapshot):
        _add(event.section, [c.record_id for c in event.changes])
    # A new detail says itself whose it is: no need to ask.
    for owner, pointer in _owners(event.section, snapshot):
        _add(owner, [i for c in event.changes if isinstance(i := c.after.get(pointer), int)])


@subscribe(RecordsChanged)
def _changed(event: RecordsChanged) -> None:
    snapshot = current_snapshot()
    told = {key for rule in rules_of(event.section, snapshot) for key in rule.compared}
    ids = [c.record_id for c in event.changes if told & c.after.keys()]
    owners = _owners(event.section, snapshot)
    before = {
        (owner, int(str(c.before[pointer])))
        for owner, pointer in owners
        for c in event.changes
        if c.before.get(pointer)
    }
    _note(event, ids, of_details=[c.record_id for c in event.changes] if owners else ())
    for owner, record_id in before:
        _add(owner, [record_id])


@subscribe(RecordsTrashed)
def _trashed(event: RecordsTrashed) -> None:
    rules = rules_of(event.section, current_snapshot())
    if rules:
        forget_records(rules, event.record_ids)
        leave_groups(event.section, event.record_ids)
    _note(event, (), of_details=event.record_ids)


@subscribe(RecordsRestored)
def _restored(event: RecordsRestored) -> None:
    refuse_restored(event)
    _note(event, event.record_ids)


@subscribe(RecordsMerged)
def _merged(event: RecordsMerged) -> None:
    _note(event, (event.kept_id, *event.merged_ids))


@subscribe(RecordsPurged)
def _purged(event: RecordsPurged) -> None:
    rules = rules_of(event.section, current_snapshot())
    if rules:
        forget_records(rules, event.record_ids)


def _owners(section: str, snapshot: Snapshot) -> set[tuple[str, str]]:
    """Return (section, pointer) of the records whose marks hold values of this detail section."""
    spec = snapshot.section(section)
    return {
        (field.target, field.key)
        for field in spec.shown_fields
        if field.target and _is_held(section, rules_of(field.target, snapshot))
    }


def _is_held(section: str, rules: Iterable[DuplicateRule]) -> bool:
    return any(part.also is not None and part.also[0] == section for rule in rules for part in rule.parts)


def _note(event: Event, ids: Iterable[int], *, of_details: Iterable[int] | None = None) -> None:
    """Note records for marking at the end, and the records whose details they are."""
    snapshot = current_snapshot()
    listed = list(ids)
    if listed and rules_of(event.section, snapshot):
        _add(event.section, listed)
    details = listed if of_details is None else list(of_details)
    for owner, pointer in _owners(event.section, snapshot) if details else ():
        rows = visible_to(SYSTEM, event.section, include_trashed=True).filter(id__in=any_of(details, "bigint"))
        _add(owner, rows.exclude(**{pointer: None}).values_list(f"{pointer}_id", flat=True))


def _add(section: str, ids: Iterable[int]) -> None:
    noted = _noted.get()
    if noted is None:
        noted = defaultdict(set)
        _noted.set(noted)
    noted[section].update(ids)
    at_end("duplicates", _flush)


def _flush() -> None:
    noted = _noted.get() or {}
    _noted.set(None)
    snapshot = current_snapshot()
    for section, ids in noted.items():
        listed = sorted(ids)
        if len(listed) <= LARGEST_AT_ONCE:
            mark_records(section, listed, snapshot)
            continue
        refusing = [r for r in rules_of(section, snapshot) if r.is_refusing]
        if refusing:
            mark_records(section, listed, snapshot, refusing)
        Unmarked.objects.create(section=section, ids=listed)
        defer_marking()
