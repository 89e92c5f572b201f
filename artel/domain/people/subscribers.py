"""What follows from changes of people: main identities and main places stay in step with the columns."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max

from artel.domain.people.affiliation_sync import follow_affiliations, follow_contacts
from artel.domain.people.identity_sync import follow_columns, follow_identities, settle
from artel.domain.people.leading import do_columns_lead
from artel.platform.access.policy import visible_to
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.events import (
    RecordsChanged,
    RecordsCreated,
    RecordsMerged,
    RecordsRestored,
    RecordsTrashed,
    subscribe,
)
from artel.platform.records import door
from artel.platform.records.models import FeedEntry


@subscribe(RecordsCreated, section="contacts")
def add_ties_of_contacts(event: RecordsCreated) -> None:
    """A new contact's phone, e-mail and account become identities and an affiliation."""
    follow_columns("contact", event.changes, is_new=True, actor=event.actor)
    follow_contacts(event.changes, is_new=True, actor=event.actor)


@subscribe(RecordsChanged, section="contacts")
def keep_ties_of_contacts(event: RecordsChanged) -> None:
    """A corrected phone, e-mail or account shows in the identities and affiliations."""
    follow_columns("contact", event.changes, is_new=False, actor=event.actor)
    follow_contacts(event.changes, is_new=False, actor=event.actor)


@subscribe(RecordsCreated, section="accounts")
def add_identities_of_accounts(event: RecordsCreated) -> None:
    """A new account's phone and e-mail become identities."""
    follow_columns("account", event.changes, is_new=True, actor=event.actor)


@subscribe(RecordsChanged, section="accounts")
def keep_identities_of_accounts(event: RecordsChanged) -> None:
    """A corrected phone or e-mail shows in the identities."""
    follow_columns("account", event.changes, is_new=False, actor=event.actor)


@subscribe(RecordsTrashed, section="accounts")
def trash_identities_of_accounts(event: RecordsTrashed) -> None:
    """Identities go to the trash with their account, so that another may take the value."""
    rows = visible_to(SYSTEM, "identities").filter(account_id__in=event.record_ids).order_by("id")
    ids = list(rows.values_list("id", flat=True))
    if ids:
        accounts = visible_to(SYSTEM, "accounts", only_trashed=True).filter(id__in=event.record_ids)
        # The same moment tells later which went together.
        with clock.at(accounts.aggregate(at=Max("trashed_at"))["at"]):
            door.trash("identities", ids, actor=event.actor.as_system())


@subscribe(RecordsRestored, section="accounts")
def restore_identities_of_accounts(event: RecordsRestored) -> None:
    """Identities that went with an account come back with it; those that had gone before stay."""
    entries = FeedEntry.objects.filter(section="accounts", record_id__in=event.record_ids, kind="trashed")
    went = dict(entries.order_by("record_id", "-id").distinct("record_id").values_list("record_id", "at"))
    rows = visible_to(SYSTEM, "identities", only_trashed=True).filter(account_id__in=event.record_ids).order_by("id")
    ids = [
        record_id
        for record_id, account, moment in rows.values_list("id", "account_id", "trashed_at")
        if moment == went.get(account)
    ]
    if ids:
        door.restore("identities", ids, actor=event.actor.as_system())


@subscribe(RecordsCreated, section="identities")
def show_new_identities(event: RecordsCreated) -> None:
    """Columns show new main identities; a first identity of its kind becomes main."""
    if do_columns_lead():
        return
    holders = {
        reference: {int(str(c.after[reference])) for c in event.changes if c.after.get(reference)}
        for reference in ("contact", "account")
    }
    chosen = {c.record_id for c in event.changes if c.after.get("is_main")}
    follow_identities(holders, chosen=chosen, actor=event.actor)


@subscribe(RecordsChanged, section="identities")
def show_changed_identities(event: RecordsChanged) -> None:
    """Columns show what became of identities, at the old holder and the new one."""
    holders = _holders(c.record_id for c in event.changes)
    for change in event.changes:
        for reference in holders.keys() & change.before.keys():
            if change.before[reference]:
                holders[reference].add(int(str(change.before[reference])))
    chosen = {c.record_id for c in event.changes if c.after.get("is_main")}
    follow_identities(holders, chosen=chosen, actor=event.actor)


@subscribe(RecordsTrashed, section="identities")
def hide_trashed_identities(event: RecordsTrashed) -> None:
    """The next identity takes the place of a main one that went to the trash."""
    follow_identities(_holders(event.record_ids), actor=event.actor)


@subscribe(RecordsRestored, section="identities")
def show_restored_identities(event: RecordsRestored) -> None:
    """A restored identity shows again where nothing has taken its place."""
    follow_identities(_holders(event.record_ids), actor=event.actor)


@subscribe(RecordsCreated, section="affiliations")
def show_new_affiliations(event: RecordsCreated) -> None:
    """A new main place of work shows on the contact."""
    if do_columns_lead():
        return
    contacts = {int(str(c.after["contact"])) for c in event.changes}
    follow_affiliations(contacts, chosen={c.record_id for c in event.changes}, actor=event.actor)


@subscribe(RecordsChanged, section="affiliations")
def show_changed_affiliations(event: RecordsChanged) -> None:
    """A changed main place of work shows on the contact."""
    chosen = {c.record_id for c in event.changes if c.after.get("is_main")}
    follow_affiliations(_contacts(c.record_id for c in event.changes), chosen=chosen, actor=event.actor)


@subscribe(RecordsTrashed, section="affiliations")
def hide_trashed_affiliations(event: RecordsTrashed) -> None:
    """A contact whose main place went to the trash has none."""
    follow_affiliations(_contacts(event.record_ids), actor=event.actor)


@subscribe(RecordsRestored, section="affiliations")
def show_restored_affiliations(event: RecordsRestored) -> None:
    """A restored main place shows on the contact again."""
    follow_affiliations(_contacts(event.record_ids), actor=event.actor)


@subscribe(RecordsMerged, section="contacts")
def settle_merged_contacts(event: RecordsMerged) -> None:
    """After a merge (or its undo) every contact has one main identity of a kind and one main place."""
    ids = {event.kept_id, *event.merged_ids}
    settle({"contact": ids}, actor=event.actor)
    follow_affiliations(ids, actor=event.actor)


@subscribe(RecordsMerged, section="accounts")
def settle_merged_accounts(event: RecordsMerged) -> None:
    """After a merge (or its undo) every account has one main identity of a kind."""
    settle({"account": {event.kept_id, *event.merged_ids}}, actor=event.actor)


def _holders(ids: Iterable[int]) -> dict[str, set[int]]:
    rows = visible_to(SYSTEM, "identities", include_trashed=True).filter(id__in=list(ids))
    pairs = list(rows.values_list("contact_id", "account_id"))
    return {
        "contact": {contact for contact, _account in pairs if contact},
        "account": {account for _contact, account in pairs if account},
    }


def _contacts(ids: Iterable[int]) -> set[int]:
    rows = visible_to(SYSTEM, "affiliations", include_trashed=True).filter(id__in=list(ids))
    return set(rows.values_list("contact_id", flat=True))
