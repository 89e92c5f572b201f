"""Bodies seen through their shape: without defaults, place by place, and where two of them differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from artel.platform.definitions.kind import definition_kinds
from artel.platform.definitions.overlays.merging import ABSENT
from artel.platform.definitions.overlays.shapes import VALUE, Keyed, Named, Shape


def compact(kind: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the body with its defaults left out; as it is when it has not the form of its kind."""
    try:
        found: Mapping[str, Any] = (
            definition_kinds.get(kind).body.model_validate(body).model_dump(mode="json", exclude_defaults=True)
        )
    except ValueError:
        return body
    return found


def differing(shape: Shape, one: Any, other: Any, path: str = "") -> Iterator[str]:
    """Yield the paths where two bodies differ: `stages[new].hint.ru`."""
    if one == other:
        return
    parts = [_parts(shape, side) for side in (one, other)]
    if None in parts or ABSENT in (one, other):
        yield path
        return
    first, second = parts
    before = len(path)
    for name in dict.fromkeys((*first, *second)):  # type: ignore[misc]
        inner, place = _inner(shape, name, path)
        yield from differing(inner, first.get(name, ABSENT), second.get(name, ABSENT), place)  # type: ignore[union-attr]
    if isinstance(shape, Named) and list(first or ()) != list(second or ()) and set(first or ()) == set(second or ()):
        yield f"{path[:before]}[order]"


def indexed(shape: Shape, body: Any, path: str = "", name: str = "") -> Iterator[tuple[str, str]]:
    """Yield each place of a body twice named: by numbers (`stages.3.hint`) and by names (`stages[new].hint`)."""
    if path:
        yield path, name
    parts = _parts(shape, body)
    for number, (key, value) in enumerate((parts or {}).items()):
        inner, place = _inner(shape, key, name)
        step = str(number) if isinstance(shape, Named) else key
        yield from indexed(inner, value, f"{path}.{step}" if path else step, place)


def named_values(shape: Shape, body: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield what stands at each place of a body, by its name: `stages[new].hint`."""
    if name:
        yield name, body
    for key, value in (_parts(shape, body) or {}).items():
        yield from named_values(*_below(shape, key, value, name))


def _below(shape: Shape, key: str, value: Any, name: str) -> tuple[Shape, Any, str]:
    inner, place = _inner(shape, key, name)
    return inner, value, place


def _parts(shape: Shape, body: Any) -> Mapping[str, Any] | None:
    if isinstance(shape, Keyed):
        return body if isinstance(body, Mapping) else None
    return shape.by_name(body) if isinstance(shape, Named) else None


def _inner(shape: Shape, name: str, path: str) -> tuple[Shape, str]:
    if isinstance(shape, Named):
        return shape.item, f"{path}[{name}]"
    part = shape.part(name) if isinstance(shape, Keyed) else None
    return part or VALUE, f"{path}.{name}" if path else name
