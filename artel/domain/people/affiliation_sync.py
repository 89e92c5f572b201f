"""Keeps a contact's account and position equal to the main affiliation, both ways, for whole batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from artel.domain.people.leading import columns_leading
from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.arrays import any_of
from artel.platform.kernel.events import RecordChange
from artel.platform.records import door


@dataclass(frozen=True, slots=True)
class Place:
    """An affiliation of a contact."""

    id: int
    account: int
    position: str | None
    is_main: bool


def follow_contacts(changes: Sequence[RecordChange], *, is_new: bool, actor: Actor) -> None:
    """Make affiliations follow the account and position written on contacts.

    Another account becomes the main one and the old one stays as a former place; an emptied one is only unmarked.
    """
    touched = [c for c in changes if c.after.keys() & {"account", "position"}]
    if is_new:
        rows = [
            {
                "contact": c.record_id,
                "account": c.after["account"],
                "position": c.after.get("position"),
                "is_main": True,
            }
            for c in touched
            if c.after.get("account")
        ]
        if rows:
            # They are made of the contacts: nothing is left to bring back to them.
            with columns_leading():
                door.create("affiliations", rows, actor=actor.as_system(), given=door.Given.STORED)
    elif touched:
        _follow_changed([c.record_id for c in touched], actor.as_system())


def _follow_changed(ids: Sequence[int], system: Actor) -> None:
    contacts = (
        visible_to(SYSTEM, "contacts").filter(id__in=any_of(ids, "bigint")).values_list("id", "account_id", "position")
    )
    places = _places(ids)
    rows: list[dict[str, object]] = []
    changes: list[door.Change] = []
    for contact, account, position in contacts:
        held = places.get(contact, ())
        main = next((p for p in held if p.account == account), None)
        changes += [door.Change(id=p.id, values={"is_main": False}) for p in held if p.is_main and p is not main]
        if main is not None and not (main.is_main and main.position == position):
            changes.append(door.Change(id=main.id, values={"is_main": True, "position": position}))
        elif main is None and account:
            rows.append({"contact": contact, "account": account, "position": position, "is_main": True})
    if changes:
        door.change("affiliations", changes, actor=system)
    if rows:
        door.create("affiliations", rows, actor=system)


def follow_affiliations(ids: Iterable[int], *, chosen: Collection[int] = (), actor: Actor) -> None:
    """Make contacts (by id) follow their affiliations; `chosen` are affiliations just written."""
    # The lock on the contact makes two transactions that choose a main place go one after the other.
    contacts = visible_to(SYSTEM, "contacts").filter(id__in=any_of(ids, "bigint")).order_by("id")
    rows = list(contacts.select_for_update(of=("self",), no_key=True).values_list("id", "account_id", "position"))
    places = _places([row[0] for row in rows])
    marks: list[door.Change] = []
    values: list[door.Change] = []
    for contact, account, position in rows:
        held = places.get(contact, ())
        main = main_of(held, chosen, account)
        marks += [door.Change(id=p.id, values={"is_main": p is main}) for p in held if p.is_main is not (p is main)]
        if main is None and account is not None:
            values.append(door.Change(id=contact, values={"account": None}))
        elif main is not None and (account, position) != (main.account, main.position):
            values.append(door.Change(id=contact, values={"account": main.account, "position": main.position}))
    system = actor.as_system()
    if marks:
        door.change("affiliations", marks, actor=system)
    if values:
        door.change("contacts", values, actor=system)


def main_of(places: Sequence[Place], chosen: Collection[int], account: int | None) -> Place | None:
    """Return the main place: the marked one just written, a marked one, the one shown; a first place is main."""
    marked = [p for p in places if p.is_main]
    by_rank = (
        [p for p in marked if p.id in chosen],
        [p for p in marked if p.account == account],
        marked,
        [p for p in places if account is not None and p.account == account],
        [p for p in places if account is None and p.id in chosen and len(places) == 1],
    )
    return next((rank[0] for rank in by_rank if rank), None)


def _places(contacts: Sequence[int]) -> dict[int, list[Place]]:
    """Return the live affiliations of contacts, oldest first. One query."""
    found: dict[int, list[Place]] = defaultdict(list)
    rows = visible_to(SYSTEM, "affiliations").filter(contact_id__in=any_of(contacts, "bigint")).order_by("id")
    for record_id, contact, account, position, is_main in rows.values_list(
        "id", "contact_id", "account_id", "position", "is_main"
    ):
        found[contact].append(Place(record_id, account, position, bool(is_main)))
    return found
