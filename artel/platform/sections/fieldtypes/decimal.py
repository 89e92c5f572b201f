"""A number with a fixed number of decimals (percent, quantity, weight)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, model_validator

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample, ValueProblem
from artel.platform.sections.numeric import as_decimal, check_bounds, check_order, group_digits
from artel.platform.sections.spec import FieldSpec, Kind

LIMIT = Decimal(10) ** 15


class Options(BaseModel):
    """Number of decimals kept, bounds (included) and the unit shown after the number."""

    model_config = ConfigDict(extra="forbid")

    places: int = Field(default=2, ge=0, le=6)
    min: Decimal | None = None
    max: Decimal | None = None
    unit: str = Field(default="", max_length=20)

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        check_order(self.min, self.max)
        return self


def parse(spec: FieldSpec, value: object) -> Decimal:
    """Return the number rounded half up to the field's decimals."""
    number = as_decimal(value)
    if abs(number) >= LIMIT:
        raise ValueProblem("too_big", _("The number is too big."))
    places = int(spec.options.get("places", 2))
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    check_bounds(rounded, spec.options)
    return rounded


def show(spec: FieldSpec, value: object, language: str) -> str:
    """Return the grouped number with its unit, without idle zeros."""
    places = int(spec.options.get("places", 2))
    number = Decimal(str(value))
    written = group_digits(number, 0 if number == number.to_integral_value() else places, language)
    unit = spec.options.get("unit", "")
    return f"{written}\u00a0{unit}" if unit else written


FIELD_TYPE = FieldType(
    key="decimal",
    kind=Kind.DECIMAL,
    label=Label("Число", "Number"),
    make_column=lambda _spec: models.DecimalField(null=True, blank=True, max_digits=21, decimal_places=6),
    parse=parse,
    show=show,
    edm="Edm.Decimal",
    widget="decimal",
    options=Options,
    samples=(Sample("1 234,567", Decimal("1234.57"), "1\u00a0234,57"), Sample("5", Decimal("5.00"), "5")),
    refused=("пять", "NaN", "1e30", None),
)
