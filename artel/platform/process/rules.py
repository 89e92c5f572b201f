"""The general rule of stages, for every section that has pipelines: built-in and made by the company alike."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from artel.platform.kernel.actor import ActorKind
from artel.platform.process.choosing import choose_pipelines
from artel.platform.process.gates import check_gates
from artel.platform.process.moving import first_stage, open_moves, way_to
from artel.platform.process.reasons import settle_reasons
from artel.platform.process.steps.closing import demand_outcomes
from artel.platform.process.steps.leaving import hold_open_steps
from artel.platform.records.drafts import Batch, Draft
from artel.platform.records.rules import derive, verify
from artel.platform.sections.pipelines import PipelineSpec


@derive()
def keep_to_the_pipeline(batch: Batch) -> None:
    """New records begin in the first stage; a stage belongs to the record's pipeline; only allowed moves pass."""
    if not batch.section.has_pipeline or not batch.section.pipelines:
        return
    choose_pipelines(batch)
    for draft in batch.drafts:
        pipeline = _pipeline(batch, draft)
        if pipeline is None:
            continue
        if batch.is_create:
            draft.set("pipeline", pipeline.key)
            if not draft.get("stage"):
                draft.set("stage", first_stage(pipeline).key)
        elif draft.is_changing("stage") and not draft.values["stage"]:
            draft.refuse("stage", "required", _("A record always stands in some stage."))
            continue
        if batch.is_create or draft.is_changing("stage") or draft.is_changing("pipeline"):
            _check_move(batch, draft, pipeline)
    settle_reasons(batch)


@verify
def keep_the_gates(batch: Batch) -> None:
    """A record leaves a stage and enters another when what they demand is so."""
    check_gates(batch)


def _pipeline(batch: Batch, draft: Draft) -> PipelineSpec | None:
    """Return the pipeline of the draft; a key that names none is refused."""
    key = draft.get("pipeline")
    if draft.is_changing("pipeline") and key and not any(p.key == key for p in batch.section.pipelines):
        draft.refuse("pipeline", "unknown_pipeline", _("There is no such pipeline in this section."))
        return None
    return batch.section.pipeline(str(key) if key else None)


def _check_move(batch: Batch, draft: Draft, pipeline: PipelineSpec) -> None:
    key = str(draft.get("stage"))
    stage = pipeline.stage(key)
    if stage is None:
        message = _("The pipeline “%(pipeline)s” has no stage “%(stage)s”.")
        draft.refuse("stage", "unknown_stage", message % {"pipeline": pipeline.label, "stage": key})
        return
    before = draft.before.get("stage")
    is_move = not batch.is_create and before != key and not draft.is_changing("pipeline")
    # The system is not bound by the drawn ways: an undo goes back where no person may.
    if is_move and batch.actor.kind is not ActorKind.SYSTEM:
        moves = open_moves(pipeline, str(before) if before else None, batch.actor)
        if stage not in moves:
            _refuse_move(batch, draft, pipeline, str(before), key)
            return
    draft.set("stage_since", batch.moment)


def _refuse_move(batch: Batch, draft: Draft, pipeline: PipelineSpec, before: str, wanted: str) -> None:
    language = get_language()
    stages = {s.key: s.label.text(language) for s in pipeline.stages}
    names = {"before": stages.get(before, before), "wanted": stages[wanted]}
    if way := way_to(pipeline, before, wanted, batch.actor):
        steps = " → ".join(f"«{stage.label.text(language)}»" for stage in way)
        message = _("From “%(before)s” one can't go to “%(wanted)s” at once. The way: %(way)s.")
        draft.refuse("stage", "move_not_allowed", message % {**names, "way": steps})
        return
    steps = ", ".join(f"«{s.label.text(language)}»" for s in open_moves(pipeline, before, batch.actor))
    if not steps:
        draft.refuse("stage", "move_not_allowed", _("From “%(before)s” you may not move it on.") % names)
        return
    message = _("From “%(before)s” one can't go to “%(wanted)s”. Open are: %(open)s.")
    draft.refuse("stage", "move_not_allowed", message % {**names, "open": steps})


@derive()
def keep_to_the_steps(batch: Batch) -> None:
    """What must be done in a stage is done before it is left; a step that may end in several ways says in which."""
    hold_open_steps(batch)
    demand_outcomes(batch)
