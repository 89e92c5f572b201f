"""A working calendar between its form and its body: hours are typed as people write them, «9-13, 14-18»."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict

from artel.platform.definitions.kinds.calendar import WEEKDAYS
from artel.platform.kernel.text import clean_line

ROW_NAMES = ("day", "hours", "ru", "en")
MOST_ROWS = 2_000
DASH = re.compile(r"\s*[-–—]\s*")
BETWEEN = re.compile(r"[,;]")
TIME = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?$")
RUSSIAN_DAY = re.compile(r"^(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?$")


def hours_of_text(text: str) -> list[str]:
    """Return spans as definitions write them; what is no span stays as typed, for the check to name it."""
    return [span for part in BETWEEN.split(DASH.sub("-", text)) for span in _spans(part.strip())]


def text_of_hours(hours: Iterable[str]) -> str:
    """Return spans as a person reads them."""
    return ", ".join(span.replace("-", "–") for span in hours)


def calendar_body(post: QueryDict, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of the form as sent."""
    week = {day: hours_of_text(clean_line(post.get(f"week.{day}", ""))) for day in WEEKDAYS}
    body = {**before, "label": {code: clean_line(post.get(f"label.{code}", "")) for code in ("ru", "en")}}
    return {
        **body,
        "time_zone": clean_line(post.get("time_zone", "")),
        "is_default": bool(post.get("is_default")),
        "week": week,
        "days": dict(_days(post)),
    }


def _days(post: QueryDict) -> Iterable[tuple[str, dict[str, Any]]]:
    columns = [post.getlist(f"row.{name}")[:MOST_ROWS] for name in ROW_NAMES]
    for row in zip(*columns, strict=False):
        day, hours, ru, en = map(clean_line, row)
        if day or hours or ru or en:
            found: dict[str, Any] = {"hours": hours_of_text(hours)} if hours else {}
            yield _day(day), {**found, **({"label": {"ru": ru or en, "en": en or ru}} if ru or en else {})}


def _day(typed: str) -> str:
    """Return «31.12.2026» and «31.12» as definitions write them, the year first."""
    found = RUSSIAN_DAY.match(typed)
    if found is None:
        return typed
    day, month, year = found.groups()
    return "-".join(part for part in (year, month.zfill(2), day.zfill(2)) if part)


def _spans(part: str) -> list[str]:
    found = [_span(word) for word in part.split()]
    return [span for span in found if span] if all(found) else [part]


def _span(word: str) -> str:
    """Return «9-13» as «09:00-13:00», nothing for what is no span."""
    times = [TIME.match(time) for time in word.split("-")]
    written = [f"{int(t[1]):02}:{t[2] or '00'}" for t in times if t is not None]
    return "-".join(written) if len(written) == len(times) == len(("start", "end")) else ""
