"""What follows when the activity of a step is closed: the step is done with its outcome, those after it are made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext as _

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import SYSTEM, Actor, ActorKind
from artel.platform.kernel.arrays import any_of, array_text
from artel.platform.kernel.events import RecordsChanged
from artel.platform.process.models import ProcessStep
from artel.platform.process.steps.creating import create_due_steps, has_steps
from artel.platform.records import door
from artel.platform.records.drafts import Batch, Draft
from artel.platform.sections.spec import Snapshot
from artel.platform.sections.steps import RESULT, OutcomeSpec, StepSpec, is_activity

CLOSING = frozenset({"done_at", RESULT})

NOTE_ENDS = """
UPDATE process_processstep AS step SET done_at = ended.done_at, outcome = ended.outcome
FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[]) AS ended (task_id, done_at, outcome)
WHERE step.task_section = %s AND step.task_id = ended.task_id
RETURNING step.section, step.record_id, step.pipeline, step.stage, step.step, step.done_at IS NOT NULL
"""


def follow_closed(event: RecordsChanged) -> None:
    """Note how activities of steps ended, or that they are open again, and make the steps that waited for them.

    A constant number of queries; none for sections that hold no activities.
    """
    spec = current_snapshot().section(event.section)
    if not is_activity(spec):
        return
    touched = [c.record_id for c in event.changes if CLOSING & c.after.keys()]
    if not touched or not _are_steps(event.section, touched):
        return
    result = RESULT if spec.field(RESULT) else "id"
    ended = list(
        visible_to(SYSTEM, event.section, include_trashed=True)
        .filter(id__in=any_of(touched, "bigint"))
        .order_by("id")
        .values_list("id", "done_at", result)
    )
    outcomes = [str(value or "") if done_at is not None and result == RESULT else "" for _id, done_at, value in ended]
    columns = ([row[0] for row in ended], [row[1] for row in ended], outcomes)
    with connection.cursor() as cursor:
        cursor.execute(NOTE_ENDS, [*(array_text(column) for column in columns), event.section])
        noted = cursor.fetchall()
    closed: dict[str, dict[tuple[int, str, str], set[str]]] = defaultdict(lambda: defaultdict(set))
    for section, record_id, pipeline, stage, step, is_done in noted:
        if is_done:
            closed[section][record_id, pipeline, stage].add(step)
    known = current_snapshot().sections
    for section, places in closed.items():
        if section in known and not known[section].retired and has_steps(known[section]):
            create_due_steps(
                section,
                {record_id for record_id, _pipeline, _stage in places},
                actor=event.actor,
                closed={place: frozenset(keys) for place, keys in places.items()},
            )


def _are_steps(section: str, ids: Sequence[int]) -> bool:
    return ProcessStep.objects.filter(task_section=section, task_id__in=any_of(ids, "bigint")).exists()


def demand_outcomes(batch: Batch) -> None:
    """Refuse to close the activity of a step that may end in several ways without saying which. One query."""
    if batch.is_create or batch.actor.kind is ActorKind.SYSTEM or not is_activity(batch.section):
        return
    closing = [d for d in batch.drafts if _is_closing(d)]
    if not closing:
        return
    offered = outcomes_of(batch.section.key, [int(str(d.id)) for d in closing], batch.snapshot)
    for draft in closing:
        outcomes = offered.get(int(str(draft.id)), ())
        if outcomes and draft.get(RESULT) not in {o.key for o in outcomes}:
            field = batch.section.fields[RESULT]
            names = (o.label.text() or str(batch.snapshot.choice_label(field, o.key) or o.key) for o in outcomes)
            message = _("Say how the step ended: %(outcomes)s.") % {"outcomes": ", ".join(f"«{n}»" for n in names)}
            draft.refuse(RESULT, "outcome_needed", message)


def _is_closing(draft: Draft) -> bool:
    is_done = draft.is_changing("done_at") and draft.values["done_at"] is not None
    return is_done or (draft.is_changing(RESULT) and bool(draft.values[RESULT]))


def outcomes_of(task_section: str, task_ids: Sequence[int], snapshot: Snapshot) -> dict[int, tuple[OutcomeSpec, ...]]:
    """Return how activities may end that were made of steps with outcomes: activity id → outcomes. One query, or none.

    Activities of steps that end in any way, or that are no steps at all, are left out.
    """
    if not any(step.outcomes for step in _all_steps(snapshot)):
        return {}
    rows = ProcessStep.objects.filter(task_section=task_section, task_id__in=any_of(task_ids, "bigint"))
    found = {}
    for task_id, *place in rows.order_by().values_list("task_id", "section", "pipeline", "stage", "step"):
        step = step_at(snapshot, *place)
        if step is not None and step.outcomes:
            found[task_id] = step.outcomes
    return found


def step_at(snapshot: Snapshot, section: str, pipeline: str, stage: str, step: str) -> StepSpec | None:
    """Return a step by its place; None when the configuration has it no more."""
    spec = snapshot.sections.get(section)
    found = next((p for p in spec.pipelines if p.key == pipeline), None) if spec else None
    at = found.stage(stage) if found else None
    return next((s for s in at.steps if s.key == step), None) if at else None


def _all_steps(snapshot: Snapshot) -> list[StepSpec]:
    return [
        step
        for spec in snapshot.sections.values()
        for pipeline in spec.pipelines
        for stage in pipeline.stages
        for step in stage.steps
    ]


def drop_untouched_steps(section: str, ids: Sequence[int], *, actor: Actor) -> None:
    """Put the activities of steps that nobody has touched into the trash: the undo of what made their records."""
    rows = ProcessStep.objects.filter(section=section, record_id__in=any_of(ids, "bigint"), done_at=None)
    kinds: dict[str, list[int]] = defaultdict(list)
    for kind, task_id in rows.order_by("task_section", "task_id").values_list("task_section", "task_id"):
        kinds[kind].append(task_id)
    for kind, task_ids in kinds.items():
        untouched = visible_to(SYSTEM, kind).filter(id__in=any_of(task_ids, "bigint"), version=1).order_by("id")
        door.trash(kind, list(untouched.values_list("id", flat=True)), actor=actor)
