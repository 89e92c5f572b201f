"""Parsing and showing of numbers: Decimal throughout, never a float."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _
from pydantic_core import PydanticCustomError

from artel.platform.sections.fieldtype import ValueProblem

NO_BREAK = "\u00a0"
MINUS = "\u2212"


def as_decimal(value: object) -> Decimal:
    """Read a number written as «1 234,5», «1,234.5», 1234.5; raises ValueProblem."""
    if isinstance(value, bool):
        raise ValueProblem("not_number", _("A number is expected here."))
    if isinstance(value, (int, Decimal)):
        number = Decimal(value)
    else:
        written = "".join(str(value).split()).replace(NO_BREAK, "").replace("\u202f", "").replace(MINUS, "-")
        if "," in written and "." in written:
            thousands = "," if written.rindex(".") > written.rindex(",") else "."
            written = written.replace(thousands, "")
        try:
            number = Decimal(written.replace(",", "."))
        except InvalidOperation:
            raise ValueProblem("not_number", _("A number is expected here.")) from None
    if not number.is_finite():
        raise ValueProblem("not_number", _("A number is expected here."))
    return number


def check_bounds(number: Decimal, options: Mapping[str, object]) -> None:
    """Refuse a number outside the options `min` and `max`, both included; raises ValueProblem."""
    low, high = options.get("min"), options.get("max")
    if low is not None and number < Decimal(str(low)):
        raise ValueProblem("too_small", _("Not less than %(limit)s.") % {"limit": low}, suggestion=low)
    if high is not None and number > Decimal(str(high)):
        raise ValueProblem("too_big", _("Not more than %(limit)s.") % {"limit": high}, suggestion=high)


def check_order(low: Decimal | int | None, high: Decimal | int | None) -> None:
    """Refuse bounds that leave no number between them; raises PydanticCustomError."""
    if low is not None and high is not None and low > high:
        message = str(_("The least value is greater than the greatest: nothing would fit."))
        raise PydanticCustomError("bad_bounds", "{message}", {"message": message})


def group_digits(number: Decimal | int, places: int, language: str) -> str:
    """Return «1 234,50» in Russian, «1,234.50» in English."""
    written = f"{number:,.{places}f}"
    if language.startswith("en"):
        return written
    return written.replace(",", NO_BREAK).replace(".", ",")
