"""Twins of a file's rows by the company's rules of duplicates, where keys and likeness of the mapping say nothing.

A rule over one unique, phone or e-mail field, the INN or the name alone is what the mapping offers itself
(`Target.similar`, which the person may change); asked here are the others: own fields in a normal form, several
together, by trigrams.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from artel.platform.duplicates.finding import Twin, twins_by
from artel.platform.duplicates.reading import complete
from artel.platform.duplicates.specs import DuplicateRule, Part, rules_of
from artel.platform.exchange.planning.values import Wanted
from artel.platform.kernel.actor import Actor
from artel.platform.process.beginning import beginning
from artel.platform.sections.spec import SectionSpec, Snapshot

OFFERED_BY_TYPE = ("phone", "email")


def ruled_twins(
    spec: SectionSpec, rows: Sequence[Mapping[str, object]], *, actor: Actor, snapshot: Snapshot
) -> list[tuple[Twin, ...]]:
    """Return, for each row, the records that the actor sees and that a rule holds for the same; at most one query."""
    rules = [r for r in rules_of(spec.key, snapshot, "import") if not _is_offered(r, spec)]
    if not rules or not rows:
        return [()] * len(rows)
    # A rule may speak only of records in some stages: a new one stands where it will begin.
    whole = [beginning(spec, actor, complete(spec.key, row)) for row in rows]
    found = twins_by(spec.key, whole, rules, actor=actor)
    return [tuple(t for t in twins if t.is_visible) for twins in found]


def tellers(spec: SectionSpec, key: str, snapshot: Snapshot) -> tuple[Part, ...]:
    """Return the fields that tell records apart although they agree in `key`, by the rules over that field alone."""
    rules = [r for r in rules_of(spec.key, snapshot, "import") if r.fields == (key,) and not r.similar]
    return rules[0].apart if len(rules) == 1 else ()


def told(parts: Sequence[Part], values: Mapping[str, object]) -> tuple[str, ...]:
    """Return the values of such fields as they are compared; empty texts for what is not known."""
    known = (values.get(part.field) for part in parts)
    return tuple(
        "" if isinstance(value, Wanted) else part.text(value) for part, value in zip(parts, known, strict=True)
    )


def are_unlike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two records differ in a field that both have filled."""
    return any(a and b and a != b for a, b in zip(one, other, strict=False))


def _is_offered(rule: DuplicateRule, spec: SectionSpec) -> bool:
    if len(rule.fields) > 1 or rule.similar is not None or rule.when:
        return False
    field = spec.fields[rule.fields[0]]
    return field.key == "name" or field.unique or field.type in OFFERED_BY_TYPE or field.options.get("check") == "inn"
