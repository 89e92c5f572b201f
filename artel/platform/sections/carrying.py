"""What a record hands on to another that is made of it, as a lead to its account: by equal keys, or as a field says.

A feature declares between which sections something is handed on. A field goes by itself to a field of its own key
(`x_okpo` to `x_okpo`, and to a built-in `okpo`) that can hold its value; `carry` of its definition names another
field, or none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from artel.platform.kernel.registry import Registry
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec

OWN = "x_"
WIDER = {Kind.TEXT: (Kind.LONG_TEXT,), Kind.INTEGER: (Kind.DECIMAL, Kind.MONEY), Kind.DECIMAL: (Kind.MONEY,)}
"""What a value may become without losing anything."""
CURRENCY = ("currency", "currency_field")
"""Options that say in which currency a sum is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Records of `section` are handed on to records of `targets`. `built_in` fields have their own ways there."""

    section: str
    targets: tuple[str, ...]
    built_in: frozenset[str]


handovers: Registry[Handover] = Registry("handovers of records")


def declare_handover(found: Handover) -> Handover:
    """Register a handover; raises ValueError when the section has one."""
    return handovers.add(found.section, found)


def may_hold(kind: Kind, target: FieldSpec) -> bool:
    """Tell whether values of a kind can stand in a field, as far as the kind says it."""
    return target.kind is kind or target.kind in WIDER.get(kind, ())


def fits(source: FieldSpec, target: FieldSpec) -> bool:
    """Tell whether a value of one field can stand in the other: the same kind, list, section or currency."""
    if target.kind is not source.kind:
        return may_hold(source.kind, target)
    if source.kind in (Kind.CHOICE, Kind.CHOICES):
        return (source.lookup, tuple(source.choices)) == (target.lookup, tuple(target.choices))
    if source.kind is Kind.REFERENCE:
        return source.target == target.target
    if source.kind is Kind.MONEY:
        return all(source.options.get(key) == target.options.get(key) for key in CURRENCY)
    return True


def is_writable(target: FieldSpec) -> bool:
    """Tell whether a value can be put into a field at all: nobody writes what follows from something else."""
    return not (target.system or target.readonly or target.derived or target.retired)


def carried(source: SectionSpec, target: SectionSpec, fields: Iterable[FieldSpec]) -> dict[str, str]:
    """Return source field → target field for those of `fields` that go over; what a field says comes before keys."""
    listed = [f for f in fields if f.key in source.fields]
    found: dict[str, str] = {}
    for field in listed:
        said = field.carry.get(target.key)
        into = target.field(said) if said else None
        if into is not None and is_writable(into) and fits(field, into):
            found[field.key] = into.key
    for field in listed:
        if target.key not in field.carry and (into := _namesake(field, target)) and into.key not in found.values():
            found[field.key] = into.key
    return found


def _namesake(field: FieldSpec, target: SectionSpec) -> FieldSpec | None:
    for key in (field.key, field.key.removeprefix(OWN), f"{OWN}{field.key}"):
        into = target.field(key)
        if into is not None and is_writable(into) and fits(field, into):
            return into
    return None
