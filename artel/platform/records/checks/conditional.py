"""The door's check of conditional rules: required and read-only as layouts state them, for a whole batch at once.

One query per batch, and none when no rule concerns what is written. Who is bound and when: docs/develop/definitions.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from artel.platform.kernel.actor import ActorKind
from artel.platform.records.drafts import Batch, Draft
from artel.platform.records.field_states import RuleBook, rule_book, texts_of
from artel.platform.records.judging import CONSTANT
from artel.platform.sections.spec import FieldRule

BLANK: tuple[object, ...] = (None, "", [])


@dataclass(frozen=True, slots=True)
class _Asked:
    """A draft with fields that it leaves empty, and fields that it changes, of which rules must be asked."""

    draft: Draft
    empty: frozenset[str]
    changed: frozenset[str]


def check_conditions(batch: Batch) -> None:
    """Refuse drafts that leave empty what a rule requires now, or change what a rule locks."""
    book = _book_of(batch)
    if not book.rules:
        return
    asked = _asked(batch, book)
    if not asked:
        return
    concerned = book.about({key for a in asked for key in (*a.empty, *a.changed)})
    keys = concerned.reads(concerned.texts)
    rows: list[Mapping[str, object]] = []
    for found in asked:
        rows += [_after(found.draft, keys), found.draft.before] if found.changed else [_after(found.draft, keys)]
    states = iter(concerned.judge(rows))
    for found in asked:
        after = next(states)
        before = next(states) if found.changed else after
        locked = (after if batch.is_create else before).readonly
        for key in sorted(found.changed & locked):
            found.draft.refuse(key, "readonly", _("This field can't be changed now."))
        for key in sorted(found.empty & after.required):
            found.draft.refuse(key, "required", _("Fill in this field."))


def _book_of(batch: Batch) -> RuleBook:
    moment = batch.moment if isinstance(batch.moment, datetime) else None
    book = rule_book(batch.section, batch.snapshot, batch.actor, moment=moment)
    if batch.actor.kind is ActorKind.SYSTEM:
        return replace(book, rules=tuple(replace(r, readonly="") for r in book.rules))
    if batch.actor.kind is ActorKind.IMPORT and batch.is_create:
        # What comes from elsewhere is taken as it was: a won deal has its amount, though nobody may change it now.
        return replace(book, rules=tuple(r if _is_always(r) else replace(r, readonly="") for r in book.rules))
    return book


def _is_always(rule: FieldRule) -> bool:
    return rule.readonly in CONSTANT and not rule.when


def _asked(batch: Batch, book: RuleBook) -> list[_Asked]:
    """Return the drafts that some rule concerns: the others cost nothing."""
    required = {r.field for r in book.rules if r.required} | {
        key for key in book.seen_on_condition if batch.section.fields[key].required
    }
    concerned = {key: _concerning(book, key) for key in required}
    locked = {r.field for r in book.rules if r.readonly}
    given = _given(batch)
    found = []
    for draft in batch.drafts:
        wrong = {p.field for p in draft.problems}
        empty = {
            key
            for key in required - wrong
            if draft.get(key) in BLANK and (batch.is_create or any(draft.is_changing(k) for k in concerned[key]))
        }
        changed = {
            key
            for key in (locked & draft.written) - wrong
            if draft.is_changing(key) and not (batch.is_create and draft.values[key] in (*BLANK, given.get(key)))
        }
        if not batch.is_create and (draft.is_changing("stage") or draft.is_changing("pipeline")):
            # What the next stage asks for is filled in on the way there, whatever locks it here.
            changed = {key for key in changed if draft.before.get(key) not in BLANK}
        if empty or changed:
            found.append(_Asked(draft, frozenset(empty), frozenset(changed)))
    return found


def _concerning(book: RuleBook, key: str) -> frozenset[str]:
    """Return the fields whose change may make a field required."""
    texts: Iterable[str] = (text for rule in book.rules if rule.field == key for text in texts_of(rule)[:3])
    return book.reads(texts) | {key}


def _given(batch: Batch) -> dict[str, object]:
    """Return what a new record has when nobody says otherwise: to send it is no change."""
    defaults = {f.key: f.default for f in batch.section.shown_fields if f.default is not None}
    return {"owner": batch.actor.user_id, **defaults}


def _after(draft: Draft, keys: Iterable[str]) -> dict[str, object]:
    return {key: draft.get(key) for key in keys} | {"id": draft.id}
