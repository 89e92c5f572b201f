"""A whole number."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, model_validator

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample, ValueProblem
from artel.platform.sections.numeric import as_decimal, check_bounds, check_order, group_digits
from artel.platform.sections.spec import FieldSpec, Kind

LIMIT = 2**53
"""Beyond it JSON clients lose digits."""


class Options(BaseModel):
    """Bounds, both included, and the unit shown after the number."""

    model_config = ConfigDict(extra="forbid")

    min: int | None = None
    max: int | None = None
    unit: str = Field(default="", max_length=20)

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        check_order(self.min, self.max)
        return self


def parse(spec: FieldSpec, value: object) -> int:
    """Return the whole number within the bounds."""
    number = as_decimal(value)
    if number != number.to_integral_value() or abs(number) >= LIMIT:
        raise ValueProblem("not_whole", _("A whole number is expected here."))
    check_bounds(number, spec.options)
    return int(number)


def show(spec: FieldSpec, value: object, language: str) -> str:
    """Return the grouped number with its unit."""
    unit = spec.options.get("unit", "")
    written = group_digits(int(str(value)), 0, language)
    return f"{written}\u00a0{unit}" if unit else written


FIELD_TYPE = FieldType(
    key="integer",
    kind=Kind.INTEGER,
    label=Label("Целое число", "Whole number"),
    make_column=lambda _spec: models.BigIntegerField(null=True, blank=True),
    parse=parse,
    show=show,
    edm="Edm.Int64",
    widget="number",
    options=Options,
    samples=(Sample("12 400", 12400, "12\u00a0400"), Sample(-3, -3, "-3")),
    refused=("много", 1.5, 2**60, True),
)
