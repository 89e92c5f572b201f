"""What the address of the calendar says: `?show=&day=&who=&rows=&kinds=&colour=&hours=`; nothing is kept elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.urls import reverse

ME, TEAM, EVERYBODY = "me", "team", "all"
MOST_PEOPLE = 40
EARLIEST, LATEST = date(1950, 1, 1), date(2200, 1, 1)


class Show(StrEnum):
    """How much time a page shows."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarState:
    """The state of one page; `people` are ids chosen by name, empty when `who` says it."""

    show: Show = Show.WEEK
    day: date
    who: str = ME
    people: tuple[int, ...] = ()
    has_rows: bool = False
    kinds: tuple[str, ...] = ()
    by_person: bool = False
    has_all_hours: bool = False

    @property
    def days(self) -> tuple[date, ...]:
        """Return the days of the page; a month is shown in whole weeks."""
        if self.show is Show.DAY:
            return (self.day,)
        first = self.day - timedelta(days=self.day.weekday())
        if self.show is Show.WEEK:
            return tuple(first + timedelta(days=n) for n in range(7))
        opening = self.day.replace(day=1)
        first = opening - timedelta(days=opening.weekday())
        last = next_month(opening) - timedelta(days=1)
        weeks = ((last - first).days // 7) + 1
        return tuple(first + timedelta(days=n) for n in range(weeks * 7))

    def stepped(self, step: int) -> date:
        """Return the day that the page before (-1) or after (1) opens on."""
        if self.show is Show.DAY:
            return self.day + timedelta(days=step)
        if self.show is Show.WEEK:
            return self.day + timedelta(days=7 * step)
        opening = self.day.replace(day=1)
        return next_month(opening) if step > 0 else (opening - timedelta(days=1)).replace(day=1)

    def window(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the first moment of the page and the first one after it, in UTC."""
        return midnight(self.days[0], zone), midnight(self.days[-1] + timedelta(days=1), zone)

    def at(self, **changes: object) -> str:
        """Return the address of this page, changed."""
        changed = replace(self, **changes)  # type: ignore[arg-type]
        said = {
            "show": changed.show.value,
            "day": changed.day.isoformat(),
            "who": ",".join(map(str, changed.people)) or (changed.who if changed.who != ME else ""),
            "rows": "people" if changed.has_rows else "",
            "kinds": ",".join(changed.kinds),
            "colour": "person" if changed.by_person else "",
            "hours": "all" if changed.has_all_hours else "",
        }
        return f"{reverse('screens:calendar')}?{urlencode({key: text for key, text in said.items() if text})}"


def read_calendar_state(query: QueryDict, today: date) -> CalendarState:
    """Return the state that an address says. What makes no sense is left out, never an error."""
    who = _listed(query, "who")
    people = tuple(dict.fromkeys(int(text) for text in who if text.isascii() and text.isdigit() and len(text) < 19))
    show = query.get("show", "")
    return CalendarState(
        show=Show(show) if show in set(Show) else Show.WEEK,
        day=_day(query.get("day", ""), today),
        who=next((text for text in who if text in (TEAM, EVERYBODY)), ME),
        people=people[:MOST_PEOPLE],
        has_rows=query.get("rows") == "people",
        kinds=tuple(_listed(query, "kinds")),
        by_person=query.get("colour") == "person",
        has_all_hours=query.get("hours") == "all",
    )


def next_month(opening: date) -> date:
    """Return the first day of the month after that of `opening`."""
    return (opening.replace(day=1) + timedelta(days=32)).replace(day=1)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return when a day begins on a wall, in UTC; where the clock leaps over midnight, the moment of the leap."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _listed(query: QueryDict | Mapping[str, str], key: str) -> Sequence[str]:
    texts = query.getlist(key) if isinstance(query, QueryDict) else [query.get(key, "")]
    return [part for part in (piece.strip() for piece in ",".join(texts).split(",")) if part][:100]


def _day(text: str, today: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return today
    return found if EARLIEST <= found <= LATEST else today
