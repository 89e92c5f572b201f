"""Who may already be there: accounts and contacts by phone, e-mail, INN and name, for whole batches.

Phones and e-mails are looked up in the identities, so the second number of a contact counts too; names are compared
without legal forms and patronymics. Registered as the duplicate finders of both sections.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from artel.domain.people.names import PersonName, account_key, person_key, split_person
from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.records.duplicates import Row, collect, finders, holders

Found = list[dict[int, tuple[str, ...]]]


def find_accounts(rows: Sequence[Row], keys: tuple[str, ...], actor: Actor) -> Found:
    """Return, for each row, account id → fields that agree. One query per field."""
    return _find("accounts", "account", _account_name, rows, keys, actor)


def find_contacts(rows: Sequence[Row], keys: tuple[str, ...], actor: Actor) -> Found:
    """Return, for each row, contact id → fields that agree. One query per field."""
    return _find("contacts", "contact", _contact_name, rows, keys, actor)


def _find(
    section: str,
    reference: str,
    name_key: Callable[[Row], str],
    rows: Sequence[Row],
    keys: tuple[str, ...],
    actor: Actor,
) -> Found:
    known: dict[str, dict[object, list[int]]] = {}
    for key in keys:
        if key == "name":
            known[key] = holders(section, "name_key", {name_key(row) for row in rows}, actor)
        elif key in ("phone", "email"):
            known[key] = _by_identity(reference, key, {row.get(key) for row in rows})
        else:
            known[key] = holders(section, key, {row.get(key) for row in rows}, actor)

    def candidates(key: str, row: Row) -> Sequence[int]:
        value = name_key(row) if key == "name" else row.get(key)
        return known[key].get(value, ())

    return collect(rows, keys, candidates)


def _by_identity(reference: str, kind: str, values: Iterable[object]) -> dict[object, list[int]]:
    """Return value → ids of holders. Read as the system: whoever asks narrows the holders to those he sees."""
    wanted = [value for value in values if value]
    found: dict[object, list[int]] = defaultdict(list)
    if wanted:
        rows = visible_to(SYSTEM, "identities").filter(kind=kind, value__in=wanted).exclude(**{reference: None})
        for value, holder in rows.order_by("id").values_list("value", f"{reference}_id"):
            found[value].append(holder)
    return found


def _account_name(row: Row) -> str:
    return account_key(str(row.get("name") or row.get("full_name") or ""))


def _contact_name(row: Row) -> str:
    last, first, middle = (str(row.get(key) or "") for key in ("last_name", "first_name", "middle_name"))
    if last or first or middle:
        return person_key(PersonName(last=last, first=first, middle=middle))
    name = str(row.get("name") or "")
    return person_key(split_person(name)) if name.strip() else ""


finders.add("accounts", find_accounts)
finders.add("contacts", find_contacts)
