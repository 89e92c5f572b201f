"""Pairs joined into groups: whoever is alike with one of a group belongs to it, unless something tells him apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

LARGEST_GROUP = 30
"""Records of one group: a chain of likenesses can join half a base, which nobody can look through."""

FoundPair = tuple[int, int, Sequence[str]]
"""(lower id, higher id, names of the rules that found them alike)"""
Telling = Mapping[str, Mapping[int, Sequence[int | None]]]
"""Name of a rule → record → the values that tell it apart, None where it has none."""


@dataclass(slots=True)
class Family:
    """The records of one group, and by rule and place the values that tell them apart from others."""

    ids: list[int]
    told: dict[tuple[str, int], set[int]] = field(default_factory=lambda: defaultdict(set))

    def differs(self, other: Family, rule: str) -> bool:
        """Tell whether a value of the one differs from a value of the other in the same place of a rule."""
        return any(
            len(values | other.told[place]) > 1
            for place, values in self.told.items()
            if place[0] == rule and values and other.told.get(place)
        )


def joined(pairs: Sequence[FoundPair], telling: Telling) -> list[tuple[list[int], list[str]]]:
    """Return (ids, names of rules) of each set of records that pairs join, in order of the smallest id.

    A and B may be alike, and B and C, while A and C have unlike values that tell them apart: then the pair that
    comes first makes the group, and the other waits until that is settled.
    """
    families: dict[int, Family] = {}
    for low, high, rules in pairs:
        one, other = (families.get(i) or _alone(i, telling) for i in (low, high))
        families[low], families[high] = one, other
        if one is other or len(one.ids) + len(other.ids) > LARGEST_GROUP:
            continue
        if not all(one.differs(other, rule) for rule in rules):
            _unite(one, other, families)
    reasons: dict[int, dict[str, None]] = defaultdict(dict)
    for low, high, rules in pairs:
        if families[low] is families[high]:
            reasons[min(families[low].ids)].update(dict.fromkeys(rules))
    groups = {min(family.ids): sorted(family.ids) for family in families.values() if len(family.ids) > 1}
    return [(ids, list(reasons[head])) for head, ids in sorted(groups.items())]


def _alone(record_id: int, telling: Telling) -> Family:
    family = Family([record_id])
    for rule, by_record in telling.items():
        for place, value in enumerate(by_record.get(record_id, ())):
            if value is not None:
                family.told[rule, place].add(value)
    return family


def _unite(one: Family, other: Family, families: dict[int, Family]) -> None:
    larger, smaller = (one, other) if len(one.ids) >= len(other.ids) else (other, one)
    larger.ids += smaller.ids
    for place, values in smaller.told.items():
        larger.told[place] |= values
    for record_id in smaller.ids:
        families[record_id] = larger
