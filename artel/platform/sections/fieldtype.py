"""FieldType: the facts of one type of field, and the registry of types.

Consumers dispatch on `kind`; a special case is a small file in the consumer, never a hook here.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module

from django.db import models
from django.utils.functional import Promise
from pydantic import BaseModel, ConfigDict

from artel.platform.kernel.labels import Label
from artel.platform.kernel.registry import Registry
from artel.platform.sections import fieldtypes as folder
from artel.platform.sections.spec import FieldSpec, Kind


class ValueProblem(Exception):
    """A value that a field can't take; says why in the user's words."""

    def __init__(self, code: str, message: str | Promise, suggestion: object = None) -> None:
        """`suggestion` is a value that would be accepted, when one is near."""
        super().__init__(code)
        self.code = code
        self.message = message
        self.suggestion = suggestion


class NoOptions(BaseModel):
    """Options of a type that has none."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Sample:
    """An input, what is stored for it, and how it is shown in Russian."""

    given: object
    stored: object
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldType:
    """Facts of a type.

    `make_column(spec)` returns the Django field of a nullable column (pointers return None: the
    schema makes the foreign key). `parse(spec, value)` turns canonical input (JSON value or form
    text, never blank) into the stored value or raises ValueProblem. `show(spec, value, language)` is the text
    for people. `edm` is the OData type. `widget` names the form control.
    A type whose values follow from others `is_derived`; then the option `result` names the type of what it gives.
    """

    key: str
    kind: Kind
    label: Label
    make_column: Callable[[FieldSpec], models.Field | None]  # type: ignore[type-arg]
    parse: Callable[[FieldSpec, object], object]
    show: Callable[[FieldSpec, object, str], str]
    edm: str
    widget: str
    options: type[BaseModel] = NoOptions
    samples: tuple[Sample, ...] = ()
    refused: tuple[object, ...] = ()
    defaults: Mapping[str, object] = field(default_factory=dict)
    is_derived: bool = False


field_types: Registry[FieldType] = Registry("field types")


def load_field_types() -> None:
    """Import every module of `fieldtypes/` and its rooms; each registers its `FIELD_TYPE`. Safe to repeat."""
    for module in pkgutil.walk_packages(folder.__path__, f"{folder.__name__}."):
        if module.ispkg:
            continue
        found: FieldType = import_module(module.name).FIELD_TYPE
        if found.key not in field_types:
            field_types.add(found.key, found)


def value_type(field_type: FieldType, options: Mapping[str, object]) -> FieldType:
    """Return the type of the values that a field holds: of a derived one, what its options say it gives."""
    if not field_type.is_derived:
        return field_type
    found = field_types.find(str(options.get("result", "")))
    return field_types.get("text") if found is None or found.is_derived else found
