"""How names of companies and people are compared when duplicates are looked for, and what follows from their parts."""

from __future__ import annotations

from collections.abc import Mapping

from artel.domain.people.names import PersonName, account_key, person_key, split_person
from artel.platform.duplicates.reading import completers
from artel.platform.kernel.labels import Label
from artel.platform.sections.comparing import declare_form


def company_form(name: str) -> str:
    """Return a company's name without the legal form, quotes, punctuation and case."""
    return account_key(name)


def person_form(name: str) -> str:
    """Return family and given name in one order, whichever stood first, without the patronymic."""
    return " ".join(sorted(person_key(split_person(name)).split())) if name.strip() else ""


def complete_account(row: Mapping[str, object]) -> Mapping[str, object]:
    """The name is taken from the full one when missing, as the door does."""
    return {"name": row.get("name") or row.get("full_name")}


def complete_contact(row: Mapping[str, object]) -> Mapping[str, object]:
    """The name is composed of its parts, as the door does."""
    last, first, middle = (str(row.get(key) or "") for key in ("last_name", "first_name", "middle_name"))
    composed = PersonName(last=last, first=first, middle=middle).full
    return {"name": composed or row.get("name")}


declare_form("company", Label("Название компании", "Company name"), company_form)
declare_form("person", Label("Имя человека", "Person's name"), person_form)
completers.add("accounts", complete_account)
completers.add("contacts", complete_contact)
