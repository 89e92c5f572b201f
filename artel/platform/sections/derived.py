"""What the types of derived fields share: their values are those of another type, named by the option `result`."""

from __future__ import annotations

from typing import Any

from django.db import models
from pydantic import BaseModel, ConfigDict, Field

from artel.platform.sections.fieldtype import field_types, value_type
from artel.platform.sections.spec import FieldSpec


class ResultOptions(BaseModel):
    """How the result is kept and shown; the same words as in the options of the type that `result` names."""

    model_config = ConfigDict(extra="forbid")

    places: int = Field(default=2, ge=0, le=6)
    unit: str = ""
    currency: str = Field(default="RUB", pattern=r"^[A-Z]{3}$")
    currency_field: str | None = None


def make_column(spec: FieldSpec) -> models.Field[Any, Any] | None:
    """Return the column of the result's type."""
    return value_type(field_types.get(spec.type), spec.options).make_column(spec)


def parse(spec: FieldSpec, value: object) -> object:
    """Read a value of the result's type: of history and of conditions; the door takes none."""
    return value_type(field_types.get(spec.type), spec.options).parse(spec, value)


def show(spec: FieldSpec, value: object, language: str) -> str:
    """Return the value as its own type shows it."""
    return value_type(field_types.get(spec.type), spec.options).show(spec, value, language)
