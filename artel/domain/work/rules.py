"""What follows by itself when activities are written, and what can't be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from artel.domain.work.activities import CLIENTS
from artel.domain.work.projects.rules import settle_plan
from artel.platform.access.policy import may, visible_to
from artel.platform.records.drafts import Batch, Draft
from artel.platform.records.rules import derive
from artel.platform.sections.spec import Kind, SectionSpec

Clients = dict[str, object]
"""Values of `account` and `contact` that a record gives to activities about it."""


@derive("tasks")
def task_rules(batch: Batch) -> None:
    """A task belongs to a client and is done when it has a result; in a project its plan and its fact agree."""
    settle_about(batch)
    settle_done(batch)
    settle_plan(batch)


@derive("calls")
def call_rules(batch: Batch) -> None:
    """A call takes the number of the client; a nameless one is called a call."""
    settle_about(batch)
    settle_done(batch)
    for draft in batch.drafts:
        if batch.is_create and not draft.get("name"):
            draft.set("name", batch.section.singular.text(batch.actor.language))
    if batch.is_create:
        _fill_phones(batch)


@derive("meetings")
def meeting_rules(batch: Batch) -> None:
    """The end, the start and the length of a meeting agree."""
    settle_about(batch)
    settle_done(batch)
    for draft in batch.drafts:
        if batch.is_create and not draft.get("name"):
            draft.set("name", batch.section.singular.text(batch.actor.language))
        _settle_length(draft)


@derive("participants")
def participant_rules(batch: Batch) -> None:
    """A participant is a contact or a colleague, not both."""
    for draft in batch.drafts:
        if (draft.get("contact") is None) == (draft.get("person") is None):
            draft.refuse("contact", "one_person", _("Choose a contact or a colleague."))


def settle_done(batch: Batch) -> None:
    """A result given means that the activity is done now, unless a time is given."""
    for draft in batch.drafts:
        if draft.is_changing("result") and draft.values["result"] and not draft.get("done_at"):
            draft.set("done_at", batch.moment)


def settle_about(batch: Batch) -> None:
    """An activity about a record belongs to its client; one with a client alone is about that client."""
    asked: dict[str, dict[int, list[Draft]]] = defaultdict(lambda: defaultdict(list))
    for draft in batch.drafts:
        if batch.is_create and not draft.get("about_section"):
            _take_client_for_about(draft)
        if draft.is_changing("about_section") or draft.is_changing("about_id"):
            section, record_id = draft.get("about_section"), draft.get("about_id")
            if section and record_id:
                asked[str(section)][int(str(record_id))].append(draft)
            elif section or record_id:
                draft.refuse("about_id", "half_pointer", _("Say both the section and the record."))
    for section, drafts in asked.items():
        known = clients_of(batch, section, drafts)
        for record_id, waiting in drafts.items():
            for draft in waiting:
                _give_clients(draft, known.get(record_id))


def _take_client_for_about(draft: Draft) -> None:
    for reference, section in (("contact", "contacts"), ("account", "accounts")):
        if draft.get(reference):
            draft.set("about_section", section)
            draft.set("about_id", draft.get(reference))
            return


def _give_clients(draft: Draft, clients: Clients | None) -> None:
    if clients is None:
        draft.refuse("about_id", "unknown_target", _("There is no such record, or you do not see it."))
        return
    for reference, client in clients.items():
        if not (reference in draft.written and draft.values.get(reference)):
            draft.set(reference, client)


def clients_of(batch: Batch, section: str, ids: Iterable[int]) -> dict[int, Clients]:
    """Return the clients of records that the actor sees: record id → values for an activity. One query."""
    spec = batch.snapshot.sections.get(section)
    if spec is None or spec.retired or not spec.has_activities or not may(batch.actor, section, "read"):
        return {}
    fields = {reference: client_field(spec, target) for reference, target in CLIENTS.items()}
    columns = ["id", *(f"{key}_id" for key in fields.values() if key and key != "id")]
    rows = visible_to(batch.actor, section).filter(id__in=list(ids)).values(*columns)
    return {
        row["id"]: {
            reference: row["id"] if key == "id" else row[f"{key}_id"] for reference, key in fields.items() if key
        }
        for row in rows
    }


def client_field(spec: SectionSpec, target: str) -> str | None:
    """Return the key of the field by which a section names its client; `id` when its records are clients."""
    if spec.key == target:
        return "id"
    own = spec.field(target.removesuffix("s"))
    if own is not None and own.kind is Kind.REFERENCE and own.target == target:
        return own.key
    return next((f.key for f in spec.shown_fields if f.kind is Kind.REFERENCE and f.target == target), None)


def _fill_phones(batch: Batch) -> None:
    """Fill the number of new calls from the contact, else from the account. One query for each."""
    for reference, section in (("contact", "contacts"), ("account", "accounts")):
        drafts = [d for d in batch.drafts if not d.get("phone") and d.get(reference)]
        if not drafts:
            continue
        rows = visible_to(batch.actor, section).filter(id__in={d.get(reference) for d in drafts})
        phones = dict(rows.values_list("id", "phone"))
        for draft in drafts:
            if phone := phones.get(draft.get(reference)):
                draft.set("phone", phone)


def _settle_length(draft: Draft) -> None:
    start, end, minutes = draft.get("due_at"), draft.get("ends_at"), draft.get("duration")
    if not isinstance(start, datetime) or not any(draft.is_changing(k) for k in ("due_at", "ends_at", "duration")):
        return
    if draft.is_changing("ends_at") and isinstance(end, datetime):
        if end < start:
            draft.refuse("ends_at", "ends_before_start", _("The meeting ends before it starts."))
            return
        draft.set("duration", int((end - start).total_seconds()) // 60)
    elif isinstance(minutes, int):
        draft.set("ends_at", start + timedelta(minutes=minutes))
    elif isinstance(end, datetime) and end < start:
        draft.set("ends_at", None)
