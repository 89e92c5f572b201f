"""What follows by itself when accounts and contacts are written, and what can't be."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from artel.domain.people import comparing as comparing  # registers how names are compared
from artel.domain.people import identity_rules as identity_rules  # registers the rules of identities
from artel.domain.people.flags import fill_flags
from artel.domain.people.names import PersonName, account_key, person_key, split_person
from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records.circles import refuse_circles
from artel.platform.records.drafts import Batch, Draft
from artel.platform.records.rules import derive
from artel.platform.sections.requisites import account_fits_bik

NAME_PARTS = ("last_name", "first_name", "middle_name")
INN_OF_ORGANISATION = 10


@derive("accounts")
def account_rules(batch: Batch) -> None:
    """The name is taken from the full one when missing; requisites fit together; parents make no circle."""
    for draft in batch.drafts:
        if batch.is_create and not draft.get("name") and draft.get("full_name"):
            draft.set("name", draft.get("full_name"))
        if draft.is_changing("name"):
            draft.set("name_key", account_key(_text(draft, "name")))
        _check_requisites(draft)
    refuse_circles(batch, "parent", _("This company stands below the account itself."))


def _check_requisites(draft: Draft) -> None:
    bik = _text(draft, "bank_bik")
    for key in ("bank_account", "corr_account"):
        number = _text(draft, key)
        asked = draft.is_changing(key) or draft.is_changing("bank_bik")
        if asked and bik and number and not account_fits_bik(number, bik):
            draft.refuse(key, "account_key", _("The account number does not fit the BIK: one of them has a misprint."))
    if draft.is_changing("inn") or draft.is_changing("kind"):
        is_natural = draft.get("kind") == "natural"
        if is_natural and len(_text(draft, "inn")) == INN_OF_ORGANISATION:
            draft.refuse(
                "inn", "inn_of_organisation", _("This is an INN of an organisation; a person's has 12 digits.")
            )


@derive("contacts")
def contact_rules(batch: Batch) -> None:
    """The full name is composed of its parts; written as one line, it is split into them."""
    for draft in batch.drafts:
        if any(map(draft.is_changing, NAME_PARTS)):
            name = _name_of_parts(draft)
        elif draft.is_changing("name") and draft.values["name"]:
            name = split_person(_text(draft, "name"))
            for key, part in zip(NAME_PARTS, (name.last, name.first, name.middle), strict=True):
                draft.set(key, part or None)
        else:
            continue
        if name.full:
            draft.set("name", name.full)
        draft.set("name_key", person_key(name))


def _name_of_parts(draft: Draft) -> PersonName:
    name = PersonName(*[_text(draft, key) for key in NAME_PARTS])
    return name if any(name) else split_person(_text(draft, "name"))


@derive("affiliations")
def affiliation_rules(batch: Batch) -> None:
    """A pair stands once; yes/no fields are never empty."""
    for draft in batch.drafts:
        fill_flags(draft, ("is_main",))
    _refuse_pairs(batch)


def _refuse_pairs(batch: Batch) -> None:
    drafts = [d for d in batch.drafts if d.is_changing("contact") or d.is_changing("account")]
    if not drafts:
        return
    contacts = {d.get("contact") for d in drafts}
    rows = visible_to(SYSTEM, "affiliations").filter(contact_id__in=contacts)
    known = {(contact, account): pk for contact, account, pk in rows.values_list("contact_id", "account_id", "id")}
    seen: set[tuple[object, object]] = set()
    for draft in drafts:
        pair = (draft.get("contact"), draft.get("account"))
        if known.get(pair, draft.id) != draft.id or pair in seen:
            draft.refuse("account", "not_unique", _("The contact is tied to this account already."))
        seen.add(pair)


def _text(draft: Draft, key: str) -> str:
    value = draft.get(key)
    return str(value) if value else ""
