"""Lengths of time in whole minutes: read from what people and ISO 8601 write, said in words."""

from __future__ import annotations

import re
from datetime import time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from artel.platform.sections.fieldtype import ValueProblem
from artel.platform.sections.numeric import NO_BREAK

LIMIT = 60 * 24 * 366 * 20
"""Twenty years: a longer one is a slip of the pen."""
_ISO = re.compile(
    r"P(?:(?P<d>\d{1,6})D)?(?:T(?:(?P<h>\d{1,7})H)?(?:(?P<m>\d{1,9})M)?(?:(?P<s>\d{1,9})(?:\.\d+)?S)?)?", re.IGNORECASE
)
_CLOCK = re.compile(r"(?P<h>\d{1,6}):(?P<m>[0-5]\d)(?::[0-5]\d)?")
_PARTS = re.compile(
    r"(?:(?P<d>\d+(?:[.,]\d+)?)\s*(?:сут(?:ки|ок)?|дн(?:я|ей)?|день|d|days?)\.?\s*)?"
    r"(?:(?P<h>\d+(?:[.,]\d+)?)\s*(?:ч|час(?:а|ов)?|h|hrs?|hours?)\.?\s*)?"
    r"(?:(?P<m>\d+(?:[.,]\d+)?)\s*(?:м|мин(?:ут(?:а|ы)?)?|m|mins?|minutes?)?\.?)?",
    re.IGNORECASE,
)
_IN_MINUTES = {"d": 24 * 60, "h": 60, "m": 1}


def read_minutes(value: object) -> int:
    """Return whole minutes: from a number of them, «1 ч 30 мин», «1:30», «1,5 ч», «90м», `PT1H30M`, a time of a sheet.

    Raises ValueProblem for what is no length of time, or is longer than `LIMIT`.
    """
    minutes = _minutes(value)
    if minutes is None or minutes < 0:
        raise ValueProblem("not_duration", _("Write how long as 1 h 30 min, 1:30 or 90."))
    whole = int(minutes.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if whole > LIMIT:
        raise ValueProblem("too_long", _("It is too long: not more than twenty years."))
    return whole


def _minutes(value: object) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return Decimal(value)
    if isinstance(value, timedelta):
        return Decimal(round(value.total_seconds())) / 60
    if isinstance(value, time):
        return Decimal(value.hour * 60 + value.minute)
    text = " ".join(str(value).replace(NO_BREAK, " ").split()) if isinstance(value, str) else ""
    if not text or len(text) > 60:
        return None
    if found := _CLOCK.fullmatch(text):
        return Decimal(int(found["h"]) * 60 + int(found["m"]))
    if (found := _ISO.fullmatch(text)) and any(found.groups()):
        seconds = Decimal(int(found["s"] or 0))
        return sum((Decimal(int(found[p] or 0)) * n for p, n in _IN_MINUTES.items()), seconds / 60)
    found = _PARTS.fullmatch(text)
    if found is None or not any(found.groups()):
        return None
    parts = ((found[p], n) for p, n in _IN_MINUTES.items())
    return sum((Decimal(given.replace(",", ".")) * n for given, n in parts if given), Decimal(0))


def in_words(minutes: int, language: str) -> str:
    """Return «1 ч 30 мин», in English «1 h 30 min»."""
    hours, rest = divmod(minutes, 60)
    hour, minute = ("h", "min") if language.startswith("en") else ("ч", "мин")
    parts = [f"{hours}{NO_BREAK}{hour}"] if hours else []
    if rest or not hours:
        parts.append(f"{rest}{NO_BREAK}{minute}")
    return NO_BREAK.join(parts)


def iso_text(minutes: int) -> str:
    """Return ISO 8601: `PT1H30M`. Hours are not made days: a working day has its own length."""
    hours, rest = divmod(minutes, 60)
    return f"PT{f'{hours}H' if hours else ''}{f'{rest}M' if rest or not hours else ''}"
