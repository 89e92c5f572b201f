"""The way back of `amending.py`: two bodies → the smallest amendment that makes the second out of the first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from artel.platform.definitions.overlays.amending import WHOLE
from artel.platform.definitions.overlays.merging import ABSENT
from artel.platform.definitions.overlays.shapes import VALUE, Keyed, Named, Naming, Shape

NOTHING = ABSENT
"""What is said of a place where nothing changes."""


def smallest(shape: Shape, before: Any, after: Any) -> Any:
    """Return the amendment; NOTHING when both are equal. Bodies say no defaults: what is left out is the default."""
    if before == after:
        return NOTHING
    if after is ABSENT:
        return None
    if isinstance(shape, Keyed) and isinstance(after, Mapping):
        return _keyed(shape, before if isinstance(before, Mapping) else {}, after)
    if isinstance(shape, Named):
        return _named(shape, [] if before is ABSENT or before is None else before, after)
    return after


def _keyed(shape: Keyed, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    said = {}
    for key in dict.fromkeys((*after, *before)):
        change = smallest(shape.part(key) or VALUE, before.get(key, ABSENT), after.get(key, ABSENT))
        if change is not NOTHING:
            said[key] = change
    return said


def _named(shape: Named, before: Any, after: Any) -> Any:
    old, new = shape.by_name(before), shape.by_name(after)
    if old is None or new is None:
        return {WHOLE: after}
    entries: dict[str, Any] = {name: None for name in old if name not in new}
    places = dict(_places(list(old), list(new)))
    for name, thing in new.items():
        facts = _facts(shape, name, old.get(name, ABSENT), thing)
        if facts is not NOTHING or name in places:
            entries[name] = {**places.get(name, {}), **(facts if isinstance(facts, Mapping) else {})}
    is_plain = shape.naming is Naming.PLAIN
    return list(entries) if is_plain and all(entry == {} for entry in entries.values()) else entries


def _facts(shape: Named, name: str, old: Any, thing: Any) -> Any:
    if shape.naming is Naming.PLAIN:
        return NOTHING if old is not ABSENT else {}
    return smallest(shape.item, shape.identity(name) if old is ABSENT else old, thing)


def _places(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what must be said of the places of new and of moved things, in the order of the new list."""
    staying = _longest_in_order(old, new)
    last = max((place for place, name in enumerate(new) if name in staying), default=-1)
    for place, name in enumerate(new):
        if name in staying:
            continue
        if name not in old and place > last:
            # At the end, each after the one before it: that is where a new thing goes by itself.
            yield name, {}
        elif place:
            yield name, {"after": new[place - 1]}
        else:
            first = next((other for other in new if other in staying), None)
            yield name, {"before": first} if first else {}


def _longest_in_order(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Return the most things of both lists that stand in the same order in both: only the others have moved."""
    place = {name: number for number, name in enumerate(old)}
    ends: list[int] = []
    chains: list[tuple[str, ...]] = []
    for name in new:
        if name not in place:
            continue
        at = bisect_left(ends, place[name])
        chain = (*(chains[at - 1] if at else ()), name)
        ends[at : at + 1], chains[at : at + 1] = [place[name]], [chain]
    return set(chains[-1]) if chains else set()
