"""Makes the steps that are due: activities through the door, in one batch, remembered once for each record.

The number of queries depends on the stages and kinds of activity concerned, never on the number of records. All
of it stands in the transaction of the change that called for it: a record has moved with its steps, or not at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.arrays import any_of, array_text
from artel.platform.kernel.templates import outline, read_template
from artel.platform.kernel.text import clean, clean_line
from artel.platform.process.models import ProcessStep
from artel.platform.process.steps.assignees import Assigning, Attention, Given
from artel.platform.process.steps.people import Staff, staff_today
from artel.platform.process.steps.rows import StagedRecords, staged_records
from artel.platform.process.steps.states import Made, State, states_of, waits_for
from artel.platform.process.steps.telling import tell_assigned
from artel.platform.process.steps.wording import attention_text
from artel.platform.records import door
from artel.platform.sections.pipelines import PipelineSpec, StageSpec
from artel.platform.sections.spec import SectionSpec, Snapshot
from artel.platform.sections.steps import StepSpec, section_of_step
from artel.platform.working_time.allowances import plainly, used_up
from artel.platform.working_time.calendars import company_hours, hours_of_people
from artel.platform.working_time.hours import NoWorkingTime, WorkingHours

LONGEST_TITLE = 250
Closed = Mapping[tuple[int, str, str], frozenset[str]]
"""(record, pipeline, stage) → steps that were just done there: only what waits for them is made."""
Members = tuple[PipelineSpec, StageSpec, list[int]]

REMEMBER = """
INSERT INTO process_processstep
    (section, record_id, pipeline, stage, step, task_section, task_id, made_at, outcome, attention)
SELECT %s, record_id, pipeline, stage, step, %s, task_id, %s, '', attention
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[])
    AS made (record_id, pipeline, stage, step, task_id, attention)
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A step to be made of a record, and who gets it."""

    records: StagedRecords
    record_id: int
    pipeline: str
    stage: str
    step: StepSpec
    given: Given


@dataclass(frozen=True, slots=True)
class Titled:
    """An activity as it will be written, and why it needs attention."""

    due: Due
    values: dict[str, object]
    attention: str


def has_steps(spec: SectionSpec) -> bool:
    """Tell whether any stage of the section has steps: the others cost nothing."""
    return any(stage.steps for pipeline in spec.pipelines for stage in pipeline.stages)


def create_due_steps(section: str, ids: Collection[int], *, actor: Actor, closed: Closed | None = None) -> int:
    """Make the steps that are due of records where they stand now; return how many activities were made.

    With `closed`, only steps that wait for those just done. Raises what the door raises; then nothing has changed.
    """
    snapshot = current_snapshot()
    spec = snapshot.section(section)
    groups = _standing(spec, ids)
    if not groups:
        return 0
    staff = staff_today()
    by_kind: dict[str, list[Due]] = defaultdict(list)
    for group in groups:
        for due in _due_in(group, spec, snapshot, staff, actor, closed):
            kind = section_of_step(due.step, snapshot.sections.values())
            if kind is not None:
                by_kind[kind.key].append(due)
    for kind_key, wanted in by_kind.items():
        for start in range(0, len(wanted), door.MAX_BATCH):
            _make(section, snapshot.sections[kind_key], wanted[start : start + door.MAX_BATCH], staff, snapshot, actor)
    return sum(len(wanted) for wanted in by_kind.values())


def _standing(spec: SectionSpec, ids: Collection[int]) -> list[Members]:
    """Return the records by where they stand, those in stages without steps left out. One query."""
    found: dict[tuple[str, str], Members] = {}
    rows = visible_to(SYSTEM, spec.key).filter(id__in=any_of(ids, "bigint")).order_by("id")
    for record_id, pipeline_key, stage_key in rows.values_list("id", "pipeline", "stage"):
        pipeline = spec.pipeline(pipeline_key)
        stage = pipeline.stage(stage_key) if pipeline and stage_key else None
        if pipeline is not None and stage is not None and stage.steps:
            found.setdefault((pipeline.key, stage.key), (pipeline, stage, []))[2].append(record_id)
    return list(found.values())


def made_of(section: str, pipeline: str, stage: str, ids: Collection[int]) -> dict[int, dict[str, Made]]:
    """Return what was made of records in a stage: record id → step → how it stands. One query."""
    found: dict[int, dict[str, Made]] = defaultdict(dict)
    rows = ProcessStep.objects.filter(
        section=section, pipeline=pipeline, stage=stage, record_id__in=any_of(ids, "bigint")
    )
    for record_id, step, done_at, outcome in rows.order_by().values_list("record_id", "step", "done_at", "outcome"):
        found[record_id][step] = Made(done_at is not None, outcome)
    return found


def _due_in(
    group: Members, spec: SectionSpec, snapshot: Snapshot, staff: Staff, actor: Actor, closed: Closed | None
) -> Iterator[Due]:
    """Yield the steps that are due of the records in one stage, each with who gets it."""
    pipeline, stage, ids = group
    made = made_of(spec.key, pipeline.key, stage.key, ids)
    records = staged_records(spec, snapshot, ids, stage.steps, actor)
    wanted: dict[str, list[int]] = {step.key: [] for step in stage.steps}
    for record_id in records.rows:
        awaited = None
        if closed is not None:
            awaited = waits_for(stage.steps, closed.get((record_id, pipeline.key, stage.key), frozenset()))
        states = states_of(stage.steps, made.get(record_id, {}), partial(records.holds, record_id))
        for key, state in states.items():
            if state is State.DUE and (awaited is None or key in awaited):
                wanted[key].append(record_id)
    assigning = Assigning(staff, pipeline.key, stage.key)
    for step in stage.steps:
        kind = section_of_step(step, snapshot.sections.values())
        if kind is None or not wanted[step.key]:
            continue
        rows = [records.rows[record_id] for record_id in wanted[step.key]]
        for record_id, given in zip(wanted[step.key], assigning.give(step, rows, kind.key), strict=True):
            yield Due(records, record_id, pipeline.key, stage.key, step, given)


def _make(
    section: str, kind: SectionSpec, wanted: Sequence[Due], staff: Staff, snapshot: Snapshot, actor: Actor
) -> None:
    """Create the activities of one kind in one batch, remember whose steps they are, and tell who got them."""
    now = timezone.now()
    common = company_hours(snapshot)
    people = {due.given.user_id for due in wanted if due.given.user_id is not None}
    hours = hours_of_people(people, snapshot)
    titled = [
        _titled(due, section, staff, now, hours.get(due.given.user_id, common) if due.given.user_id else common)
        for due in wanted
    ]
    # The system takes what it writes from the record itself; whoever moved it stays the author.
    ids = door.create(kind.key, [t.values for t in titled], actor=actor.as_system(), given=door.Given.STORED)
    columns: list[list[object]] = [
        [due.record_id for due in wanted],
        [due.pipeline for due in wanted],
        [due.stage for due in wanted],
        [due.step.key for due in wanted],
        list(ids),
        [t.attention for t in titled],
    ]
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER, [section, kind.key, now, *(array_text(column) for column in columns)])
    tell_assigned(
        kind, [(i, due.given.user_id, t.attention) for i, due, t in zip(ids, wanted, titled, strict=True)], staff, actor
    )


def _titled(due: Due, section: str, staff: Staff, now: datetime, hours: WorkingHours) -> Titled:
    """Return an activity in the language of who gets it."""
    person = staff.people.get(due.given.user_id) if due.given.user_id is not None else None
    language = person.language if person else "ru"
    words = due.records.words(due.record_id, language)
    label, text = due.step.label.text(language), due.step.text.text(language)
    title = clean_line(read_template(label).render(words)) or outline(label) or due.step.key
    attention = due.given.attention
    try:
        due_at = used_up(due.step.due, now, hours)
    except NoWorkingTime:
        due_at, attention = plainly(due.step.due, now), attention or Attention.NO_HOURS
    parts = [clean(read_template(text).render(words))]
    if attention:
        with translation.override(language):
            parts.insert(0, _("Needs attention: %(why)s.") % {"why": attention_text(attention)})
    values: dict[str, object] = {
        "name": title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…",
        "owner": due.given.user_id,
        "due_at": due_at,
        "about_section": section,
        "about_id": due.record_id,
    }
    if description := "\n\n".join(part for part in parts if part):
        values["description"] = description
    return Titled(due, values, attention)
