"""Moving records along their pipeline: the verb, and which moves are open from a stage."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

from artel.platform.kernel.actor import Actor
from artel.platform.records import door
from artel.platform.sections.pipelines import PipelineSpec, StageKind, StageSpec
from artel.platform.sections.spec import SectionSpec


def first_stage(pipeline: PipelineSpec) -> StageSpec:
    """Return the stage where new records begin: the first open one, else the first."""
    return next((s for s in pipeline.stages if s.kind is StageKind.OPEN), pipeline.stages[0])


def first_stage_of_kind(pipeline: PipelineSpec, kind: StageKind) -> StageSpec | None:
    """Return the first stage of a kind, where «won» or «lost» leads by itself; None when there is none."""
    return next((s for s in pipeline.stages if s.kind is kind), None)


def open_moves(pipeline: PipelineSpec, stage: str | None, actor: Actor) -> tuple[StageSpec, ...]:
    """Return the stages that the actor may go to from `stage`, in the pipeline's order.

    From a stage that the pipeline doesn't know (it was removed) every stage is open.
    """
    found = pipeline.stage(stage) if stage else None
    return tuple(s for s in pipeline.stages if s.key != stage and may_go(found, s, actor))


def may_go(current: StageSpec | None, stage: StageSpec, actor: Actor) -> bool:
    """Tell whether the pipeline lets the actor go from one stage to another; gates are the door's business.

    Ways that are drawn bind everybody, roles of a way all but administrators. `current` None: a stage out of use.
    """
    if current is None:
        return True
    roles = current.to_roles.get(stage.key)
    is_drawn = not current.to or stage.key in current.to
    return is_drawn and (roles is None or actor.is_unrestricted or bool(set(roles) & set(actor.roles)))


def way_to(pipeline: PipelineSpec, stage: str, wanted: str, actor: Actor) -> tuple[StageSpec, ...]:
    """Return the stages on the shortest way from one stage to another, the last one too; empty when none leads there.

    Ends of the pipeline are no place to pass through.
    """
    ways: deque[tuple[StageSpec, ...]] = deque((step,) for step in open_moves(pipeline, stage, actor))
    seen = {stage}
    while ways:
        way = ways.popleft()
        last = way[-1]
        if last.key == wanted:
            return way
        if last.key not in seen and last.kind is StageKind.OPEN:
            ways.extend((*way, step) for step in open_moves(pipeline, last.key, actor))
        seen.add(last.key)
    return ()


def stage_of(section: SectionSpec, values: Mapping[str, object]) -> StageSpec | None:
    """Return the stage that a record with these stored values stands in."""
    stage = values.get("stage")
    pipeline = values.get("pipeline")
    return section.stage(str(pipeline) if pipeline else None, str(stage)) if stage else None


def move(
    section: str,
    ids: Sequence[int],
    stage: str,
    *,
    actor: Actor,
    values: Mapping[str, object] | None = None,
    version: int | None = None,
) -> list[int]:
    """Move records to a stage, filling `values` in the same change; return ids of those that moved.

    `version` guards a single record against a stale screen. Raises ValidationFailed with everything that
    the stage demands, AccessDenied, NotFound, StaleRecord; then none has moved.
    """
    wanted = {**(values or {}), "stage": stage}
    return door.change(section, [door.Change(id=i, values=wanted, version=version) for i in ids], actor=actor)
