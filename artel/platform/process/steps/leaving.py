"""A stage is not left onwards while a required step of it is open; back and to a failure one goes, as by gates."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from artel.platform.kernel.actor import ActorKind
from artel.platform.kernel.templates import outline
from artel.platform.process.gates import goes_on
from artel.platform.process.steps.creating import made_of
from artel.platform.process.steps.states import WAITING, states_of
from artel.platform.records.drafts import Batch, Draft
from artel.platform.sections.pipelines import PipelineSpec, StageSpec


def hold_open_steps(batch: Batch) -> None:
    """Refuse moves out of stages whose required steps are not done, each with their names.

    One query for each stage that is left and has such steps. The system is not held: an undo goes back.
    """
    if batch.is_create or batch.actor.kind is ActorKind.SYSTEM:
        return
    leaving: dict[tuple[str, str], tuple[PipelineSpec, StageSpec, list[Draft]]] = {}
    for draft in batch.drafts:
        place = _left(batch, draft)
        if place is not None:
            pipeline, stage = place
            leaving.setdefault((pipeline.key, stage.key), (pipeline, stage, []))[2].append(draft)
    for pipeline, stage, drafts in leaving.values():
        ids = [int(str(d.id)) for d in drafts]
        made = made_of(batch.section.key, pipeline.key, stage.key, ids)
        for draft, record_id in zip(drafts, ids, strict=True):
            states = states_of(stage.steps, defaultdict(dict, made)[record_id], lambda _step: False)
            names = [outline(s.label.text()) for s in stage.steps if s.required and states[s.key] in WAITING]
            for name in names:
                message = _("The required step “%(step)s” is not done.")
                draft.refuse("stage", "step_not_done", message % {"step": name})


def _left(batch: Batch, draft: Draft) -> tuple[PipelineSpec, StageSpec] | None:
    """Return the place with required steps that a draft leaves onwards in its pipeline; None when it leaves none."""
    if not (draft.is_changing("stage") or draft.is_changing("pipeline")) or not draft.before.get("stage"):
        return None
    pipeline = batch.section.pipeline(str(draft.before.get("pipeline") or "") or None)
    stage = pipeline.stage(str(draft.before["stage"])) if pipeline else None
    if pipeline is None or stage is None or not any(step.required for step in stage.steps):
        return None
    entered = None if draft.is_changing("pipeline") else pipeline.stage(str(draft.get("stage") or ""))
    return (pipeline, stage) if entered is not None and goes_on(pipeline, stage, entered) else None
