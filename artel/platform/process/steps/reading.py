"""The steps of the stage in which a record stands, as its card shows them: done, open and still to come."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from artel.platform.access.policy import may, visible_to
from artel.platform.kernel.actor import Actor
from artel.platform.process.models import ProcessStep
from artel.platform.process.steps.states import Made, State, states_of
from artel.platform.sections.pipelines import StageSpec
from artel.platform.sections.steps import StepSpec

SHOWN = frozenset({State.DONE, State.OPEN, State.COMING})


@dataclass(frozen=True, slots=True, kw_only=True)
class StageStep:
    """One step. What the actor may not see of its activity is empty, as it is for one that is not made yet."""

    step: StepSpec
    state: State
    task_section: str = ""
    task_id: int = 0
    name: str = ""
    owner: str = ""
    due_at: datetime | None = None
    done_at: datetime | None = None
    outcome: str = ""
    attention: str = ""


def steps_in_stage(section: str, record_id: int, pipeline: str, stage: StageSpec, actor: Actor) -> list[StageStep]:
    """Return the steps of a record in a stage, in the order of the stage; skipped ones are left out.

    One query, and one for each kind of activity made; none for a stage without steps.
    """
    if not stage.steps:
        return []
    rows = {
        row.step: row
        for row in ProcessStep.objects.filter(section=section, record_id=record_id, pipeline=pipeline, stage=stage.key)
    }
    made = {key: Made(row.done_at is not None, row.outcome) for key, row in rows.items()}
    states = states_of(stage.steps, made, lambda _step: False)
    activities = _activities(list(rows.values()), actor)
    found = []
    for step in stage.steps:
        row = rows.get(step.key)
        if states[step.key] not in SHOWN:
            continue
        if row is None:
            found.append(StageStep(step=step, state=states[step.key]))
            continue
        name, owner, due_at = activities.get((row.task_section, row.task_id), ("", "", None))
        found.append(
            StageStep(
                step=step,
                state=states[step.key],
                task_section=row.task_section if name else "",
                task_id=row.task_id if name else 0,
                name=name,
                owner=owner,
                due_at=due_at,
                done_at=row.done_at,
                outcome=row.outcome,
                attention=row.attention if row.done_at is None else "",
            )
        )
    return found


def _activities(rows: list[ProcessStep], actor: Actor) -> dict[tuple[str, int], tuple[str, str, datetime | None]]:
    """Return name, owner and time of the activities that the actor may see. One query for each kind."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        kinds[row.task_section].append(row.task_id)
    found: dict[tuple[str, int], tuple[str, str, datetime | None]] = {}
    for kind, ids in kinds.items():
        if may(actor, kind, "read"):
            seen = visible_to(actor, kind).filter(id__in=ids).order_by("id")
            for task_id, name, owner, due_at in seen.values_list("id", "name", "owner__name", "due_at"):
                found[kind, task_id] = (name, owner or "", due_at)
    return found
