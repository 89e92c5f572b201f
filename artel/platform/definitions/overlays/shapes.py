"""The shape of a kind's bodies, as far as merging must know it: what goes by key, what by name, what is one value.

Read off the Pydantic body itself, so that a new kind or a new property needs nothing here.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from artel.platform.definitions.kind import LabelBody, definition_kinds
from artel.platform.definitions.overlays.merging import name_of


class Naming(StrEnum):
    """What tells the things of a list apart: themselves, their `key`, their `section.field`, their label."""

    PLAIN = "plain"
    KEY = "key"
    PAIR = "pair"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Value:
    """One value: whoever changes it says it whole."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """A mapping. `parts` are its known keys, `rest` what stands under free ones (None: there are none)."""

    parts: Mapping[str, Shape] = field(default_factory=dict)
    rest: Shape | None = None
    required: frozenset[str] = frozenset()
    is_label: bool = False

    def part(self, key: str) -> Shape | None:
        """Return the shape of what stands under a key; None for a key that can't be there."""
        return self.parts.get(key, self.rest)


@dataclass(frozen=True, slots=True)
class Named:
    """A list of things with names of their own."""

    item: Shape
    naming: Naming

    def identity(self, name: str) -> dict[str, Any]:
        """Return what the name alone says of a new thing."""
        if self.naming is Naming.KEY:
            return {"key": name}
        if self.naming is Naming.PAIR:
            section, _dot, key = name.partition(".")
            return {"section": section, "field": key}
        return {"label": {"ru": name, "en": name}} if self.naming is Naming.LABEL else {}

    def by_name(self, items: Any) -> dict[str, Any] | None:
        """Return the things of a list by name; None when some have none of their own."""
        if not isinstance(items, Sequence) or isinstance(items, str):
            return None
        named = {}
        for item in items:
            name = name_of(item)
            if name is None or name in named:
                return None
            named[name] = item
        return named


Shape = Value | Keyed | Named
VALUE = Value()


def shape_of_kind(kind: str) -> Shape:
    """Return the shape of a kind's bodies."""
    return _shape_of_model(definition_kinds.get(kind).body)


@cache
def _shape_of_model(model: type[BaseModel]) -> Keyed:
    fields = model.model_fields
    return Keyed(
        parts={name: _shape(described.annotation) for name, described in fields.items()},
        required=frozenset(name for name, described in fields.items() if described.is_required()),
        is_label=model is LabelBody,
    )


def _shape(annotation: Any) -> Shape:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(arguments[0])
    if origin in (Union, types.UnionType):
        some = [each for each in arguments if each is not type(None)]
        return _shape(some[0]) if len(some) == 1 else VALUE
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _shape_of_model(annotation)
    if origin is dict:
        return Keyed(rest=_shape(arguments[1]))
    if origin is list or (origin is tuple and arguments[-1] is Ellipsis):
        return _shape_of_list(arguments[0])
    return VALUE


def _shape_of_list(item: Any) -> Shape:
    if item is str or get_origin(item) is Literal:
        return Named(VALUE, Naming.PLAIN)
    if not (isinstance(item, type) and issubclass(item, BaseModel)):
        return VALUE
    keys = item.model_fields.keys()
    if "key" in keys:
        return Named(_shape_of_model(item), Naming.KEY)
    if {"section", "field"} <= keys:
        return Named(_shape_of_model(item), Naming.PAIR)
    return Named(_shape_of_model(item), Naming.LABEL) if "label" in keys else VALUE
