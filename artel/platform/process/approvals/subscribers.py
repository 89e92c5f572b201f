"""What approvals do when records are made, moved, finished with their steps, and gone."""

from __future__ import annotations

from collections import defaultdict

from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.arrays import any_of
from artel.platform.kernel.events import (
    RecordsChanged,
    RecordsCreated,
    RecordsMerged,
    RecordsPurged,
    RecordsRestored,
    RecordsTrashed,
    subscribe,
)
from artel.platform.process.approvals.opening import follow, has_approvals, withdraw
from artel.platform.process.models import ProcessStep
from artel.platform.process.steps.closing import CLOSING
from artel.platform.sections.steps import is_activity


@subscribe(RecordsCreated)
def ask_of_new(event: RecordsCreated) -> None:
    """A new record is asked what the stage asks in which it begins."""
    if has_approvals(current_snapshot().section(event.section)):
        follow(event.section, [c.record_id for c in event.changes], actor=event.actor)


@subscribe(RecordsChanged)
def ask_of_moved(event: RecordsChanged) -> None:
    """A record that moves leaves the questions of its stage behind and meets those of the next."""
    moved = [c.record_id for c in event.changes if "stage" in c.after or "pipeline" in c.after]
    if moved and has_approvals(current_snapshot().section(event.section)):
        follow(event.section, moved, actor=event.actor)


@subscribe(RecordsChanged)
def ask_after_steps(event: RecordsChanged) -> None:
    """A step that is done may be what an approval waited for."""
    snapshot = current_snapshot()
    waiting = [spec.key for spec in snapshot.sections.values() if not spec.retired and has_approvals(spec)]
    if not waiting or not is_activity(snapshot.section(event.section)):
        return
    closed = [c.record_id for c in event.changes if CLOSING & c.after.keys()]
    if not closed:
        return
    steps = ProcessStep.objects.filter(
        task_section=event.section, task_id__in=any_of(closed, "bigint"), section__in=waiting
    ).exclude(done_at=None)
    records: dict[str, set[int]] = defaultdict(set)
    for section, record_id in steps.order_by().values_list("section", "record_id"):
        records[section].add(record_id)
    for section, ids in sorted(records.items()):
        follow(section, ids, actor=event.actor)


@subscribe(RecordsTrashed)
def withdraw_of_trashed(event: RecordsTrashed) -> None:
    """Nobody is asked about what lies in the trash."""
    if has_approvals(current_snapshot().section(event.section)):
        withdraw(event.section, event.record_ids)


@subscribe(RecordsRestored)
def ask_of_restored(event: RecordsRestored) -> None:
    """What is back is asked what it was asked."""
    if has_approvals(current_snapshot().section(event.section)):
        follow(event.section, event.record_ids, actor=event.actor)


@subscribe(RecordsPurged)
def withdraw_of_purged(event: RecordsPurged) -> None:
    """What is gone for good is asked nothing; what was decided stays on record."""
    if has_approvals(current_snapshot().section(event.section)):
        withdraw(event.section, event.record_ids)


@subscribe(RecordsMerged)
def withdraw_of_merged(event: RecordsMerged) -> None:
    """What became part of another record is asked nothing more."""
    if has_approvals(current_snapshot().section(event.section)):
        withdraw(event.section, event.merged_ids)
