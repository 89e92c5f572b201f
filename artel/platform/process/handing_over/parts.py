"""What a person has that can be handed over: records of every section with an owner, and what features register.

A feature adds a part with `add_part`: how to find what is a person's, and how to give things of it to others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.arrays import any_of
from artel.platform.kernel.labels import Label
from artel.platform.kernel.registry import Registry
from artel.platform.records import door
from artel.platform.sections.pipelines import StageKind
from artel.platform.sections.spec import Kind, SectionSpec, Snapshot
from artel.platform.sections.steps import is_activity

OWNER = "owner"
Pointer = tuple[str, int]
"""A record: its section and id."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a person: its id, what it is called, and the records that it belongs to, the nearest first."""

    id: int
    name: str
    belongs_to: tuple[Pointer, ...] = ()


class Find(Protocol):
    """Yields what is a person's; with `only_open` what is not finished."""

    def __call__(self, person: int, *, only_open: bool) -> Iterator[Thing]:
        """Yield his things in a fixed order."""
        ...


Give = Callable[[Mapping[int, int], int, Actor], set[int]]
"""(thing → who gets it, from whom, actor) → those given: what is no longer his is passed over. Raises as the door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A kind of things that can be handed over. `section` is that of records, empty for what a feature keeps."""

    key: str
    label: Label
    find: Find
    give: Give
    section: str = ""


_added: Registry[Part] = Registry("parts of a handing over")


def add_part(part: Part) -> None:
    """Register what a feature keeps by person, besides records; raises ValueError for a key that is taken."""
    _added.add(part.key, part)


def all_parts(snapshot: Snapshot) -> tuple[Part, ...]:
    """Return the parts in the order of handing over: what others belong to first."""
    specs = [s for s in snapshot.sections.values() if not s.retired and _has_owner(s)]
    owned = {s.key for s in specs}
    order = sorted(specs, key=lambda s: (is_activity(s), len(_pointers(s, owned)), s.position, s.key))
    return (*(_of_section(spec, owned) for spec in order), *_added)


def part_of(key: str, snapshot: Snapshot) -> Part | None:
    """Return a part, None for one that is no longer there."""
    return next((part for part in all_parts(snapshot) if part.key == key), None)


def _has_owner(spec: SectionSpec) -> bool:
    field = spec.field(OWNER)
    return field is not None and field.kind is Kind.PERSON and not field.retired


def _pointers(spec: SectionSpec, owned: set[str]) -> list[tuple[str, str]]:
    """Return (column, section) of the references to other records that have an owner."""
    return [
        (f"{f.key}_id", str(f.target))
        for f in spec.shown_fields
        if f.kind is Kind.REFERENCE and f.target in owned and f.target != spec.key
    ]


def _of_section(spec: SectionSpec, owned: set[str]) -> Part:
    def find(person: int, *, only_open: bool) -> Iterator[Thing]:
        return _records_of(spec, owned, person, only_open=only_open)

    def give(given: Mapping[int, int], person: int, actor: Actor) -> set[int]:
        return _give_records(spec.key, given, person, actor)

    return Part(key=spec.key, label=spec.label, find=find, give=give, section=spec.key)


def _records_of(spec: SectionSpec, owned: set[str], person: int, *, only_open: bool) -> Iterator[Thing]:
    """Yield the records of a person; of activities those to be done. One query, read as it comes."""
    records = visible_to(SYSTEM, spec.key).filter(owner_id=person)
    pointers = _pointers(spec, owned)
    columns = [column for column, _section in pointers]
    if is_activity(spec):
        records = records.filter(done_at=None)
        columns += ["about_section", "about_id"]
    elif only_open and spec.has_pipeline:
        ends = {s.key for p in spec.pipelines for s in p.stages if s.kind is not StageKind.OPEN}
        records = records.exclude(stage__in=sorted(ends))
    for record_id, name, *row in records.order_by("id").values_list("id", "name", *columns).iterator():
        found = [(section, row[n]) for n, (_column, section) in enumerate(pointers) if row[n]]
        if is_activity(spec) and row[-2] and row[-1]:
            found.insert(0, (row[-2], row[-1]))
        yield Thing(record_id, name or "", tuple(found))


def _give_records(section: str, given: Mapping[int, int], person: int, actor: Actor) -> set[int]:
    """Write the new owners of those that are still the person's, and return them."""
    still = visible_to(SYSTEM, section).filter(id__in=any_of(list(given), "bigint"), owner_id=person)
    ids: Sequence[int] = sorted(still.values_list("id", flat=True))
    if ids:
        door.change(section, [door.Change(id=i, values={OWNER: given[i]}) for i in ids], actor=actor)
    return set(ids)
