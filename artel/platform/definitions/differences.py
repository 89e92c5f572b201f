"""What differs: between two bodies, as lines for people; between revisions, packs, a pack and what is in force."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from artel.platform.definitions.applying import state_at
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import definition_kinds
from artel.platform.definitions.overlays.merging import name_of
from artel.platform.definitions.planning import normal_body


@dataclass(frozen=True, slots=True)
class Difference:
    """One place of a body; an empty text means that there is nothing."""

    path: str
    before: str
    after: str


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[Difference, ...]:
    """Return what changed from one body to another (None: no body), in the order of paths."""
    return tuple(sorted(_differing("", before or {}, after or {}), key=lambda found: found.path))


def _differing(path: str, before: Any, after: Any) -> Iterator[Difference]:
    """Yield each leaf that differs; a list of plain values is one leaf, so that it reads as one line."""
    sides = (before, after)
    if any(isinstance(side, Mapping) for side in sides):
        old, new = (side if isinstance(side, Mapping) else {} for side in sides)
        texts = ["" if side is None or isinstance(side, Mapping) else _text(side) for side in sides]
        if any(texts):
            yield Difference(path, *texts)
        for key in dict.fromkeys((*old, *new)):
            yield from _differing(f"{path}.{key}" if path else str(key), old.get(key), new.get(key))
    elif any(_holds_things(side) for side in sides):
        named, others = _by_name(*(side if isinstance(side, list | tuple) else () for side in sides))
        for name in dict.fromkeys((*named, *others)):
            yield from _differing(f"{path}[{name}]", named.get(name), others.get(name))
    else:
        texts = ["" if side in (None, "", [], (), {}) else _text(side) for side in sides]
        if texts[0] != texts[1]:
            yield Difference(path, *texts)


def _holds_things(value: Any) -> bool:
    return isinstance(value, list | tuple) and any(isinstance(inner, Mapping | list) for inner in value)


def _by_name(before: Sequence[Any], after: Sequence[Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return the things of two lists by what they are called; one that has another label in its place is the same."""
    old, new = _names(before), _names(after)
    if old is None or new is None:
        return ({str(number): thing for number, thing in enumerate(side)} for side in (before, after))  # type: ignore[return-value]
    for place, (was, now) in enumerate(zip(old, new, strict=False)):
        is_renamed = was not in new and now not in old
        if is_renamed and all(name_of({**side[place], "label": None}) is None for side in (before, after)):
            old[place] = now
    return dict(zip(old, before, strict=True)), dict(zip(new, after, strict=True))


def _names(things: Sequence[Any]) -> list[str] | None:
    names = [name_of(thing) for thing in things]
    known = [name for name in names if name is not None]
    return known if len(set(known)) == len(things) else None


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(inner) for inner in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDifference:
    """One document that differs. A body is None on the side that lacks it; `lines` are its places, path by path."""

    kind: str
    key: str
    owner: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    lines: tuple[Difference, ...]

    @property
    def action(self) -> str:
        """`add`, `retire` or `change`, as in the changes of a revision."""
        if self.before is None:
            return "add"
        return "retire" if self.after is None else "change"


def compare(before: Iterable[Document], after: Iterable[Document]) -> tuple[ItemDifference, ...]:
    """Return what must happen to `before` to become `after`, in the order of building; retired documents are none."""
    old, new = ({d.identity: d for d in side if not d.is_retired} for side in (before, after))
    found = [_difference(old.get(place), new.get(place)) for place in {**old, **new}]
    return tuple(sorted((each for each in found if each), key=_order))


def compare_revisions(before: int, after: int) -> tuple[ItemDifference, ...]:
    """Return what differs between the states of two revisions. Raises NotFound for an unknown number."""
    return compare(state_at(before).values(), state_at(after).values())


def local_changes(documents: Iterable[Document], owner: str | None = None) -> tuple[ItemDifference, ...]:
    """Return what the company changed of packs' documents (of one pack): from the pack's word to what is in force."""
    found = []
    for document in documents:
        if document.base is None or owner not in (None, document.owner):
            continue
        said = Document(kind=document.kind, key=document.key, owner=document.owner, body=document.base)
        found.append(_difference(said, None if document.is_retired else document))
    return tuple(sorted((each for each in found if each), key=_order))


def _difference(old: Document | None, new: Document | None) -> ItemDifference | None:
    either = new or old
    if either is None:
        return None
    before, after = (normal_body(side) if side else None for side in (old, new))
    if before == after:
        return None
    return ItemDifference(
        kind=either.kind,
        key=either.key,
        owner=either.owner,
        before=before,
        after=after,
        lines=differences(before, after),
    )


def _order(found: ItemDifference) -> tuple[int, str, str]:
    kind = definition_kinds.find(found.kind)
    return kind.order if kind else 0, found.kind, found.key
