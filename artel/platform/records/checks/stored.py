"""Checks that ask the database, each once for the whole batch: references, people, uniqueness, required fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from artel.platform.access.policy import visible_to
from artel.platform.records.drafts import Batch, Draft
from artel.platform.records.field_states import rule_book
from artel.platform.schema.runtime import model_of
from artel.platform.sections.spec import FieldSpec, Kind


def check_required(batch: Batch) -> None:
    """Refuse records that lack a required field; on a change only fields being emptied count.

    Fields that may be hidden are required only when seen: `conditional` asks for them.
    """
    conditional = rule_book(batch.section, batch.snapshot, batch.actor).seen_on_condition
    required = [f for f in batch.section.shown_fields if f.required and not f.system and f.key not in conditional]
    for field in required:
        key = field.key
        for draft in batch.drafts:
            is_asked = batch.is_create or key in draft.values
            if is_asked and draft.get(key) in (None, "") and not _has_problem(draft, key):
                draft.refuse(key, "required", _("Fill in this field."))


def _has_problem(draft: Draft, key: str) -> bool:
    return any(p.field == key for p in draft.problems)


def check_pointers(batch: Batch) -> None:
    """Refuse pointers to records and people that are not there for the actor. One query per field; files: `uploads`."""
    written = batch.keys
    for field in batch.section.shown_fields:
        if not field.is_pointer or field.holds_files or field.key not in written:
            continue
        asked = _changed_ids(batch, field)
        if not asked:
            continue
        known = _existing(batch, field, asked)
        for record_id, drafts in asked.items():
            if record_id not in known:
                for draft in drafts:
                    draft.refuse(field.key, "unknown_target", _("There is no such record, or you do not see it."))


def _changed_ids(batch: Batch, field: FieldSpec) -> dict[int, list[Draft]]:
    found: dict[int, list[Draft]] = defaultdict(list)
    key = field.key
    known = batch.actor.user_id if field.kind is Kind.PERSON else None
    for draft in batch.drafts:
        value = draft.values.get(key)
        if isinstance(value, int) and value != known and value != draft.before.get(key):
            found[value].append(draft)
    return found


def _existing(batch: Batch, field: FieldSpec, ids: Iterable[int]) -> set[int]:
    wanted = list(ids)
    if field.kind is Kind.PERSON:
        return set(get_user_model().objects.filter(id__in=wanted, is_active=True).values_list("id", flat=True))
    visible = visible_to(batch.actor, field.target or "")
    return set(visible.filter(id__in=wanted).values_list("id", flat=True))


def check_unique(batch: Batch) -> None:
    """Refuse values of unique fields that another live record has, or that stand twice in the batch."""
    for field in batch.section.shown_fields:
        if not field.unique:
            continue
        drafts = [d for d in batch.drafts if d.values.get(field.key) not in (None, "") and d.is_changing(field.key)]
        if not drafts:
            continue
        model = model_of(batch.section.key, batch.snapshot)
        values = [d.values[field.key] for d in drafts]
        rows = model._default_manager.filter(trashed_at=None, **{f"{field.key}__in": values})
        holders: dict[object, int] = dict(rows.values_list(field.key, "id"))
        seen: set[object] = set()
        for draft in drafts:
            value = draft.values[field.key]
            if holders.get(value, draft.id) != draft.id or value in seen:
                draft.refuse(field.key, "not_unique", _("Another record has this value already."))
            seen.add(value)
