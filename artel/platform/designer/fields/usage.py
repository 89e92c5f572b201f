"""Where a field is used: layouts, views, rights, other fields, conditions; and the edits that take it out of lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from artel.platform.designer.drafts import Edit, Working

LISTED = frozenset({"layout", "view"})
"""Kinds whose lists of fields lose a field without a loss of meaning."""


@dataclass(frozen=True, slots=True)
class Use:
    """One place. `is_listed` is true when the field only stands in a list of a layout or a view."""

    kind: str
    key: str
    path: str
    is_listed: bool


def uses_of(working: Working, section: str, field: str) -> tuple[Use, ...]:
    """Return where a field of a section is named, in the configuration with the draft on top."""
    word = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(field)}(?![A-Za-z0-9_])")
    found: list[Use] = []
    for document in working.documents.values():
        if document.is_retired or document.identity == ("field", f"{section}.{field}"):
            continue
        is_own = document.key.partition(".")[0] == section or document.body.get("section") == section
        for path, value in _leaves(document.body):
            is_named = value.removeprefix("-") == field if is_own else False
            if is_named or _is_meant(word, value, is_own=is_own):
                is_listed = document.kind in LISTED and is_own and is_named and path.endswith("]")
                found.append(Use(document.kind, document.key, path, is_listed))
        if document.kind == "role" and field in document.body.get("fields", {}).get(section, {}):
            found.append(Use("role", document.key, f"fields.{section}.{field}", False))
    return tuple(dict.fromkeys(found))


def _is_meant(word: re.Pattern[str], value: str, *, is_own: bool) -> bool:
    """Tell whether a text, such as a condition, names the field; from other sections only through a reference."""
    return any(is_own or value[: match.start()].endswith("/") for match in word.finditer(value))


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner, f"{path}[]")
    elif isinstance(value, str):
        yield path, value


def taken_out(working: Working, section: str, field: str) -> list[Edit]:
    """Return the edits after which no list of a layout or a view names the field any more."""
    keys = {(u.kind, u.key) for u in uses_of(working, section, field) if u.is_listed}
    return [
        Edit(kind=kind, key=key, body=_without(working.documents[kind, key].body, field)) for kind, key in sorted(keys)
    ]


def _without(value: Any, field: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _without(inner, field) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without(i, field) for i in value if not (isinstance(i, str) and i.removeprefix("-") == field)]
    return value
