"""Leads that don't become a client now: dropped with a reason, or nurtured until a day."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from artel.domain.sales.qualification import read_lead
from artel.domain.work.actions import Plan, plan_activity
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import Conflict
from artel.platform.process.moving import first_stage_of_kind, move
from artel.platform.records import door, feed
from artel.platform.sections.pipelines import PipelineSpec, StageKind

NURTURING = "nurturing"
"""Key of the stage where nurtured leads stand, in pipelines that have one."""


def disqualify_lead(lead_id: int, *, reason: str, actor: Actor, text: str = "", version: int | None = None) -> None:
    """Move a lead to the failure stage of its pipeline; `text` becomes a comment in its feed.

    Raises NotFound, AccessDenied, StaleRecord, ValidationFailed (reason missing or unknown, move not allowed).
    """
    pipeline = _pipeline(lead_id, actor)
    stage = first_stage_of_kind(pipeline, StageKind.FAILURE)
    if stage is None:
        raise Conflict(_("The pipeline of this lead has no stage of failure."))
    with transaction.atomic():
        move("leads", [lead_id], stage.key, values={"disqualify_reason": reason}, version=version, actor=actor)
        if text.strip():
            feed.add("leads", lead_id, "comment", {"text": text.strip()}, actor=actor)


def nurture_lead(
    lead_id: int, *, until: date, actor: Actor, plan: Plan | None = None, version: int | None = None
) -> int | None:
    """Set a lead aside until a day and plan the return; return the id of the activity made, if any.

    The lead moves to the stage `nurturing` where its pipeline has one. Raises as `disqualify_lead`.
    """
    stage = _pipeline(lead_id, actor).stage(NURTURING)
    values: dict[str, object] = {"nurture_until": until.isoformat()}
    if stage is not None:
        values["stage"] = stage.key
    with transaction.atomic():
        door.change("leads", [door.Change(id=lead_id, values=values, version=version)], actor=actor)
        return plan_activity(plan, about=("leads", lead_id), actor=actor) if plan else None


def _pipeline(lead_id: int, actor: Actor) -> PipelineSpec:
    found = current_snapshot().section("leads").pipeline(read_lead(lead_id, actor=actor)["pipeline"])
    if found is None:
        raise Conflict(_("Leads have no pipeline."))
    return found
