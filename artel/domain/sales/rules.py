"""What a stage means for leads and deals, and what follows by itself when they are written."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import ActorKind
from artel.platform.process.moving import stage_of
from artel.platform.records.drafts import Batch, Draft
from artel.platform.records.rules import derive
from artel.platform.sections.pipelines import StageKind, StageSpec
from artel.platform.sections.spec import SectionSpec

TAKEN_AS_IT_WAS = (ActorKind.IMPORT, ActorKind.SYSTEM)
"""What comes from elsewhere happened before Artel: a lost deal without a reason is not refused."""

CERTAIN, IMPOSSIBLE = 100, 0


@derive("leads")
def lead_rules(batch: Batch) -> None:
    """A lead without a name takes it from what was entered; ending it demands a reason or a client."""
    for draft in batch.drafts:
        if batch.is_create and not draft.get("name"):
            draft.set("name", _first(draft, ("product_interest", "company_name", "person_name", "phone", "email")))
        stage = entered_stage(batch, draft)
        if stage is None:
            continue
        if stage.kind is StageKind.SUCCESS:
            draft.set("qualified_at", batch.moment)
            if not (draft.get("account") or draft.get("contact")) and _is_strict(batch):
                draft.refuse(
                    "stage",
                    "not_qualified",
                    _("Qualify the lead: an account or a contact must be made or chosen."),
                    verb="qualify",
                )
        elif stage.kind is StageKind.FAILURE:
            if _is_strict(batch) and not _asks_itself(batch.section, stage):
                demand(draft, "disqualify_reason", _("Say why the lead is dropped."))
        elif draft.before:
            draft.set("qualified_at", None)
            draft.set("disqualify_reason", None)
        if draft.before and not draft.is_changing("nurture_until"):
            draft.set("nurture_until", None)


@derive("deals")
def deal_rules(batch: Batch) -> None:
    """Probability and the time of closing follow the stage; a lost deal has a reason; a contact brings his account."""
    for draft in batch.drafts:
        stage = entered_stage(batch, draft)
        if stage is not None:
            _close_or_open(batch, draft, stage)
            _settle_probability(draft, stage)
    if batch.is_create:
        _bring_accounts([d for d in batch.drafts if d.get("contact") and not d.get("account")], batch)


def entered_stage(batch: Batch, draft: Draft) -> StageSpec | None:
    """Return the stage that the draft enters by this write; None when it stays where it is."""
    if not (batch.is_create or draft.is_changing("stage") or draft.is_changing("pipeline")):
        return None
    return stage_of(batch.section, _position(draft))


def _position(draft: Draft) -> dict[str, object]:
    return {key: draft.get(key) for key in ("pipeline", "stage")}


def _asks_itself(section: SectionSpec, stage: StageSpec) -> bool:
    """A stage with its own reasons, or whose layout demands something («to which distributor»), tells by that why."""
    asked = (form for form in section.layout.stages if form.stage == stage.key)
    return stage.reasons is not None or any(form.required for form in asked)


def _close_or_open(batch: Batch, draft: Draft, stage: StageSpec) -> None:
    if stage.kind is StageKind.OPEN:
        draft.set("closed_at", None)
    elif not _was_closed(batch.section, draft):
        draft.set("closed_at", batch.moment)
    if stage.kind is not StageKind.FAILURE:
        if draft.get("loss_reason"):
            draft.set("loss_reason", None)
    elif _is_strict(batch) and stage.reasons is None:
        demand(draft, "loss_reason", _("Say why the deal is lost."))


def _was_closed(section: SectionSpec, draft: Draft) -> bool:
    before = stage_of(section, draft.before)
    return before is not None and before.kind is not StageKind.OPEN and draft.before.get("closed_at") is not None


def _settle_probability(draft: Draft, stage: StageSpec) -> None:
    if stage.kind is StageKind.SUCCESS:
        draft.set("probability", CERTAIN)
    elif stage.kind is StageKind.FAILURE:
        draft.set("probability", IMPOSSIBLE)
    elif stage.probability is not None and draft.values.get("probability") is None:
        draft.set("probability", stage.probability)


def _bring_accounts(drafts: list[Draft], batch: Batch) -> None:
    if drafts:
        rows = visible_to(batch.actor, "contacts").filter(id__in={d.get("contact") for d in drafts})
        accounts = dict(rows.exclude(account=None).values_list("id", "account_id"))
        for draft in drafts:
            if account := accounts.get(draft.get("contact")):
                draft.set("account", account)


def demand(draft: Draft, key: str, message: str | Promise) -> None:
    """Refuse the write when the field is empty."""
    if draft.get(key) in (None, ""):
        draft.refuse(key, "required", message)


def _is_strict(batch: Batch) -> bool:
    return batch.actor.kind not in TAKEN_AS_IT_WAS


def _first(draft: Draft, keys: Iterable[str]) -> object:
    return next((draft.get(key) for key in keys if draft.get(key)), None)
