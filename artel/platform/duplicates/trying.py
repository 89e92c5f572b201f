"""A rule tried before it is in force: which pairs it would find among the newest records, without a mark being written.

Works on the values in memory by the same forms and the same likeness as the marks, so it needs no time of preparation;
for that it looks at a part of a big section only, and says at how many records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any

from artel.platform.access.asking import condition_of
from artel.platform.access.policy import field_access, visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.definitions.kinds.duplicates import DuplicatesBody
from artel.platform.duplicates.marking import MarkValue, are_apart, marks_of, read_more, read_rows
from artel.platform.duplicates.specs import DuplicateRule, rule_from
from artel.platform.kernel.actor import Actor
from artel.platform.sections.comparing import is_alike
from artel.platform.ui import formats

MOST_LOOKED_AT = 20_000
MOST_ALIKE = 3_000
"""Records whose likeness is compared: their trigrams cost ten times as much as an equal value."""
MOST_PAIRS = 1_000
MOST_COMPARED = 300_000
"""Comparisons of two texts after which the rest is left: a word that stands on every record makes millions."""
MOST_SHOWN = 12

Marked = Sequence[tuple[int, MarkValue]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """`pairs` counts to `MOST_PAIRS`; `sample` holds the first few as ((id, name), (id, name))."""

    looked_at: int
    is_all: bool
    pairs: int
    sample: tuple[tuple[tuple[int, str], tuple[int, str]], ...] = ()


def try_rule(section: str, body: Mapping[str, Any], *, actor: Actor) -> Tried | None:
    """Return what a rule of this (valid) body would find among the records that the actor sees.

    None when it compares fields that are not in force yet or are hidden from him. Raises ConditionError for a condition
    that names such a field, NotFound for a section that is not there. Four queries, one more for each detail section.
    """
    snapshot = current_snapshot()
    rule = rule_from(snapshot.section(section), "try", DuplicatesBody.model_validate(body), snapshot)
    if rule is None or not field_access(actor, section).hidden.isdisjoint(rule.compared):
        return None
    found = visible_to(actor, section)
    if rule.when:
        found = found.filter(condition_of(actor, section, rule.when))
    most = MOST_ALIKE if rule.similar else MOST_LOOKED_AT
    ids = list(found.order_by("-id").values_list("id", flat=True)[: most + 1])
    looked_at = ids[:most]
    rows = read_rows(section, looked_at, [rule])
    more = read_more(rows, [rule])
    marks = [(i, mark) for i, row in rows.items() for mark in marks_of(rule, row, more.get(i))]
    pairs = list(islice(_pairs(rule, marks), MOST_PAIRS))
    shown = pairs[:MOST_SHOWN]
    names = {
        i: str(name or formats.record_number(i))
        for i, name in found.filter(id__in={*sum(shown, ())}).values_list("id", "name")
    }
    return Tried(
        looked_at=len(looked_at),
        is_all=len(ids) <= most,
        pairs=len(pairs),
        sample=tuple(((one, names[one]), (other, names[other])) for one, other in shown),
    )


def _pairs(rule: DuplicateRule, marks: Marked) -> Iterator[tuple[int, int]]:
    """Yield each pair of records that agree once."""
    seen: set[tuple[int, int]] = set()
    compared = islice(_candidates(rule, marks), MOST_COMPARED)
    for (one, first), (other, second) in compared:
        pair = (min(one, other), max(one, other))
        if one == other or pair in seen or are_apart(first.apart, second.apart):
            continue
        if rule.similar is not None and not is_alike(first.grams or [], second.grams or [], rule.likeness):
            continue
        seen.add(pair)
        yield pair


def _candidates(rule: DuplicateRule, marks: Marked) -> Iterator[tuple[tuple[int, MarkValue], tuple[int, MarkValue]]]:
    """Yield the marks that share what they are looked up by: the key where some values are equal, else a band."""
    groups: dict[object, list[tuple[int, MarkValue]]] = defaultdict(list)
    for record_id, mark in marks:
        shared: Iterable[object] = (mark.key,) if rule.has_key else mark.bands or ()
        for each in shared:
            groups[each].append((record_id, mark))
    for group in groups.values():
        yield from combinations(group, 2)
