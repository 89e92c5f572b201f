"""Twins of a file's rows by the company's rules of duplicates, where keys and likeness of the mapping say nothing.

A rule over one unique, phone or e-mail field, the INN or the name alone is what the mapping offers itself
(`Target.similar`, which the person may change); asked here are the others: own fields in a normal form, several
together, by trigrams.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from artel.platform.duplicates.finding import Twin, twins_by
from artel.platform.duplicates.reading import complete
from artel.platform.duplicates.specs import DuplicateRule, rules_of
from artel.platform.kernel.actor import Actor
from artel.platform.sections.spec import SectionSpec, Snapshot

OFFERED_BY_TYPE = ("phone", "email")


def ruled_twins(
    spec: SectionSpec, rows: Sequence[Mapping[str, object]], *, actor: Actor, snapshot: Snapshot
) -> list[tuple[Twin, ...]]:
    """Return, for each row, the records that the actor sees and that a rule holds for the same; at most one query."""
    rules = [r for r in rules_of(spec.key, snapshot, "import") if not _is_offered(r, spec)]
    if not rules or not rows:
        return [()] * len(rows)
    found = twins_by(spec.key, [complete(spec.key, row) for row in rows], rules, actor=actor)
    return [tuple(t for t in twins if t.is_visible) for twins in found]


def _is_offered(rule: DuplicateRule, spec: SectionSpec) -> bool:
    if len(rule.fields) > 1 or rule.similar is not None or rule.when:
        return False
    field = spec.fields[rule.fields[0]]
    return field.key == "name" or field.unique or field.type in OFFERED_BY_TYPE or field.options.get("check") == "inn"
