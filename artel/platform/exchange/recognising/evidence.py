"""What a column's values look like: phones, e-mails, ИНН, dates, numbers, links, yes and no."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from artel.platform.exchange.human.blanks import is_blank, text_of
from artel.platform.exchange.human.dates import read_date
from artel.platform.exchange.human.numbers import read_number
from artel.platform.exchange.human.reach import read_emails, read_phones
from artel.platform.exchange.human.truth import NO, YES
from artel.platform.exchange.reading.table import CellError, CellValue
from artel.platform.kernel.text import digits
from artel.platform.sections.fieldtype import ValueProblem
from artel.platform.sections.requisites import check_inn

ENOUGH = 0.6
LITTLE = 0.15
SAMPLED = 60
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.(?:ru|com|рф|org|net|su|tatar)(?:/\S*)?", re.IGNORECASE
)
_PERSON = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?(?:\s+(?:[^\W\d_]\.?\s*){1,2}|(?:\s+[^\W\d_]+(?:-[^\W\d_]+)?){1,3})\.?")
_COMPANY = re.compile(r"\b(?:ооо|оао|зао|пао|ао|ип|тсж|жск|нко|фгуп|муп|гк|ск|llc|ltd|inc|gmbh)\b|[«»]", re.IGNORECASE)


def _reads(read: Callable[[CellValue], object], value: CellValue) -> bool:
    try:
        return read(value) is not None
    except ValueProblem:
        return False


def is_phone(value: CellValue) -> bool:
    """True for a cell with at least one phone."""
    return (
        not isinstance(value, date | bool | Decimal)
        and 10 <= len(digits(text_of(value))) <= 60
        and bool(read_phones(value).values)
    )


def is_email(value: CellValue) -> bool:
    """True for a cell with at least one e-mail address."""
    return isinstance(value, str) and "@" in value and bool(read_emails(value).values)


def is_inn(value: CellValue) -> bool:
    """True for an ИНН with a right check digit; a lost leading zero is forgiven."""
    text = text_of(value)
    return (
        text.isdigit()
        and len(text) in (9, 10, 11, 12)
        and _reads(lambda _v: check_inn(text.zfill(10 if len(text) < 11 else 12)), value)
    )


def is_date(value: CellValue) -> bool:
    """True for a date written as one; a bare number is none."""
    if isinstance(value, date | datetime):
        return True
    return isinstance(value, str) and not value.strip().isdigit() and _reads(read_date, value)


def is_number(value: CellValue) -> bool:
    """True for a number or a sum."""
    if isinstance(value, bool | date) or value is None or isinstance(value, CellError):
        return False
    return _reads(lambda v: read_number(v, is_money=True), value)


def is_boolean(value: CellValue) -> bool:
    """True for yes or no."""
    return isinstance(value, bool) or text_of(value).casefold() in YES | NO


def is_link(value: CellValue) -> bool:
    """True for the address of a site."""
    return isinstance(value, str) and "@" not in value and bool(_LINK.fullmatch(value.strip()))


def is_person(value: CellValue) -> bool:
    """True for what looks like a person's name."""
    return isinstance(value, str) and bool(_PERSON.fullmatch(value.strip())) and not _COMPANY.search(value)


def is_company(value: CellValue) -> bool:
    """True for a name with a legal form or quotation marks."""
    return isinstance(value, str) and bool(_COMPANY.search(value))


TESTS: Mapping[str, Callable[[CellValue], bool]] = {
    "phone": is_phone,
    "email": is_email,
    "inn": is_inn,
    "date": is_date,
    "number": is_number,
    "boolean": is_boolean,
    "url": is_link,
    "person": is_person,
    "company": is_company,
}


def weigh(values: Sequence[CellValue]) -> Mapping[str, float]:
    """Return for each test the share of filled cells that pass it; empty for a column without values."""
    filled = [v for v in values if v is not None and not isinstance(v, CellError) and not is_blank(text_of(v))]
    filled = filled[:SAMPLED]
    if not filled:
        return {}
    return {name: sum(test(value) for value in filled) / len(filled) for name, test in TESTS.items()}
