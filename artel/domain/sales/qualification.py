"""What qualifying a lead would do: who may be there already, and what would be made from what was entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from artel.domain.people.names import split_person
from artel.domain.sales.handing_on import EMPTY, REACH, LeadValues, Ways, added_fields, taken, ways_for
from artel.platform.access.policy import field_access, may, visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.duplicates.finding import Twin, find_twins
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import NotFound
from artel.platform.sections.spec import FieldSpec

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
POINTERS = ("owner", "account", "contact", "deal")
SURE_CHECKS = ("inn", "ogrn", "okpo")
"""Numbers of which everybody has his own: agreement in one is enough to offer «the same» first; a name is not."""


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
    lacks: tuple[str, ...] = ()
    """Fields that he lacks and the lead would fill, as far as the actor sees them."""


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
    handed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Section → field of the lead → field there, of the company's fields that are filled."""


def propose_qualification(lead_id: int, *, actor: Actor) -> Proposal:
    """Return what qualifying would do. Raises NotFound for a lead the actor does not see."""
    lead = read_lead(lead_id, actor=actor)
    ways = ways_for(actor)
    accounts, contacts = find_duplicates_for_lead(lead, ways, actor=actor)
    others = find_twins("leads", [lead], actor=actor, by=("phone", "email", "inn"), ids=[lead_id])[0]
    return Proposal(
        lead=lead,
        accounts=accounts,
        contacts=contacts,
        leads=tuple(t for t in others if t.is_visible),
        account=account_values(lead, ways),
        contact=contact_values(lead, ways, has_account=True),
        deal=deal_values(lead, ways),
        may_make_deal=may(actor, "deals", "create"),
        handed={
            section: {source: into for source, into in own.items() if lead.get(source) not in EMPTY}
            for section, own in ways.own.items()
        },
    )


def read_lead(lead_id: int, *, actor: Actor) -> LeadValues:
    """Return the lead's stored values that qualification needs; raises NotFound."""
    added = list(added_fields())
    keys = [*LEAD_FIELDS, *(f.key for f in added if not f.is_pointer)]
    pointers = [*POINTERS, *(f.key for f in added if f.is_pointer)]
    ids = {f"{key}_now": F(f"{key}_id") for key in pointers}
    found = visible_to(actor, "leads").filter(id=lead_id).values(*keys, **ids).first()
    if found is None:
        raise NotFound(section="leads", id=lead_id)
    return renamed(found)


def renamed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of `read_lead` with pointers under their field keys."""
    return {key.removesuffix("_now"): value for key, value in row.items()}


def find_duplicates_for_lead(
    lead: LeadValues, ways: Ways, *, actor: Actor
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """Return the accounts and the contacts that may be the lead's, the surest first."""
    reach = {"phone": lead["phone"], "email": lead["email"]}
    account = {**taken(lead, ways.own["accounts"]), **reach, "inn": lead["inn"], "name": lead["company_name"]}
    contact = {**taken(lead, ways.own["contacts"]), **reach, "name": lead["person_name"]}
    accounts = find_twins("accounts", [account], actor=actor, by=tuple(account))[0]
    contacts = find_twins("contacts", [contact], actor=actor, by=tuple(contact))[0]
    return (
        _candidates("accounts", accounts, ways.filling("accounts", lead), actor),
        _candidates("contacts", contacts, ways.filling("contacts", lead), actor),
    )


def _candidates(
    section: str, twins: tuple[Twin, ...], filling: Mapping[str, object], actor: Actor
) -> tuple[Candidate, ...]:
    """Return what helps to recognise the twins; `filling` is what the lead knows of them."""
    matches = [t for t in twins if t.is_visible]
    if not matches:
        return ()
    hidden = field_access(actor, section).hidden
    fields = current_snapshot().section(section).fields
    filled = [fields[key] for key in filling if key not in hidden]
    columns = {"phone": "phone", "email": "email", "owner": "owner__name"}
    columns |= {"inn": "inn"} if section == "accounts" else {"account_id": "account_id", "account": "account__name"}
    shown = {key: column for key, column in columns.items() if key.removesuffix("_id") not in hidden}
    rows = visible_to(actor, section).filter(id__in=[m.record_id for m in matches])
    facts: dict[int, dict[str, Any]] = {}
    lacking: dict[int, tuple[str, ...]] = {}
    held = [f"{f.key}_id" if f.is_pointer else f.key for f in filled]
    for record_id, *values in rows.values_list("id", *shown.values(), *held):
        told = zip(shown, values[: len(shown)], strict=True)
        facts[record_id] = {key: value for key, value in told if value is not None}
        stored = zip(filled, values[len(shown) :], strict=True)
        lacking[record_id] = tuple(f.key for f, value in stored if value in EMPTY)
    return tuple(
        Candidate(
            id=m.record_id,
            name=m.name,
            by=m.by,
            is_sure=any(_is_sure(section, fields[key]) for key in m.by),
            lacks=lacking.get(m.record_id, ()),
            **facts.get(m.record_id, {}),
        )
        for m in matches
    )


def _is_sure(section: str, agreed: FieldSpec) -> bool:
    is_number = agreed.unique or agreed.options.get("check") in SURE_CHECKS
    return is_number or (section == "contacts" and agreed.key in REACH)


def account_values(lead: LeadValues, ways: Ways) -> dict[str, object]:
    """Return values of the account that would be made; empty when no company was entered.

    Phone and e-mail stay with the person; a company that came without one keeps them itself.
    """
    if not (lead["company_name"] or lead["inn"]):
        return {}
    values = ways.values("accounts", lead)
    if not lead["person_name"]:
        values |= taken(lead, {key: key for key in REACH if key in ways.to["contacts"]})
    values.setdefault("name", lead["company_name"] or lead["inn"])
    return values


def contact_values(lead: LeadValues, ways: Ways, *, has_account: bool) -> dict[str, object]:
    """Return values of the contact that would be made; empty when nobody was named and a company keeps the phone."""
    values = ways.values("contacts", lead)
    if not lead["person_name"]:
        reach = lead["phone"] or lead["email"]
        if not reach or (has_account and (lead["company_name"] or lead["inn"])):
            return {}
        return {**values, "name": str(reach)}
    name = split_person(str(lead["person_name"]))
    return {**values, "last_name": name.last, "first_name": name.first, "middle_name": name.middle}


def deal_values(lead: LeadValues, ways: Ways) -> dict[str, object]:
    """Return values of the deal that would be made."""
    return ways.values("deals", lead)
