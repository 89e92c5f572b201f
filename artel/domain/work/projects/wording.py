"""Deviations and dates of plans in words: «+2 дн 3 ч», «по плану», «2–5 ноя»."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from artel.platform.ui import formats
from artel.platform.ui.atoms import Flag
from artel.platform.ui.component import Html

WORKDAY = timedelta(hours=8)
HOUR = timedelta(hours=1)
"""Less than that is on time."""


def length_text(length: timedelta) -> str:
    """Return working time in days of eight hours and hours: «2 дн 3 ч», «45 мин»."""
    days, rest = divmod(abs(length), WORKDAY)
    hours = rest // HOUR
    parts = [_("%(number)s d") % {"number": days}] if days else []
    parts += [_("%(number)s h") % {"number": hours}] if hours else []
    minutes = rest % HOUR // timedelta(minutes=1)
    return " ".join(parts) or _("%(number)s min") % {"number": minutes}


def deviation_text(length: timedelta) -> str:
    """Return «+2 дн 3 ч», «−1 дн», or that it goes by the plan."""
    if abs(length) < HOUR:
        return _("by the plan")
    return f"{'+' if length > timedelta(0) else '−'}{length_text(length)}"


def deviation_flag(length: timedelta, *, is_done: bool) -> Html:
    """Return a deviation with its meaning: late is red, what is only expected to be late is amber."""
    if length >= HOUR:
        return Flag(deviation_text(length), tone="late" if is_done else "soon")
    return Flag(deviation_text(length), tone="good" if is_done else "")


def span_text(start: datetime | None, end: datetime | None, today: date) -> str:
    """Return «2 ноя – 5 ноя», one day once; empty without dates. Moments are in the zone of the person."""
    if start is None or end is None:
        return ""
    first, last = (formats.date_short(moment.date(), today) for moment in (start, end))
    return first if first == last else f"{first} – {last}"
