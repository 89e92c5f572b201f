"""From text to tokens, each with its place. Literals follow the OData 4.01 ABNF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, auto

from django.utils.translation import gettext_lazy as _

from artel.platform.conditions.errors import ConditionError

YEARS = range(1000, 3000)
"""The years that fields of records may hold; a literal outside them is a slip of the pen."""
MAX_DIGITS = 30
MAX_DAYS = 366 * 200


class Token(Enum):
    """What a piece of text is."""

    LITERAL = auto()
    WORD = auto()
    ALIAS = auto()
    SIGN = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """One token: what it is, the text as written, where it starts, and the value of a literal."""

    token: Token
    text: str
    at: int
    value: object = None


_PATTERN = re.compile(
    r"""
    (?P<blank>\s+)
  | (?P<duration>duration'(?P<span>[^']*)')
  | (?P<text>'(?:[^']|'')*')
  | (?P<moment>\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:[Zz]|[+-]\d\d:\d\d)?)
  | (?P<date>\d{4}-\d\d-\d\d(?!\d))
  | (?P<clock>\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?)
  | (?P<word>[$]?[^\W\d]\w*)
  | (?P<alias>@[^\W\d]\w*)
  | (?P<sign>[(),/:\-])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SPAN = re.compile(
    r"(?P<sign>[+-]?)P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d{1,6})?)S)?)?",
    re.IGNORECASE,
)
_FOREIGN_SIGNS = {"=": "eq", "<": "lt", ">": "gt", "!": "ne", "&": "and", "|": "or", "+": "add", "*": "mul"}
_CONSTANTS = {"true": True, "false": False, "null": None}


def split(text: str) -> Iterator[Piece]:
    """Yield the tokens of a text, the last one END; raises ConditionError at what is no token."""
    place = 0
    while place < len(text):
        found = _PATTERN.match(text, place)
        if found is None:
            raise _strange(text, place)
        if found.lastgroup != "blank":
            yield _piece(found, place)
        place = found.end()
    yield Piece(Token.END, "", len(text))


def _piece(found: re.Match[str], at: int) -> Piece:
    written = found.group()
    match found.lastgroup:
        case "text":
            return Piece(Token.LITERAL, written, at, _read_text(written, at))
        case "duration" | "span":
            return Piece(Token.LITERAL, written, at, _read_duration(found["span"], at))
        case "moment":
            return Piece(Token.LITERAL, written, at, _read_moment(written, at))
        case "date":
            return Piece(Token.LITERAL, written, at, _read_date(written, at))
        case "clock":
            return Piece(Token.LITERAL, written, at, _read_clock(written, at))
        case "number":
            return Piece(Token.LITERAL, written, at, _read_number(written, at))
        case "alias":
            return Piece(Token.ALIAS, written, at)
        case "word" if written.lower() in _CONSTANTS:
            return Piece(Token.LITERAL, written, at, _CONSTANTS[written.lower()])
        case "word":
            return Piece(Token.WORD, written, at)
        case _:
            return Piece(Token.SIGN, written, at)


def _strange(text: str, at: int) -> ConditionError:
    character = text[at]
    if character == "'":
        return ConditionError(
            "bad_syntax", _("The text is not closed with a quote."), position=at, word=text[at : at + 20]
        )
    if character == '"':
        quotes = _("A text stands between single quotes: 'text'.")
        return ConditionError("bad_syntax", quotes, position=at, word=character)
    suggestion = _FOREIGN_SIGNS.get(character)
    message = _("The sign “%(word)s” means nothing here.") % {"word": character}
    return ConditionError("bad_syntax", message, position=at, word=character, suggestion=suggestion)


def _read_text(written: str, at: int) -> str:
    value = written[1:-1].replace("''", "'")
    if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise ConditionError("bad_syntax", _("The text holds a forbidden character."), position=at)
    return value


def _read_number(written: str, at: int) -> int | Decimal:
    if written.isdigit() and len(written) <= MAX_DIGITS:
        return int(written)
    number = Decimal(written)
    exponent = number.as_tuple().exponent
    if len(number.as_tuple().digits) > MAX_DIGITS or not isinstance(exponent, int) or abs(exponent) > MAX_DIGITS:
        raise ConditionError("bad_syntax", _("The number is too long."), position=at, word=written)
    return number


def _read_date(written: str, at: int) -> date:
    try:
        return _within(date.fromisoformat(written), written, at)
    except ValueError:
        raise _no_such_day(written, at) from None


def _read_moment(written: str, at: int) -> datetime:
    try:
        found = datetime.fromisoformat(written.upper())
    except ValueError:
        raise _no_such_day(written, at) from None
    if found.tzinfo is None:
        message = _("A moment needs its time zone: %(word)sZ or %(word)s+03:00.") % {"word": written}
        raise ConditionError("bad_syntax", message, position=at, word=written, suggestion=f"{written}Z")
    _within(found.date(), written, at)
    offset = found.utcoffset() or timedelta()
    return found.replace(tzinfo=timezone(offset) if offset else UTC)


def _read_clock(written: str, at: int) -> time:
    try:
        return time.fromisoformat(written)
    except ValueError:
        message = _("There is no such time: %(word)s.") % {"word": written}
        raise ConditionError("bad_syntax", message, position=at, word=written) from None


def _read_duration(written: str, at: int) -> timedelta:
    found = _SPAN.fullmatch(written)
    if found is None or written[-1:].upper() in ("P", "T", ""):
        message = _("“%(word)s” is not a duration. Write P7D (seven days) or PT2H30M (two and a half hours).")
        raise ConditionError("bad_syntax", message % {"word": written}, position=at, word=written, suggestion="P7D")
    parts = {key: float(part) for key, part in found.groupdict().items() if part and key != "sign"}
    try:
        span = timedelta(**parts)
    except OverflowError:
        span = timedelta.max
    if span.days > MAX_DAYS:
        raise ConditionError("bad_syntax", _("The duration is too long."), position=at, word=written)
    return -span if found["sign"] == "-" else span


def _within(day: date, written: str, at: int) -> date:
    if day.year not in YEARS:
        raise ConditionError("bad_syntax", _("The year is out of reason."), position=at, word=written)
    return day


def _no_such_day(written: str, at: int) -> ConditionError:
    message = _("There is no such day: %(word)s.") % {"word": written}
    return ConditionError("bad_syntax", message, position=at, word=written)
