"""Where named things of a list go: each pack says what stands after or before what, in words that never fight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """`name` goes after or before `anchor`; without one a new thing goes to the end, an old one stays."""

    pack: str
    name: str
    at: str = ""
    side: str = ""
    anchor: str | None = None


def placed(
    names: Sequence[str], wanted: Sequence[Placing], stands_on: Callable[[str, str], bool]
) -> tuple[list[str], list[Placing]]:
    """Return all names in order, and the placings beside something that is not there: those things go to the end.

    Of two places for one thing that of the first pack holds, unless the second stands on it. What is taken out keeps
    its place here: others may stand beside where it was. Where the places of two packs make a circle, the first one's
    thing is put as if nothing else moved.
    """
    order = list(names)
    following: dict[str, str] = {}
    waiting = list(_one_each(wanted, stands_on).values())
    known = {*names, *(each.name for each in waiting)}
    while waiting:
        moving = {each.name for each in waiting if each.anchor}
        ready = next((e for e in waiting if e.anchor is None or (e.anchor in order and e.anchor not in moving)), None)
        chosen = ready or next((e for e in waiting if e.anchor in order and e.anchor != e.name), waiting[0])
        _put(order, following, chosen)
        waiting.remove(chosen)
    return order, [each for each in wanted if each.anchor and each.anchor not in known]


def circles(wanted: Sequence[Placing]) -> list[Placing]:
    """Return the placings of one pack that stand beside each other in a circle."""
    anchors = {each.name: each.anchor for each in wanted}

    def comes_back(name: str) -> bool:
        seen: set[str | None] = set()
        place = anchors[name]
        while place is not None and place != name and place not in seen:
            seen.add(place)
            place = anchors.get(place)
        return place == name

    return [each for each in wanted if comes_back(each.name)]


def _one_each(wanted: Sequence[Placing], stands_on: Callable[[str, str], bool]) -> dict[str, Placing]:
    chosen: dict[str, Placing] = {}
    for each in wanted:
        known = chosen.get(each.name)
        if known is None or (each.anchor and (not known.anchor or stands_on(each.pack, known.pack))):
            chosen[each.name] = each
    return chosen


def _put(order: list[str], following: dict[str, str], each: Placing) -> None:
    if each.anchor is None or each.anchor not in order or each.anchor == each.name:
        if each.name not in order:
            order.append(each.name)
        return
    if each.name in order:
        order.remove(each.name)
    place = order.index(each.anchor)
    if each.side == "after":
        place += 1
        # Behind those that others have put there already, and what hangs on them.
        while place < len(order) and _hangs_on(order[place], each.anchor, following):
            place += 1
        following[each.name] = each.anchor
    order.insert(place, each.name)


def _hangs_on(name: str, anchor: str, following: dict[str, str]) -> bool:
    seen: set[str] = set()
    while name in following and name not in seen:
        seen.add(name)
        name = following[name]
        if name == anchor:
            return True
    return False
