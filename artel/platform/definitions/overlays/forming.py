"""The form of an amendment: are its keys those of what it amends, its mappings mappings? Values are checked joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from artel.platform.definitions.overlays.amending import PLACES, WHOLE, entries_of
from artel.platform.definitions.overlays.shapes import Keyed, Named, Naming, Shape, Value
from artel.platform.definitions.wording import TEXTS, FormProblem


def form_faults(shape: Shape, said: Any, path: str = "") -> Iterator[FormProblem]:
    """Yield everything that has no place in an amendment of such a body."""
    if said is None or isinstance(shape, Value):
        return
    if isinstance(shape, Keyed):
        yield from _of_mapping(shape, said, path)
    else:
        yield from _of_list(shape, said, path)


def _of_mapping(shape: Keyed, said: Any, path: str) -> Iterator[FormProblem]:
    if shape.is_label and isinstance(said, str):
        return
    if not isinstance(said, Mapping):
        yield _fault(path, "dict_type")
        return
    for key, inner in said.items():
        part = shape.part(key)
        if part is None:
            yield _fault(_below(path, key), "extra_forbidden")
        else:
            yield from form_faults(part, inner, _below(path, key))


def _of_list(shape: Named, said: Any, path: str) -> Iterator[FormProblem]:
    if isinstance(said, list) and shape.naming is Naming.PLAIN and all(isinstance(name, str) for name in said):
        return
    if not isinstance(said, Mapping):
        yield _fault(path, "dict_type")
        return
    if WHOLE in said:
        yield from (_fault(_below(path, name), "extra_forbidden") for name in said if name != WHOLE)
        if not isinstance(said[WHOLE], list):
            yield _fault(_below(path, WHOLE), "list_type")
        return
    for name, entry in entries_of(said).items():
        place = _below(path, name)
        if entry is None:
            continue
        if not isinstance(entry, Mapping):
            yield _fault(place, "dict_type")
            continue
        if all(side in entry for side in PLACES):
            yield _fault(_below(place, "before"), "extra_forbidden")
        for side in PLACES:
            if side in entry and not isinstance(entry[side], str):
                yield _fault(_below(place, side), "string_type")
        facts = {key: value for key, value in entry.items() if key not in PLACES}
        yield from form_faults(Keyed() if shape.naming is Naming.PLAIN else shape.item, facts, place)


def _fault(path: str, code: str) -> FormProblem:
    return FormProblem(path, code, TEXTS[code])


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
