"""Keeps the phone and e-mail columns of contacts and accounts equal to their main identities, both ways.

A column shows the main identity of its kind; when that goes, the next one takes its place. Everything is done
for whole batches: the number of queries does not depend on the number of records. Loops end by themselves, because
a side that agrees already is not written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from artel.domain.people.leading import columns_leading
from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.arrays import any_of
from artel.platform.kernel.events import RecordChange
from artel.platform.records import door

HOLDERS = {"contact": "contacts", "account": "accounts"}
"""Reference field of an identity → section of the holder."""
COLUMNS = ("phone", "email")
"""Columns that repeat an identity; the kind of the identity has the same name."""


@dataclass(frozen=True, slots=True)
class Held:
    """An identity of a holder, as far as the columns care."""

    id: int
    holder: int
    kind: str
    value: str
    is_main: bool


@dataclass(slots=True)
class Wanted:
    """What to do with identities so that they follow the columns."""

    rows: list[dict[str, object]] = field(default_factory=list)
    changes: list[door.Change] = field(default_factory=list)
    to_trash: list[int] = field(default_factory=list)


def follow_columns(reference: str, changes: Sequence[RecordChange], *, is_new: bool, actor: Actor) -> None:
    """Make identities follow columns that were written on holders; `reference` is `contact` or `account`.

    A new value corrects the main identity of its kind, or is added as the first one; an emptied column removes it.
    """
    touched = [c for c in changes if any(c.after.get(key) or c.before.get(key) for key in COLUMNS if key in c.after)]
    if not touched:
        return
    known = {} if is_new else _held(reference, [c.record_id for c in touched])
    wanted = Wanted()
    for change in touched:
        for kind in COLUMNS:
            if kind in change.after:
                _follow(reference, change, kind, known.get((change.record_id, kind), ()), wanted)
    system = actor.as_system()
    if wanted.to_trash:
        door.trash("identities", wanted.to_trash, actor=system)
    if wanted.changes:
        door.change("identities", wanted.changes, actor=system)
    if wanted.rows:
        # They are made of the columns: nothing is left to bring back to them.
        with columns_leading():
            door.create("identities", wanted.rows, actor=system, given=door.Given.STORED)


def _follow(reference: str, change: RecordChange, kind: str, held: Sequence[Held], wanted: Wanted) -> None:
    value = change.after[kind]
    main = next((h for h in held if h.is_main), None) if held else None
    same = next((h for h in held if h.value == value), None) if held else None
    if not value:
        if main is not None and main.value == change.before.get(kind):
            wanted.to_trash.append(main.id)
    elif same is not None:
        if not same.is_main:
            wanted.changes.append(door.Change(id=same.id, values={"is_main": True}))
    elif main is not None:
        wanted.changes.append(door.Change(id=main.id, values={"value": value}))
    else:
        wanted.rows.append({reference: change.record_id, "kind": kind, "value": value, "is_main": True})


def settle(holders: Mapping[str, Iterable[int]], *, actor: Actor) -> None:
    """Make both sides agree where neither was just written (after a merge or its undo).

    A value that stands in a column and in no identity becomes one, so that nothing of a record is lost; then the
    columns follow.
    """
    for reference, ids in holders.items():
        section = visible_to(SYSTEM, HOLDERS[reference]).filter(id__in=list(ids)).order_by("id")
        columns = list(section.values_list("id", *COLUMNS))
        held = {
            (h.holder, h.kind, h.value) for found in _held(reference, [c[0] for c in columns]).values() for h in found
        }
        rows: list[dict[str, object]] = [
            {reference: holder, "kind": kind, "value": value}
            for holder, *values in columns
            for kind, value in zip(COLUMNS, values, strict=True)
            if value and (holder, kind, value) not in held
        ]
        if rows:
            door.create("identities", rows, actor=actor.as_system())
    follow_identities({reference: set(ids) for reference, ids in holders.items()}, actor=actor)


def follow_identities(holders: dict[str, set[int]], *, chosen: Collection[int] = (), actor: Actor) -> None:
    """Make columns follow identities of these holders (`contact` → ids, `account` → ids).

    `chosen` are identities just made main: they win over the ones that were.
    """
    for reference, section in HOLDERS.items():
        ids = holders.get(reference)
        if ids:
            _follow_identities(reference, section, ids, frozenset(chosen), actor.as_system())


def _follow_identities(reference: str, section: str, ids: Iterable[int], chosen: frozenset[int], system: Actor) -> None:
    # The lock on the holder makes two transactions that choose a main identity go one after the other.
    rows = (
        visible_to(SYSTEM, section)
        .filter(id__in=any_of(ids, "bigint"))
        .order_by("id")
        .select_for_update(of=("self",), no_key=True)
    )
    columns = {row[0]: dict(zip(COLUMNS, row[1:], strict=True)) for row in rows.values_list("id", *COLUMNS)}
    held = _held(reference, list(columns))
    marks: list[door.Change] = []
    values: dict[int, dict[str, object]] = defaultdict(dict)
    for holder, written in columns.items():
        for kind in COLUMNS:
            identities = held.get((holder, kind), ())
            main = main_of(identities, chosen, str(written[kind] or ""))
            marks += [
                door.Change(id=h.id, values={"is_main": h is main}) for h in identities if h.is_main is not (h is main)
            ]
            value = main.value if main else None
            if value != written[kind]:
                values[holder][kind] = value
    if marks:
        door.change("identities", marks, actor=system)
    if values:
        door.change(section, [door.Change(id=i, values=v) for i, v in values.items()], actor=system)


def main_of(identities: Sequence[Held], chosen: frozenset[int], shown: str) -> Held | None:
    """Return the identity that should be main: the one just chosen, the marked one, the one shown, the oldest."""
    marked = [h for h in identities if h.is_main]
    by_rank = (
        [h for h in marked if h.id in chosen],
        [h for h in marked if h.value == shown],
        marked,
        [h for h in identities if h.value == shown],
        identities,
    )
    return next((rank[0] for rank in by_rank if rank), None)


def _held(reference: str, ids: Sequence[int]) -> dict[tuple[int, str], list[Held]]:
    """Return the live phones and e-mails of holders, oldest first. One query."""
    found: dict[tuple[int, str], list[Held]] = defaultdict(list)
    rows = (
        visible_to(SYSTEM, "identities")
        .filter(**{f"{reference}_id__in": any_of(ids, "bigint")}, kind__in=COLUMNS)
        .order_by("id")
    )
    for record_id, holder, kind, value, is_main in rows.values_list(
        "id", f"{reference}_id", "kind", "value", "is_main"
    ):
        found[holder, kind].append(Held(record_id, holder, kind, value, bool(is_main)))
    return found
