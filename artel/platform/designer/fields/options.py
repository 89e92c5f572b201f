"""A form for the options of any field type, made from its Pydantic model, and back: text of inputs to plain JSON."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from artel.platform.designer.wording import option_words, value_words
from artel.platform.sections.spec import Kind, SectionSpec
from artel.platform.ui.component import Text
from artel.platform.ui.forms import Field, Option

PREFIX = "options."


class Sort(StrEnum):
    """How a value is typed."""

    TEXT = "text"
    NUMBER = "number"
    YES = "yes"
    ONE_OF = "one_of"
    LINES = "lines"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One option as the form asks for it."""

    name: str
    sort: Sort
    values: tuple[Any, ...] = ()
    is_required: bool = False
    default: Any = None


def asked_by(model: type[BaseModel]) -> tuple[Asked, ...]:
    """Return the options of a model in the order of declaration."""
    found = []
    for name, info in model.model_fields.items():
        sort, values = _sort(info.annotation)
        default = None if info.default is PydanticUndefined else info.default
        found.append(Asked(name=name, sort=sort, values=values, is_required=info.is_required(), default=default))
    return tuple(found)


def _sort(annotation: Any) -> tuple[Sort, tuple[Any, ...]]:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return _sort(next((part for part in parts if part is not type(None)), str))
    if origin is Literal:
        return Sort.ONE_OF, parts
    if origin in (list, tuple, set, frozenset):
        return Sort.LINES, ()
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Sort.ONE_OF, tuple(member.value for member in annotation)
    if annotation is bool:
        return Sort.YES, ()
    is_number = isinstance(annotation, type) and annotation.__name__ in {"int", "float", "Decimal"}
    return (Sort.NUMBER if is_number else Sort.TEXT), ()


def option_fields(
    model: type[BaseModel],
    given: Mapping[str, Any],
    errors: Mapping[str, tuple[Text, ...]],
    spec: SectionSpec,
) -> list[Field]:
    """Return an input for each option, with what is given in it and what is wrong beside it."""
    return [_field(each, model, given, errors, spec) for each in asked_by(model)]


def _field(
    each: Asked,
    model: type[BaseModel],
    given: Mapping[str, Any],
    errors: Mapping[str, tuple[Text, ...]],
    spec: SectionSpec,
) -> Field:
    label, help_ = option_words(each.name, model.model_fields[each.name])
    value = given.get(each.name, each.default)
    path = f"{PREFIX}{each.name}"
    wrong = tuple(m for at, ms in errors.items() if at == path or at.startswith((f"{path}.", f"{path}[")) for m in ms)
    offered = _offered(each, spec)
    kind = {Sort.YES: "switch", Sort.NUMBER: "number", Sort.LINES: "textarea", Sort.ONE_OF: "select"}.get(
        each.sort, "text"
    )
    if offered and each.sort is Sort.TEXT:
        kind = "select"
    return Field(
        name=path,
        label=label,
        help=help_,
        kind="textarea" if each.name in LONG else kind,
        value=_shown(each, value),
        options=offered,
        error=wrong,
        is_required=each.is_required,
        placeholder="—" if kind == "select" else "",
        width="wide" if each.name in LONG else "",
    )


LONG = frozenset({"expression", "filter"})


def _offered(each: Asked, spec: SectionSpec) -> tuple[Option, ...]:
    """Return the values to choose from: fixed ones, fields of the section."""
    if each.sort is Sort.ONE_OF:
        return tuple(Option(str(v), value_words(v)) for v in each.values if v is not None)
    if each.name in ("parent", "currency_field"):
        fields = (f for f in spec.shown_fields if f.kind is Kind.CHOICE and not f.system)
        return tuple(Option(f.key, f.label.text()) for f in fields)
    return ()


def _shown(each: Asked, value: Any) -> str:
    if each.sort is Sort.YES:
        return "on" if value else ""
    if isinstance(value, list | tuple | set | frozenset):
        return "\n".join(str(item) for item in value)
    return "" if value is None else str(value.value if isinstance(value, Enum) else value)


def read_options(model: type[BaseModel], post: Mapping[str, str]) -> dict[str, Any]:
    """Return the options that were typed, without those left at their defaults. What does not fit stays as typed."""
    found: dict[str, Any] = {}
    for each in asked_by(model):
        typed = str(post.get(f"{PREFIX}{each.name}", "")).strip()
        value: Any = typed
        if each.sort is Sort.YES:
            value = bool(typed)
        elif each.sort is Sort.LINES:
            value = [line.strip() for line in typed.splitlines() if line.strip()]
        elif each.sort is Sort.NUMBER:
            value = _number(typed)
        default = each.default.value if isinstance(each.default, Enum) else each.default
        if value not in ("", None, []) and value != default:
            found[each.name] = value
    return found


def _number(typed: str) -> int | float | str | None:
    text = "".join(typed.split()).replace(",", ".")
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return typed or None
