"""One click: the client is made or chosen from a lead with all ties, the deal too, and the lead is qualified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from artel.domain.sales.actions.carry_over import carry_over
from artel.domain.sales.actions.making import Made, Making, correctable, problems_under
from artel.domain.sales.handing_on import LeadValues, Ways, ways_for
from artel.domain.sales.lines import lines_for_deal
from artel.domain.sales.models import Qualification
from artel.domain.sales.qualification import (
    account_values,
    contact_values,
    deal_values,
    read_lead,
)
from artel.platform.access.policy import field_access, require, visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.files.copying import Copies
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import AccessDenied, Conflict, NotFound, Problem, StaleRecord, ValidationFailed
from artel.platform.process.moving import first_stage_of_kind, stage_of
from artel.platform.records import door, feed
from artel.platform.sections.pipelines import StageKind

REMEMBERED = ("stage", "account", "contact", "deal", "disqualify_reason", "nurture_until")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the person decided: an existing record's id, or None to make one where there is something to make it from.

    `account_values`, `contact_values` and `deal_values` correct or complete what comes from the lead; `lead_values` are
    what the lead itself lacked.
    """

    account: int | None = None
    contact: int | None = None
    with_account: bool = True
    with_contact: bool = True
    with_deal: bool = False
    account_values: Mapping[str, object] = field(default_factory=dict)
    contact_values: Mapping[str, object] = field(default_factory=dict)
    deal_values: Mapping[str, object] = field(default_factory=dict)
    lead_values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualified:
    """What came of it. `id` is for `undo_qualification`."""

    id: int
    lead: int
    account: int | None
    contact: int | None
    deal: int | None


def qualify_lead(lead_id: int, *, choices: Choices, actor: Actor, version: int | None = None) -> Qualified:
    """Make or choose account and contact, tie them, make the deal when asked, move the lead to its success stage.

    All or nothing, in one transaction. Of two at once one wins, the other gets Conflict. Raises NotFound, AccessDenied,
    StaleRecord (the screen was old), ValidationFailed with fields of the record that could not be made.
    """
    with Copies(actor) as copies, transaction.atomic():
        lead = _completed(_lock(lead_id, version, actor), choices.lead_values, actor)
        stage = _success_stage(lead)
        ways = ways_for(actor)
        making = Making(actor, copies)
        account = _account(lead, choices, ways, making)
        contact = _contact(lead, choices, ways, account, making)
        if account is None and contact is None:
            raise ValidationFailed(
                [
                    Problem(
                        code="nobody",
                        field="person_name",
                        message=_("Enter a person or a company, or choose one: there is nobody to make a client of."),
                    )
                ]
            )
        account = account or _account_of(contact)
        _tie(account, contact, actor, making.made)
        _keep_reach(lead, account, contact, actor, making.made)
        _complete(lead, choices, ways, {"accounts": account, "contacts": contact}, making)
        deal = _deal(lead, choices, ways, (account, contact), making) if choices.with_deal else None
        if deal is not None:
            # Before the move: a gate may ask more of a lead that becomes a sale.
            door.change("leads", [door.Change(id=lead_id, values={"deal": deal})], actor=actor.as_system())
        values = {"account": account, "contact": contact, "stage": stage}
        door.change("leads", [door.Change(id=lead_id, values=values)], actor=actor)
        carried = carry_over(lead_id, deal, actor=actor) if deal is not None else []
        kept = _remember(lead, making, carried)
        body = {"account": account, "contact": contact, "deal": deal, "qualification": kept}
        feed.add("leads", lead_id, "qualified", body, actor=actor)
    return Qualified(id=kept, lead=lead_id, account=account, contact=contact, deal=deal)


def _lock(lead_id: int, version: int | None, actor: Actor) -> LeadValues:
    """Lock the lead to the end of the transaction and return it; refuse one that is finished or was changed."""
    rows = visible_to(actor, "leads", operation="change").filter(id=lead_id)
    if not rows.select_for_update(of=("self",)).values_list("id", flat=True):
        if visible_to(actor, "leads").filter(id=lead_id).exists():
            raise AccessDenied(section="leads", id=lead_id)
        raise NotFound(section="leads", id=lead_id)
    lead = read_lead(lead_id, actor=SYSTEM)
    stage = stage_of(current_snapshot().section("leads"), lead)
    if stage is not None and stage.kind is StageKind.SUCCESS:
        raise Conflict(_("This lead is qualified already."), section="leads", id=lead_id)
    if version is not None and version != lead["version"]:
        raise StaleRecord(record_id=lead_id, expected=version, current=lead["version"], yours={}, theirs={})
    return lead


def _completed(lead: LeadValues, values: Mapping[str, object], actor: Actor) -> LeadValues:
    """Write into the lead what it lacked, by the actor's own rights, and return it as it is then."""
    if not values:
        return lead
    with problems_under("lead"):
        door.change("leads", [door.Change(id=lead["id"], values=values)], actor=actor)
    return read_lead(lead["id"], actor=SYSTEM)


def _success_stage(lead: LeadValues) -> str:
    pipeline = current_snapshot().section("leads").pipeline(lead["pipeline"])
    stage = first_stage_of_kind(pipeline, StageKind.SUCCESS) if pipeline else None
    if stage is None:
        raise Conflict(_("The pipeline of this lead has no stage of success."))
    return stage.key


def _account(lead: LeadValues, choices: Choices, ways: Ways, making: Making) -> int | None:
    if choices.account is not None:
        return _chosen("accounts", choices.account, making.actor)
    known, typed = account_values(lead, ways), choices.account_values
    if not choices.with_account or not {**known, **typed}.get("name"):
        return None
    return making.create("accounts", "account", known, typed)


def _contact(lead: LeadValues, choices: Choices, ways: Ways, account: int | None, making: Making) -> int | None:
    if choices.contact is not None:
        return _chosen("contacts", choices.contact, making.actor)
    known, typed = contact_values(lead, ways, has_account=account is not None), choices.contact_values
    values = {**known, **typed}
    if not choices.with_contact or not (values.get("name") or values.get("last_name") or values.get("first_name")):
        return None
    if account is not None:
        typed = {**typed, "account": account}
    return making.create("contacts", "contact", known, typed)


def _complete(
    lead: LeadValues, choices: Choices, ways: Ways, clients: Mapping[str, int | None], making: Making
) -> None:
    """Fill what the lead knows and a client who was there before lacks."""
    typed = {"accounts": choices.account_values, "contacts": choices.contact_values}
    for section, record_id in clients.items():
        if record_id is not None and (section, record_id) not in making.made:
            known = ways.filling(section, lead)
            own = correctable(section, making.actor)
            corrected = {key: value for key, value in typed[section].items() if key in known and key in own}
            making.complete(section, section.removesuffix("s"), record_id, {**known, **corrected})


def _chosen(section: str, record_id: int, actor: Actor) -> int:
    if not visible_to(actor, section).filter(id=record_id).exists():
        raise NotFound(section=section, id=record_id)
    return record_id


def _account_of(contact: int | None) -> int | None:
    found = visible_to(SYSTEM, "contacts").filter(id=contact).values_list("account_id", flat=True).first()
    return int(found) if found else None


def _tie(account: int | None, contact: int | None, actor: Actor, made: Made) -> None:
    """Tie a contact that was chosen to the account, as his main place when he has none."""
    if account is None or contact is None:
        return
    places = visible_to(SYSTEM, "affiliations").filter(contact_id=contact)
    known = dict(places.values_list("account_id", "is_main"))
    if account not in known:
        row = {"contact": contact, "account": account, "is_main": True not in known.values()}
        made.append(("affiliations", door.create("affiliations", [row], actor=actor.as_system())[0]))


def _keep_reach(lead: LeadValues, account: int | None, contact: int | None, actor: Actor, made: Made) -> None:
    """Keep the phone and the e-mail of the lead with a client who was chosen and did not have them."""
    reference, holder = ("contact", contact) if contact is not None else ("account", account)
    held = visible_to(SYSTEM, "identities").filter(**{f"{reference}_id": holder})
    known = set(held.values_list("kind", "value"))
    rows = [
        {reference: holder, "kind": kind, "value": lead[kind]}
        for kind in ("phone", "email")
        if lead[kind] and (kind, lead[kind]) not in known
    ]
    if rows:
        made += [("identities", i) for i in door.create("identities", rows, actor=actor.as_system())]


def _deal(lead: LeadValues, choices: Choices, ways: Ways, client: tuple[int | None, int | None], making: Making) -> int:
    actor, (account, contact) = making.actor, client
    require(actor, "deals", "create")
    access = field_access(actor, "deals")
    typed = {k: v for k, v in choices.deal_values.items() if k not in access.hidden | access.readonly}
    ties = {"account": account, "contact": contact, "lead": lead["id"]}
    typed = {k: v for k, v in typed.items() if k not in ties}
    # Which lead a deal came from is written by the system alone.
    deal = making.create("deals", "deal", {**deal_values(lead, ways), **ties}, typed, by_system=True)
    system = actor.as_system()
    if contact is not None:
        row = {"deal": deal, "contact": contact}
        making.made.append(("deal_contacts", door.create("deal_contacts", [row], actor=system)[0]))
    if lines := lines_for_deal(lead["id"], deal):
        making.made += [("deal_products", i) for i in door.create("deal_products", lines, actor=system)]
    return deal


def _remember(lead: LeadValues, making: Making, carried: Made) -> int:
    """Store what was made, with the versions it has now: an undo must notice later changes."""
    made = making.made
    versions: dict[tuple[str, int], int] = {}
    for section in {section for section, _id in made}:
        ids = [record_id for kind, record_id in made if kind == section]
        rows = visible_to(SYSTEM, section).filter(id__in=ids).values_list("id", "version")
        versions |= {(section, record_id): version for record_id, version in rows}
    before = {key: _plain(lead.get(key)) for key in (*REMEMBERED, "stage_since", "qualified_at")}
    kept = Qualification.objects.create(
        lead_id=lead["id"],
        at=clock.now(),
        author_id=making.actor.user_id,
        made=[[section, record_id, versions[section, record_id]] for section, record_id in made],
        before={**before, "carried": carried, "filled": making.filled},
        lead_version=read_lead(lead["id"], actor=SYSTEM)["version"],
    )
    return int(kept.pk)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value
