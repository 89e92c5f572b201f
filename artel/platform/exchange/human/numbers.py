"""Numbers and sums as people write them: «12 400 тыс.», «1 234,50 ₽», «1,234.50», «(500)», «1.5 млн»."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from artel.platform.exchange.human.blanks import is_blank, text_of
from artel.platform.sections.fieldtype import ValueProblem

SCALES = (
    (re.compile(r"(?:тысяч[аи]?|тыс|т\.?\s?р|thousand|k|к)\.?$"), 1_000),
    (re.compile(r"(?:миллион(?:ов|а)?|млн|million|mln|mn|m|м)\.?$"), 1_000_000),
    (re.compile(r"(?:миллиард(?:ов|а)?|млрд|billion|bln|bn)\.?$"), 1_000_000_000),
)
CURRENCIES = {
    "₽": "RUB", "руб": "RUB", "р": "RUB", "рублей": "RUB", "рубля": "RUB", "рубль": "RUB", "rub": "RUB", "rur": "RUB",
    "$": "USD", "usd": "USD", "долл": "USD", "долларов": "USD", "€": "EUR", "eur": "EUR", "евро": "EUR",
    "₸": "KZT", "kzt": "KZT", "тенге": "KZT", "byn": "BYN", "¥": "CNY", "cny": "CNY", "юаней": "CNY",
}  # fmt: skip
_SIGN = re.compile(
    r"(?<![^\W\d_])(" + "|".join(re.escape(c) for c in sorted(CURRENCIES, key=len, reverse=True)) + r")\.?(?![^\W\d_])"
)
_KOPECKS = re.compile(r"^(\d+)\s*(?:руб(?:лей|ля|ль)?|р)\.?\s*(\d{1,2})\s*коп(?:еек|ейки|ейка)?\.?$")
_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "‑": "-"})
_GAPS = re.compile(r"(?<=\d)[\s'’`\u00a0\u202f](?=\d)")
_NUMBER = re.compile(r"[+-]?(?:\d[\d.,]*|[.,]\d+)")
_BOUND = re.compile(r"^(?:от|до|около|ок\.|примерно|прим\.|более|менее|свыше|не менее|не более|~|≈|>|<|≥|≤)\s*(.+)$")


def read_number(value: object, *, is_money: bool = False) -> int | Decimal | None:
    """Return the number, None for a blank cell; raises ValueProblem `not_number`.

    One separator with exactly three digits behind («12,400») is ambiguous: in a sum of money it
    parts thousands, since nobody writes thousandths of a rouble; elsewhere it is the decimal point.
    A bound («от 5 млн») is refused with its number as the suggestion.
    """
    if isinstance(value, bool):
        raise _not_number()
    if isinstance(value, int | Decimal):
        return value
    if isinstance(value, float):
        return Decimal(repr(value))
    text = text_of(value).casefold().translate(_MINUS)
    if is_blank(text):
        return None
    if match := _BOUND.match(text):
        raise ValueProblem(
            "not_number", _("A number is expected here, without words."), _parse(match[1], is_money=is_money)
        )
    return _parse(text, is_money=is_money)


def read_integer(value: object) -> int | None:
    """Return the whole number; a fraction is refused with the rounded number as the suggestion."""
    number = read_number(value)
    if number is None or isinstance(number, int):
        return number
    if number != number.to_integral_value():
        raise ValueProblem(
            "not_integer", _("A whole number is expected here."), suggestion=int(number.to_integral_value())
        )
    return int(number)


def currency_of(value: object) -> str | None:
    """Return the currency (ISO 4217) written beside a sum, if any: «$1,200» → USD."""
    match = _SIGN.search(text_of(value).casefold())
    return CURRENCIES[match[1]] if match else None


def _not_number() -> ValueProblem:
    return ValueProblem("not_number", _("This is not a number."))


def _parse(text: str, *, is_money: bool) -> int | Decimal:
    text = _GAPS.sub("", text)
    if match := _KOPECKS.match(text):
        return Decimal(f"{match[1]}.{int(match[2]):02d}")
    is_negative = text.startswith("(") and text.endswith(")")
    text = text.strip("()") if is_negative else text
    factor = 1
    text = text.rstrip("%").strip()
    without_sign = _SIGN.sub(" ", text).strip()
    for pattern, scale in SCALES:
        if match := pattern.search(without_sign) or pattern.search(text):
            source = without_sign if pattern.search(without_sign) else text
            text, factor = source[: match.start()].strip(), scale
            break
    else:
        text = without_sign
    text = _SIGN.sub("", text).replace(" ", "")
    if text.endswith("-") and text[:-1]:
        text, is_negative = text[:-1], True
    if not _NUMBER.fullmatch(text):
        raise _not_number()
    number = _separated(text, is_money=is_money and factor == 1) * factor
    number = -number if is_negative else number
    if number == number.to_integral_value() and abs(number) < Decimal(10) ** 18:
        return int(number)
    return number.normalize()


def _separated(text: str, *, is_money: bool) -> Decimal:
    dots, commas = text.count("."), text.count(",")
    if dots and commas:
        decimal_mark = "." if text.rfind(".") > text.rfind(",") else ","
        thousands = "," if decimal_mark == "." else "."
        text = text.replace(thousands, "").replace(decimal_mark, ".")
        if text.count(".") > 1:
            raise _not_number()
    elif dots + commas > 1:
        mark = "." if dots else ","
        if any(len(group) != 3 for group in text.split(mark)[1:]):
            raise _not_number()
        text = text.replace(mark, "")
    elif dots + commas == 1:
        whole, _mark, rest = text.replace(",", ".").partition(".")
        is_thousands = is_money and len(rest) == 3 and whole.lstrip("+-") not in ("", "0")
        text = whole + rest if is_thousands else f"{whole}.{rest}"
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueProblem("not_number", format_lazy(_("This is not a number: {text}."), text=text)) from None
