"""What the process engine does when records are made, moved, done and gone."""

from __future__ import annotations

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.arrays import any_of
from artel.platform.kernel.events import RecordsChanged, RecordsCreated, RecordsPurged, subscribe
from artel.platform.process.models import ProcessStep
from artel.platform.process.steps.closing import follow_closed
from artel.platform.process.steps.creating import create_due_steps, has_steps
from artel.platform.records import door


@subscribe(RecordsCreated)
def begin_steps(event: RecordsCreated) -> None:
    """A new record begins with the steps of its stage."""
    if has_steps(current_snapshot().section(event.section)):
        create_due_steps(event.section, [c.record_id for c in event.changes], actor=event.actor)


@subscribe(RecordsChanged)
def go_on_with_steps(event: RecordsChanged) -> None:
    """A record that enters a stage gets its steps."""
    moved = [c.record_id for c in event.changes if "stage" in c.after or "pipeline" in c.after]
    if moved and has_steps(current_snapshot().section(event.section)):
        create_due_steps(event.section, moved, actor=event.actor)


@subscribe(RecordsChanged)
def note_steps_done(event: RecordsChanged) -> None:
    """An activity that is closed may end a step, and call for the next."""
    follow_closed(event)


@subscribe(RecordsPurged)
def forget_steps(event: RecordsPurged) -> None:
    """What is gone for good has no steps; their open activities go with it."""
    ids = any_of(event.record_ids, "bigint")
    ProcessStep.objects.filter(task_section=event.section, task_id__in=ids).delete()
    steps = ProcessStep.objects.filter(section=event.section, record_id__in=ids)
    opened = list(steps.filter(done_at=None).order_by("task_section", "task_id").values_list("task_section", "task_id"))
    steps.delete()
    snapshot = current_snapshot()
    for section in dict.fromkeys(kind for kind, _id in opened):
        if section in snapshot.sections and not snapshot.sections[section].retired:
            tasks = [task_id for kind, task_id in opened if kind == section]
            live = visible_to(SYSTEM, section, include_trashed=True).filter(id__in=any_of(tasks, "bigint"))
            door.purge(section, list(live.values_list("id", flat=True)), actor=event.actor.as_system(), even_live=True)
