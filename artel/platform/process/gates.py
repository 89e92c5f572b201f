"""Gates: what must be so to leave a stage and to enter another, checked in the door for a whole batch at once.

To enter a stage its `enter` gate is asked, also of a record that begins there. A `leave` gate is asked of whoever goes
on: to a later stage or to success; back, to a failure and into another pipeline one goes freely. Conditions are told by
the database in one query, those of leaving as if the record still stood where it was. The system is not bound.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from artel.platform.access.policy import field_access
from artel.platform.conditions.names import details_by_name
from artel.platform.kernel.actor import ActorKind
from artel.platform.process.approvals.gate import given_of
from artel.platform.records.drafts import Batch, Draft
from artel.platform.records.field_states import rule_book
from artel.platform.records.judging import Judge
from artel.platform.sections.pipelines import PipelineSpec, Requirement, StageKind, StageSpec
from artel.platform.sections.spec import SectionSpec, Snapshot

BLANK: tuple[object, ...] = (None, "", [])
PLACE = ("pipeline", "stage", "stage_since")
"""Where a record stands, and since when."""
NO_WAY = frozenset({"move_not_allowed", "unknown_stage", "unknown_pipeline", "required"})
"""What is said of a move that can't be made, whatever else is so."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A requirement that a draft must meet; of leaving it is asked where the record stood."""

    draft: Draft
    requirement: Requirement
    is_leaving: bool


def check_gates(batch: Batch) -> None:
    """Refuse moves that lack something, with all of it: fields beside themselves, the rest in words."""
    if batch.actor.kind is ActorKind.SYSTEM or not batch.section.has_pipeline:
        return
    asked = [each for draft in batch.drafts for each in _asked(batch, draft)]
    if not asked:
        return
    lacking = list(_lacking(batch, asked))
    hidden = _hidden(batch, [each for each in lacking if each.requirement.fields])
    unseen = field_access(batch.actor, batch.section.key).hidden
    for each in lacking:
        if each.requirement.fields:
            _refuse_fields(each, hidden.get(id(each.draft), frozenset()), unseen)
        else:
            _refuse_whole(batch, each, unseen)


def condition_of(requirement: Requirement, section: SectionSpec, snapshot: Snapshot) -> str:
    """Return the condition that a requirement states of the whole record, empty for one of fields."""
    if not requirement.detail:
        return requirement.holds
    names = details_by_name(section, snapshot)
    name = next((name for name, detail in names.items() if detail.section == requirement.detail), "")
    return f"{name}/$count ge {requirement.at_least}" if name else ""


def _asked(batch: Batch, draft: Draft) -> Iterator[_Asked]:
    """Yield what a draft that moves is asked; one that may not go there at all is told only that."""
    if any(p.code in NO_WAY and p.field in PLACE for p in draft.problems):
        return
    if not (batch.is_create or draft.is_changing("stage") or draft.is_changing("pipeline")):
        return
    pipeline = batch.section.pipeline(str(draft.get("pipeline") or ""))
    entered = pipeline.stage(str(draft.get("stage"))) if pipeline else None
    if pipeline is None or entered is None:
        return
    roles = set(batch.actor.roles)
    left = None if batch.is_create or draft.is_changing("pipeline") else pipeline.stage(str(draft.before.get("stage")))
    if left is not None and goes_on(pipeline, left, entered):
        yield from (_Asked(draft, r, True) for r in left.leave if not roles & set(r.roles_free))
    for requirement in entered.enter:
        # Records come from a file before their details do, and before anybody could decide on them.
        is_later = bool(requirement.detail or requirement.approval)
        is_early = batch.is_create and is_later and batch.actor.kind is ActorKind.IMPORT
        if not (is_early or roles & set(requirement.roles_free)):
            yield _Asked(draft, requirement, False)


def goes_on(pipeline: PipelineSpec, left: StageSpec, entered: StageSpec) -> bool:
    """Tell whether a move leads on: to success, or to a later stage that is no failure."""
    if entered.kind is not StageKind.OPEN:
        return entered.kind is StageKind.SUCCESS
    keys = [s.key for s in pipeline.stages]
    return keys.index(entered.key) > keys.index(left.key)


def _lacking(batch: Batch, asked: Sequence[_Asked]) -> Iterator[_Asked]:
    """Yield what is asked and not so. Drafts of which only plain fields are asked cost no query."""
    conditions = {each.requirement: condition_of(each.requirement, batch.section, batch.snapshot) for each in asked}
    open_ones = [each for each in asked if not each.requirement.fields or _empty(each)]
    told = _told(batch, [e for e in open_ones if e.requirement.when or not e.requirement.fields], conditions)
    decided = [each for each in open_ones if each.requirement.approval]
    ids = {int(str(each.draft.id)) for each in decided if each.draft.id is not None}
    given = given_of(batch.section.key, ids, {each.requirement.approval for each in decided}) if ids else frozenset()
    for each in open_ones:
        answers = told.get(id(each.draft), {}).get(each.is_leaving, {})
        requirement = each.requirement
        if requirement.when and not answers[requirement.when]:
            continue
        if requirement.approval:
            if (each.draft.id, _pipeline_of(batch, each.draft), requirement.approval) not in given:
                yield each
        elif requirement.fields or (conditions[requirement] and not answers[conditions[requirement]]):
            yield each


def _pipeline_of(batch: Batch, draft: Draft) -> str:
    pipeline = batch.section.pipeline(str(draft.get("pipeline") or "") or None)
    return pipeline.key if pipeline else ""


def _empty(asked: _Asked) -> list[str]:
    return [key for key in asked.requirement.fields if asked.draft.get(key) in BLANK]


def _told(
    batch: Batch, asked: Sequence[_Asked], conditions: dict[Requirement, str]
) -> dict[int, dict[bool, dict[str, bool]]]:
    """Return draft → whether leaving → what the database says of each condition. One query for all of them."""
    texts = list(dict.fromkeys(t for e in asked for t in (e.requirement.when, conditions[e.requirement]) if t))
    if not texts:
        return {}
    moment = batch.moment if isinstance(batch.moment, datetime) else None
    judge = Judge(batch.section, batch.snapshot, batch.actor, *([moment] if moment else []))
    reads = judge.reads(texts)
    places = {(id(e.draft), e.is_leaving): e for e in asked}
    rows = []
    for each in places.values():
        row = {key: each.draft.get(key) for key in reads} | {"id": each.draft.id}
        if each.is_leaving:
            row |= {key: each.draft.before.get(key) for key in PLACE if key in reads}
        rows.append(row)
    found: dict[int, dict[bool, dict[str, bool]]] = {}
    for (draft, is_leaving), answers in zip(places, judge.told(texts, rows), strict=True):
        found.setdefault(draft, {})[is_leaving] = answers
    return found


def _hidden(batch: Batch, lacking: Sequence[_Asked]) -> dict[int, frozenset[str]]:
    """Return draft → fields that layouts hide from the actor now: nobody is asked for what no form shows him."""
    book = rule_book(batch.section, batch.snapshot, batch.actor)
    book = book.about(book.seen_on_condition & {key for each in lacking for key in each.requirement.fields})
    if not book.rules:
        return {}
    drafts = list({id(each.draft): each.draft for each in lacking}.values())
    keys = book.reads(book.texts)
    states = book.judge([{key: draft.get(key) for key in keys} | {"id": draft.id} for draft in drafts])
    return {id(draft): state.hidden for draft, state in zip(drafts, states, strict=True)}


def _refuse_fields(asked: _Asked, hidden: frozenset[str], unseen: frozenset[str]) -> None:
    draft, requirement = asked.draft, asked.requirement
    empty = [key for key in _empty(asked) if key not in hidden]
    asked_for = [key for key in empty if key not in unseen]
    said = requirement.message.text()
    is_beside = len(asked_for) == 1
    for key in asked_for:
        if not any(p.field == key for p in draft.problems):
            message = said if said and is_beside else _("Fill in this field.")
            draft.refuse(key, "required", message, data={"gate": requirement.key})
    if said and len(asked_for) > 1:
        # What is said of several fields is said once, above them.
        draft.refuse(None, "gate", said, data={"gate": requirement.key})
    if any(key in unseen for key in empty):
        text = requirement.message.text() or _("Something is missing that you don't see: ask who fills it in.")
        draft.refuse(None, "gate", text, data={"gate": requirement.key})


def _refuse_whole(batch: Batch, asked: _Asked, unseen: frozenset[str]) -> None:
    requirement, data = asked.requirement, {"gate": asked.requirement.key}
    if requirement.detail:
        label = batch.snapshot.section(requirement.detail).label.text()
        text = ngettext(
            "“%(detail)s”: at least %(number)s is needed.",
            "“%(detail)s”: at least %(number)s are needed.",
            requirement.at_least,
        ) % {"detail": label, "number": requirement.at_least}
        asked.draft.refuse(
            None, "gate", requirement.message.text() or text, data={**data, "detail": requirement.detail}
        )
        return
    if requirement.approval:
        pipeline = batch.section.pipeline(str(asked.draft.get("pipeline") or "") or None)
        declared = pipeline.approval(requirement.approval) if pipeline else None
        label = declared.label.text() if declared else requirement.approval
        text = _("The approval “%(approval)s” has not been given yet.") % {"approval": label}
        given = {**data, "approval": requirement.approval}
        asked.draft.refuse(None, "gate", requirement.message.text() or text, data=given)
        return
    judge = Judge(batch.section, batch.snapshot, batch.actor)
    named = [f.key for f in batch.section.shown_fields if f.key in judge.reads([requirement.holds])]
    fields = [key for key in named if key not in unseen and key not in PLACE]
    asked.draft.refuse(None, "gate", requirement.message.text(), data={**data, "fields": fields})
