"""Dates and moments as people write them: «12.03.24», «12 марта 2024 г.», Excel's serial numbers."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from artel.platform.exchange.human.blanks import is_blank, text_of
from artel.platform.exchange.reading.formats import EPOCH_1900, Stamp, from_serial
from artel.platform.sections.fieldtype import ValueProblem

CENTURY_PIVOT = 50
"""«49» is 2049, «50» is 1950: birthdays and plans both come out right."""
FIRST_SERIAL, LAST_SERIAL = 7_305, 73_051
"""Numbers taken for Excel's days: 1920 to 2100. Anything else is no date but a stray number."""
_NUMERIC = re.compile(r"(\d{1,4})\s*([./\-,])\s*(\d{1,2})\s*[./\-,]\s*(\d{1,4})")
_WORDED = re.compile(r"(\d{1,2})(?:\s*-?го|st|nd|rd|th)?[\s.\-/]*([^\W\d_]{3,})[\s.,\-/]*(\d{2,4})")
_WORDED_US = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(am|pm)?", re.IGNORECASE)
_TAIL = re.compile(r"\s*(?:года?|г\.?|год|year)\s*$", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"^(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|"
    r"mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]?\s+",
    re.IGNORECASE,
)
MONTHS = {
    "янв": 1, "фев": 2, "мар": 3, "апр": 4, "мая": 5, "май": 5, "июн": 6, "июл": 7, "авг": 8, "сен": 9, "окт": 10,
    "ноя": 11, "дек": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
    "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
IN_MONTH = (
    pgettext_lazy("in the month", "January"),
    pgettext_lazy("in the month", "February"),
    pgettext_lazy("in the month", "March"),
    pgettext_lazy("in the month", "April"),
    pgettext_lazy("in the month", "May"),
    pgettext_lazy("in the month", "June"),
    pgettext_lazy("in the month", "July"),
    pgettext_lazy("in the month", "August"),
    pgettext_lazy("in the month", "September"),
    pgettext_lazy("in the month", "October"),
    pgettext_lazy("in the month", "November"),
    pgettext_lazy("in the month", "December"),
)


def read_date(value: object, *, month_first: bool = False) -> date | None:
    """Return the day, None for a blank cell.

    `month_first` is how to read «03/04/2024» (a column where some second number passes 12 is
    month-first). Raises ValueProblem `not_date` or `no_such_day`, the latter with the last day of
    that month as the suggestion.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _from_number(value).date()
    text = text_of(value)
    if is_blank(text):
        return None
    return _read_day(_strip_time(text)[0], month_first=month_first)


def read_datetime(value: object, zone: tzinfo, *, month_first: bool = False) -> datetime | None:
    """Return the moment, aware; a text without a time of day is midnight in `zone`."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    if isinstance(value, date):
        return datetime.combine(value, time(), zone)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _from_number(value).replace(tzinfo=zone)
    text = text_of(value)
    if is_blank(text):
        return None
    if "T" in text and text[:4].isdigit():
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    day_text, moment_of_day = _strip_time(text)
    return datetime.combine(_read_day(day_text, month_first=month_first), moment_of_day, zone)


def prefers_month_first(values: list[object]) -> bool:
    """True when texts of a column such as «03/25/2024» can only be month/day/year."""
    first = second = 0
    for value in values:
        match = _NUMERIC.fullmatch(_strip_time(text_of(value))[0]) if isinstance(value, str) else None
        if match and len(match[1]) <= 2:
            first += int(match[1]) > 12
            second += int(match[3]) > 12
    return second > first


def _from_number(value: int | float | Decimal) -> datetime:
    number = float(value)
    if number.is_integer() and 19_000_101 <= number <= 21_001_231:
        text = str(int(number))
        return datetime.combine(_make(int(text[:4]), int(text[4:6]), int(text[6:]), text), time(), UTC)
    moment = from_serial(number, Stamp.DATETIME, EPOCH_1900) if FIRST_SERIAL <= number <= LAST_SERIAL else None
    if not isinstance(moment, datetime):
        raise _not_date()
    return moment


def _not_date() -> ValueProblem:
    return ValueProblem("not_date", _("This is not a date. Write it as 22.11.2026."))


def _strip_time(text: str) -> tuple[str, time]:
    match = _TIME.search(text)
    if match is None:
        return text.rstrip(" ,"), time()
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4]:
        hour = hour % 12 + (12 if match[4].lower() == "pm" else 0)
    if hour > 23 or minute > 59 or second > 59:
        raise ValueProblem("no_such_time", _("There is no such time of day."))
    rest = f"{text[: match.start()]} {text[match.end() :]}".strip(" ,T")
    rest = re.sub(r"\s(?:в|at)$", "", rest)
    return re.sub(r"\s*(?:Z|[+-]\d{2}:?\d{0,2})$", "", rest), time(hour, minute, second)


def _read_day(text: str, *, month_first: bool) -> date:
    text = _WEEKDAY.sub("", _TAIL.sub("", text)).strip(" .,")
    if match := _NUMERIC.fullmatch(text):
        return _from_parts(match, month_first=month_first)
    if match := _WORDED.fullmatch(text):
        month = MONTHS.get(match[2][:3].lower())
        if month:
            return _make(_year(match[3]), month, int(match[1]), text)
    if match := _WORDED_US.fullmatch(text):
        month = MONTHS.get(match[1][:3].lower())
        if month:
            return _make(int(match[3]), month, int(match[2]), text)
    if text.isdigit() and len(text) in (5, 8):
        return _from_number(int(text)).date()
    raise _not_date()


def _from_parts(match: re.Match[str], *, month_first: bool) -> date:
    first, second, third = match[1], match[3], match[4]
    if len(first) == 4:
        return _make(int(first), int(second), int(third), match[0])
    if len(first) > 2 or len(third) == 3:
        raise _not_date()
    day, month = int(first), int(second)
    is_swapped = day <= 12 < month or (month_first and month <= 12 and match[2] != ".")
    if is_swapped and match[2] != "." and day <= 12:
        day, month = month, day
    return _make(_year(third), month, day, match[0])


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < CENTURY_PIVOT else 1900)


def _make(year: int, month: int, day: int, written: str) -> date:
    if not 1800 <= year <= 2200:
        raise ValueProblem("far_date", _("The year is out of reason."))
    if not 1 <= month <= 12:
        raise ValueProblem("no_such_day", format_lazy(_("There is no month {month}."), month=month))
    last = monthrange(year, month)[1]
    if 1 <= day <= last:
        return date(year, month, day)
    if not 1 <= day <= 31:
        raise ValueProblem("no_such_day", format_lazy(_("There is no day {day} in any month."), day=day))
    raise ValueProblem(
        "no_such_day",
        format_lazy(
            _("There is no such day: {month} {year} has {last} days."), month=IN_MONTH[month - 1], year=year, last=last
        ),
        suggestion=date(year, month, last),
    )
