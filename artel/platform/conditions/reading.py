"""Which fields a checked condition reads: so that nobody asks it again when none of them changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from artel.platform.conditions.bound import Bound, BoundField
from artel.platform.conditions.checking import bind
from artel.platform.conditions.names import everything_allowed
from artel.platform.conditions.parsing import parse
from artel.platform.sections.spec import SectionSpec, Snapshot


def bind_text(text: str, section: SectionSpec, snapshot: Snapshot) -> Bound:
    """Return the checked expression of a condition that stands in a definition; raises ConditionError."""
    return bind(parse(text), section, snapshot, everything_allowed)


def fields_read(condition: Bound) -> frozenset[str]:
    """Return the keys of the fields of the record itself that a condition reads, also on the way to other records."""
    return frozenset(found.orm.partition("__")[0] for found in _columns(condition) if found.level == 0)


def _columns(node: object) -> Iterator[BoundField]:
    if isinstance(node, BoundField):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from _columns(part)
    elif is_dataclass(node) and type(node).__module__ == Bound.__module__:
        for field in fields(node):
            yield from _columns(getattr(node, field.name))
