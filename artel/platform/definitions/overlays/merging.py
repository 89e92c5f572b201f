"""Three-way merge of one body: what the pack said before, what it says now, what the company made of it.

Pure. A side that did not change gives way to the one that did; both changing one place differently is a conflict that
somebody must decide, and until then nothing is guessed: the company's value stays in force and the pack's old word
stays the base, so that the same conflict is met again. Paths read `values[red].label.ru`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Absent:
    """The value of a path that a side does not have."""

    def __repr__(self) -> str:
        return "-"


ABSENT = Absent()


class Side(StrEnum):
    """Whose value is taken: `ours` is the company's, `theirs` the pack's."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One place that both sides changed, each in its own way. A value may be ABSENT."""

    path: str
    base: Any
    theirs: Any
    ours: Any


Decide = Callable[[Clash], Side | None]
"""Takes one side's value, or None: nobody has decided."""


@dataclass(frozen=True, slots=True)
class Merged:
    """`body` is what is in force, `base` what the pack is taken to have said, `clashes` what nobody has decided."""

    body: Any
    base: Any
    clashes: tuple[Clash, ...]


def undecided(_clash: Clash) -> Side | None:
    """Decide nothing."""
    return None


def merge(base: Any, theirs: Any, ours: Any, decide: Decide = undecided, *, whole: Iterable[str] = ()) -> Merged:
    """Return the three bodies as one. `whole` names paths of lists whose places have a meaning: never merged inside."""
    merger = _Merger(decide, frozenset(whole))
    body, kept = merger.value("", base, theirs, ours)
    return Merged(body, kept, tuple(merger.clashes))


Pair = tuple[Any, Any]
"""(value in force, base from now on)."""


class _Merger:
    def __init__(self, decide: Decide, whole: frozenset[str]) -> None:
        self._decide = decide
        self._whole = whole
        self.clashes: list[Clash] = []

    def value(self, path: str, base: Any, theirs: Any, ours: Any) -> Pair:
        """Merge whatever stands at a path."""
        if ours == theirs or base == theirs:
            return ours, theirs
        if base == ours:
            return theirs, theirs
        if isinstance(theirs, Mapping) and isinstance(ours, Mapping):
            return self._mapping(path, base if isinstance(base, Mapping) else {}, theirs, ours)
        if path not in self._whole and isinstance(theirs, list | tuple) and isinstance(ours, list | tuple):
            named = [_named(side) for side in (base if isinstance(base, list | tuple) else (), theirs, ours)]
            if None not in named:
                return self._sequence(path, *named)  # type: ignore[arg-type]
        return self._clash(path, base, theirs, ours)

    def _clash(self, path: str, base: Any, theirs: Any, ours: Any) -> Pair:
        clash = Clash(path=path, base=base, theirs=theirs, ours=ours)
        side = self._decide(clash)
        if side is None:
            self.clashes.append(clash)
            return ours, base
        return (ours if side is Side.OURS else theirs), theirs

    def _mapping(self, path: str, base: Mapping[str, Any], theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> Pair:
        body, kept = {}, {}
        for key in dict.fromkeys((*ours, *theirs)):
            place = f"{path}.{key}" if path else str(key)
            sides = (side.get(key, ABSENT) for side in (base, theirs, ours))
            body[key], kept[key] = self.value(place, *sides)
        return _present(body), _present(kept)

    def _sequence(self, path: str, base: Mapping[str, Any], theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> Pair:
        body, kept = {}, {}
        for name in dict.fromkeys((*ours, *theirs, *base)):
            sides = (side.get(name, ABSENT) for side in (base, theirs, ours))
            body[name], kept[name] = self.value(f"{path}[{name}]", *sides)
        body, kept = _present(body), _present(kept)
        order, base_order = self._order(path, [*base], [*theirs], [*ours], body)
        return (
            [body[name] for name in order if name in body],
            [kept[name] for name in _woven(base_order, [*base, *theirs]) if name in kept],
        )

    def _order(self, path: str, base: list[str], theirs: list[str], ours: list[str], body: Mapping[str, Any]) -> Pair:
        """Return the names in the order in force, and the base's order from now on."""
        shared = {name for name in theirs if name in ours and name in body}
        old, new, own = ([n for n in side if n in shared] for side in (base, theirs, ours))
        known = set(old)
        if new == own or [n for n in new if n in known] == old:
            return _woven(ours, theirs), theirs
        if [n for n in own if n in known] == old:
            return _woven(theirs, ours), theirs
        found, kept = self._clash(f"{path}[order]", old, new, own)
        return (_woven(theirs, ours) if found is new else _woven(ours, theirs)), (theirs if kept is new else base)


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not ABSENT}


def _named(items: Sequence[Any]) -> dict[str, Any] | None:
    """Return the items by what names them; None when some have no name of their own: then the list is one value."""
    named = {}
    for item in items:
        name = name_of(item)
        if name is None or name in named:
            return None
        named[name] = item
    return named


def name_of(item: Any) -> str | None:
    """Return what tells a thing of a list from the others, None when it has no name of its own."""
    if isinstance(item, str | int):
        return str(item)
    if not isinstance(item, Mapping):
        return None
    if "key" in item:
        return str(item["key"])
    if {"section", "field"} <= item.keys():
        return f"{item['section']}.{item['field']}"
    label = item.get("label")
    return str(label.get("ru") or label.get("en")) if isinstance(label, Mapping) else None


def _woven(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Return `first` with what only `second` has, each after the neighbour that it follows there."""
    placed = set(first)
    following: dict[str | None, list[str]] = defaultdict(list)
    neighbour: str | None = None
    for name in dict.fromkeys(second):
        if name in placed:
            neighbour = name
        else:
            following[neighbour].append(name)
    return [*following[None], *(each for name in first for each in (name, *following[name]))]
