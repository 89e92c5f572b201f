"""Why a record ended: what the stages of success and failure of a pipeline ask for, each in its own choice field."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from artel.platform.kernel.actor import ActorKind
from artel.platform.process.moving import stage_of
from artel.platform.records.drafts import Batch, Draft
from artel.platform.sections.pipelines import Reasons, StageSpec

BLANK = (None, "")
TAKEN_AS_IT_WAS = (ActorKind.IMPORT, ActorKind.SYSTEM)
"""What comes from elsewhere ended before Artel: a record without a reason is not refused."""


def settle_reasons(batch: Batch) -> None:
    """Demand the reason where a record ends, one that fits there; forget it when the record is at work again."""
    fields = {s.reasons.field for p in batch.section.pipelines for s in p.stages if s.reasons}
    if not fields:
        return
    for draft in batch.drafts:
        is_move = batch.is_create or draft.is_changing("stage") or draft.is_changing("pipeline")
        if not (is_move or any(draft.is_changing(key) for key in fields)):
            continue
        stage = stage_of(batch.section, {key: draft.get(key) for key in ("pipeline", "stage")})
        if stage is None:
            continue
        if is_move and not batch.is_create:
            _forget(batch, draft, stage)
        if stage.reasons is not None and batch.actor.kind not in TAKEN_AS_IT_WAS:
            _demand(draft, stage.reasons, is_move=is_move)


def _forget(batch: Batch, draft: Draft, stage: StageSpec) -> None:
    """The reason of the end that the record comes back from says nothing of where it goes now."""
    left = stage_of(batch.section, draft.before)
    if left is None or left.reasons is None or (stage.reasons and stage.reasons.field == left.reasons.field):
        return
    if not draft.is_changing(left.reasons.field):
        draft.set(left.reasons.field, None)


def _demand(draft: Draft, reasons: Reasons, *, is_move: bool) -> None:
    value = draft.get(reasons.field)
    if value in BLANK:
        if is_move or draft.is_changing(reasons.field):
            draft.refuse(reasons.field, "required", _("Say why it ended here."))
    elif reasons.values and value not in reasons.values:
        draft.refuse(reasons.field, "unfit_reason", _("This reason is not one of this stage: choose another."))
