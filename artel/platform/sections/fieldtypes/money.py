"""A sum of money. Its currency is the field named by `currency_field`, or the fixed `currency`."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, model_validator

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample, ValueProblem
from artel.platform.sections.numeric import NO_BREAK, as_decimal, check_bounds, check_order, group_digits
from artel.platform.sections.spec import FieldSpec, Kind

LIMIT = Decimal(10) ** 15
SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€", "BYN": "Br", "KZT": "₸", "CNY": "¥"}


class Options(BaseModel):
    """ISO 4217 code of a fixed currency, or the key of the field that holds one; bounds, both included."""

    model_config = ConfigDict(extra="forbid")

    currency: str = Field(default="RUB", pattern=r"^[A-Z]{3}$")
    currency_field: str | None = None
    min: Decimal | None = None
    max: Decimal | None = None

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        check_order(self.min, self.max)
        return self


def parse(spec: FieldSpec, value: object) -> Decimal:
    """Return the sum in whole hundredths (kopecks, cents), rounded half up."""
    written = value
    if isinstance(value, str):
        written = value
        for sign in (*SIGNS.values(), "руб.", "руб", "р."):
            written = written.removesuffix(sign).strip()
    number = as_decimal(written)
    if abs(number) >= LIMIT:
        raise ValueProblem("too_big", _("The sum is too big."))
    rounded = number.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    check_bounds(rounded, spec.options)
    return rounded


def show_money(value: object, currency: str, language: str) -> str:
    """Return «1 234,50 ₽», in English «₽1,234.50»."""
    sign = SIGNS.get(currency, currency)
    written = group_digits(Decimal(str(value)), 2, language)
    return f"{sign}{written}" if language.startswith("en") else f"{written}{NO_BREAK}{sign}"


def show(spec: FieldSpec, value: object, language: str) -> str:
    """Return the sum in the field's fixed currency; consumers that know the record use `show_money`."""
    return show_money(value, str(spec.options.get("currency", "RUB")), language)


FIELD_TYPE = FieldType(
    key="money",
    kind=Kind.MONEY,
    label=Label("Деньги", "Money"),
    make_column=lambda _spec: models.DecimalField(null=True, blank=True, max_digits=17, decimal_places=2),
    parse=parse,
    show=show,
    edm="Edm.Decimal",
    widget="money",
    options=Options,
    samples=(Sample("24 318 600,5 ₽", Decimal("24318600.50"), "24\u00a0318\u00a0600,50\u00a0₽"),),
    refused=("дорого", "1e20"),
)
