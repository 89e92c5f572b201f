"""What qualifying a lead would do: who may be there already, and what would be made from what was entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from artel.domain.people.names import split_person
from artel.platform.access.policy import field_access, may, visible_to
from artel.platform.duplicates.finding import Twin, find_twins
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import NotFound

ACCOUNT_FROM_LEAD = {"company_name": "name", "inn": "inn", "source": "source", "owner": "owner"}
CONTACT_FROM_LEAD = {
    "person_name": "name",
    "position": "position",
    "phone": "phone",
    "email": "email",
    "source": "source",
    "owner": "owner",
}
DEAL_FROM_LEAD = {"name": "name", "budget": "amount", "currency": "currency", "source": "source", "owner": "owner"}
LEAD_FIELDS = (
    "id",
    "version",
    "name",
    "person_name",
    "company_name",
    "position",
    "phone",
    "email",
    "inn",
    "source",
    "budget",
    "currency",
    "pipeline",
    "stage",
    "stage_since",
    "qualified_at",
    "disqualify_reason",
    "nurture_until",
)
SURE = {"accounts": frozenset({"inn"}), "contacts": frozenset({"phone", "email"})}
"""Agreement in these fields is enough to offer «the same» first; a name alone is not."""

LeadValues = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A record that may be the client: what agrees, and what helps to recognise it."""

    id: int
    name: str
    by: tuple[str, ...]
    is_sure: bool
    phone: str = ""
    email: str = ""
    inn: str = ""
    owner: str = ""
    account_id: int | None = None
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Candidates first, then what would be made. `account` and `contact` are empty when nothing was entered."""

    lead: LeadValues
    accounts: tuple[Candidate, ...]
    contacts: tuple[Candidate, ...]
    leads: tuple[Twin, ...]
    account: Mapping[str, object] = field(default_factory=dict)
    contact: Mapping[str, object] = field(default_factory=dict)
    deal: Mapping[str, object] = field(default_factory=dict)
    may_make_deal: bool = True


def propose_qualification(lead_id: int, *, actor: Actor) -> Proposal:
    """Return what qualifying would do. Raises NotFound for a lead the actor does not see."""
    lead = read_lead(lead_id, actor=actor)
    accounts, contacts = find_duplicates_for_lead(lead, actor=actor)
    others = find_twins("leads", [lead], actor=actor, by=("phone", "email", "inn"), ids=[lead_id])[0]
    return Proposal(
        lead=lead,
        accounts=accounts,
        contacts=contacts,
        leads=tuple(t for t in others if t.is_visible),
        account=account_values(lead),
        contact=contact_values(lead, has_account=True),
        deal=deal_values(lead),
        may_make_deal=may(actor, "deals", "create"),
    )


def read_lead(lead_id: int, *, actor: Actor) -> LeadValues:
    """Return the lead's stored values that qualification needs; raises NotFound."""
    keys = [*LEAD_FIELDS]
    found = (
        visible_to(actor, "leads")
        .filter(id=lead_id)
        .values(
            *keys,
            owner_now=F("owner_id"),
            account_now=F("account_id"),
            contact_now=F("contact_id"),
            deal_now=F("deal_id"),
        )
        .first()
    )
    if found is None:
        raise NotFound(section="leads", id=lead_id)
    return renamed(found)


def renamed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of `read_lead` with pointers under their field keys."""
    return {key.removesuffix("_now"): value for key, value in row.items()}


def find_duplicates_for_lead(lead: LeadValues, *, actor: Actor) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """Return the accounts and the contacts that may be the lead's, the surest first."""
    account = {"inn": lead["inn"], "name": lead["company_name"], "phone": lead["phone"], "email": lead["email"]}
    contact = {"phone": lead["phone"], "email": lead["email"], "name": lead["person_name"]}
    accounts = find_twins("accounts", [account], actor=actor, by=("inn", "phone", "email", "name"))[0]
    contacts = find_twins("contacts", [contact], actor=actor, by=("phone", "email", "name"))[0]
    return _candidates("accounts", accounts, actor), _candidates("contacts", contacts, actor)


def _candidates(section: str, twins: tuple[Twin, ...], actor: Actor) -> tuple[Candidate, ...]:
    matches = [t for t in twins if t.is_visible]
    if not matches:
        return ()
    hidden = field_access(actor, section).hidden
    columns = {"phone": "phone", "email": "email", "owner": "owner__name"}
    columns |= {"inn": "inn"} if section == "accounts" else {"account_id": "account_id", "account": "account__name"}
    shown = {key: column for key, column in columns.items() if key.removesuffix("_id") not in hidden}
    rows = visible_to(actor, section).filter(id__in=[m.record_id for m in matches])
    facts = {
        row[0]: {key: value for key, value in zip(shown, row[1:], strict=True) if value is not None}
        for row in rows.values_list("id", *shown.values())
    }
    return tuple(
        Candidate(
            id=m.record_id,
            name=m.name,
            by=m.by,
            is_sure=not SURE[section].isdisjoint(m.by),
            **facts.get(m.record_id, {}),
        )
        for m in matches
    )


def account_values(lead: LeadValues) -> dict[str, object]:
    """Return values of the account that would be made; empty when no company was entered.

    Phone and e-mail stay with the person; a company that came without one keeps them itself.
    """
    if not (lead["company_name"] or lead["inn"]):
        return {}
    values = _taken(lead, ACCOUNT_FROM_LEAD)
    if not lead["person_name"]:
        values |= _taken(lead, {"phone": "phone", "email": "email"})
    values.setdefault("name", lead["company_name"] or lead["inn"])
    return values


def contact_values(lead: LeadValues, *, has_account: bool) -> dict[str, object]:
    """Return values of the contact that would be made; empty when nobody was named and a company keeps the phone."""
    if not lead["person_name"]:
        reach = lead["phone"] or lead["email"]
        if not reach or (has_account and (lead["company_name"] or lead["inn"])):
            return {}
        return {**_taken(lead, CONTACT_FROM_LEAD), "name": str(reach)}
    name = split_person(str(lead["person_name"]))
    values = _taken(lead, CONTACT_FROM_LEAD)
    values |= {"last_name": name.last, "first_name": name.first, "middle_name": name.middle}
    return values


def deal_values(lead: LeadValues) -> dict[str, object]:
    """Return values of the deal that would be made."""
    return _taken(lead, DEAL_FROM_LEAD)


def _taken(lead: LeadValues, names: Mapping[str, str]) -> dict[str, object]:
    return {to: lead[taken] for taken, to in names.items() if lead[taken] not in (None, "")}
