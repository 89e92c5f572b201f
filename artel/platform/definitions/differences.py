"""What differs between two bodies of a definition, as lines for people: path, before, after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One place of a body; an empty text means that there is nothing."""

    path: str
    before: str
    after: str


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[Difference, ...]:
    """Return what changed from one body to another (None: no body), in the order of paths."""
    old, new = dict(_flat(before or {}, "")), dict(_flat(after or {}, ""))
    return tuple(
        Difference(path, old.get(path, ""), new.get(path, ""))
        for path in sorted(old | new)
        if old.get(path, "") != new.get(path, "")
    )


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of each leaf; a list of plain values is one leaf, so that it reads as one line."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple) and any(isinstance(inner, Mapping | list) for inner in value):
        for number, inner in enumerate(value):
            name = inner.get("key", number) if isinstance(inner, Mapping) else number
            yield from _flat(inner, f"{path}[{name}]")
    elif value not in (None, "", [], (), {}):
        yield path, _text(value)


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(inner) for inner in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
