"""What every way of showing the calendar needs to know, and how one event looks on all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.kernel.actor import Actor
from artel.platform.screens.calendar.events import Event
from artel.platform.screens.calendar.people import Colleague
from artel.platform.screens.calendar.placing import is_whole_day
from artel.platform.screens.calendar.state import CalendarState
from artel.platform.sections.spec import SectionSpec
from artel.platform.sections.steps import is_activity
from artel.platform.ui import formats
from artel.platform.ui.component import EMPTY, AttributeValue, Component, Html, attributes, join, words
from artel.platform.ui.icons import icon, known

HUES = (2, 4, 3, 5, 6, 1)
FIRST_HOUR, LAST_HOUR = 8, 20
"""Hours that are always shown; what is earlier or later widens the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The page as one person sees it at one moment. `movable` are sections whose times he may change."""

    state: CalendarState
    actor: Actor
    zone: ZoneInfo
    now: datetime
    specs: Mapping[str, SectionSpec]
    events: Sequence[Event]
    people: Sequence[Colleague]
    takes_part: Mapping[str, tuple[int, ...]]
    movable: frozenset[str]
    hues: Mapping[str | int | None, int]
    """Colour of a section or, where people are told apart, of an owner."""
    daily: Mapping[date, Sequence[Event]]

    @property
    def today(self) -> date:
        """Return the day that it is for the one who looks."""
        return self.now.astimezone(self.zone).date()

    @property
    def own(self) -> Colleague | None:
        """Return the one whose hours are shaded where there are no rows."""
        if len(self.people) == 1:
            return self.people[0]
        return next((p for p in self.people if p.id == self.actor.user_id), None)

    def hue(self, event: Event) -> int:
        """Return the colour of an event: by its section, or by its owner."""
        return self.hues[event.owner_id if self.state.by_person else event.section]

    def whose(self, event: Event) -> tuple[int, ...]:
        """Return the ids of the people in whose rows an event stands."""
        owner = (event.owner_id,) if event.owner_id is not None else ()
        return tuple(dict.fromkeys((*owner, *self.takes_part.get(event.key, ()))))

    def time_words(self, event: Event, *, is_brief: bool = False) -> str:
        """Return «10:00–11:30», «с 24 ноя по 26 ноя», «весь день»."""
        if event.days is not None:
            first, last = event.days
            if first == last:
                return _("all day")
            return f"{formats.date_short(first, self.today)} – {formats.date_short(last, self.today)}"
        start, end = event.begins.astimezone(self.zone), event.ends.astimezone(self.zone)
        if start == end:
            return formats.time_short(start)
        if start.date() == end.date() or (is_brief and not is_whole_day(event, self.zone)):
            return f"{formats.time_short(start)}–{formats.time_short(end)}"
        now = self.now.astimezone(self.zone)
        return f"{formats.datetime_short(start, now)} – {formats.datetime_short(end, now)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMark(Component):
    """An event as something to press, drag and stretch; `variables` say where it stands.

    `is_line` is a single line of a month or of the row of whole days. `axis` is the way in which it can be stretched.
    """

    scene: Scene
    event: Event
    variables: str = ""
    is_line: bool = False
    axis: str = ""
    suffix: str = ""
    """Tells the same event in several places of a page apart: ids are given once."""

    def render(self) -> SafeString:
        """See `Component`."""
        scene, event = self.scene, self.event
        spec = scene.specs[event.section]
        is_free = event.section in scene.movable
        time = scene.time_words(event, is_brief=True)
        name = event.name or formats.record_number(event.id)
        start = event.begins.astimezone(scene.zone) if event.days is None else event.begins
        peek = reverse("screens:calendar_peek", kwargs={"section": event.section, "record_id": event.id})
        given: dict[str, AttributeValue] = {
            "id": f"event-{event.key}{self.suffix}",
            "class": words(
                "a-event",
                f"hue-{scene.hue(event)}",
                "is-line" if self.is_line else None,
                "is-done" if event.is_done else None,
                "is-late" if self._is_late(spec) else None,
            ),
            "href": reverse("screens:card", kwargs={"section": event.section, "record_id": event.id}),
            "hx-get": peek,
            "hx-target": "#dialog",
            "data-event": event.key,
            "data-section": event.section,
            "data-id": event.id,
            "data-version": event.version,
            "data-start": start.strftime("%Y-%m-%dT%H:%M"),
            "data-minutes": int((event.ends - event.begins).total_seconds()) // 60,
            "data-fixed": not is_free,
            "draggable": "false",
            "title": f"{time} {name}",
            "aria-label": self._said(spec, name),
            "aria-keyshortcuts": "Alt+ArrowUp Alt+ArrowDown Alt+ArrowLeft Alt+ArrowRight" if is_free else None,
            "data-controller": "vars" if self.variables else None,
            "data-vars": self.variables or None,
        }
        handle = format_html('<i class="a-event-edge" data-stretch="{}"></i>', self.axis)
        return format_html(
            "<a{}>{}{}</a>",
            attributes(given),
            self._inside(spec, time, name),
            handle if self.axis and is_free and event.days is None else EMPTY,
        )

    def _inside(self, spec: SectionSpec, time: str, name: str) -> Html:
        mark = icon(known(spec.icon, "calendar"), "sm")
        repeat = icon("refresh", "sm") if self.event.repeats else EMPTY
        told = format_html("<time>{}</time>", time)
        if self.is_line:
            return join((mark, told if self.event.days is None else EMPTY, format_html("<b>{}</b>", name), repeat))
        who = self.event.owner if self.event.owner_id != self.scene.actor.user_id else ""
        return join(
            (
                format_html("<b>{}{}</b>", name, repeat),
                format_html("<span>{}{}</span>", mark, told),
                format_html("<span>{}</span>", who) if who and not self.scene.state.has_rows else EMPTY,
            )
        )

    def _is_late(self, spec: SectionSpec) -> bool:
        return is_activity(spec) and not self.event.is_done and self.event.ends < self.scene.now

    def _said(self, spec: SectionSpec, name: str) -> str:
        parts = (self.scene.time_words(self.event), spec.singular.text(), name, self.event.owner)
        marks = (
            _("done") if self.event.is_done else "",
            _("overdue") if self._is_late(spec) else "",
            _("repeats") if self.event.repeats else "",
        )
        return ", ".join(part for part in (*parts, *marks) if part)


def variables(**values: float) -> str:
    """Return numbers as custom properties for the controller `vars`."""
    return ";".join(f"{name}:{value:.3f}".rstrip("0").rstrip(".") for name, value in values.items())


def hours_shown(scene: Scene, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the first and the last hour of the page: working hours and whatever stands outside them."""
    if scene.state.has_all_hours:
        return 0, 24
    starts = [start for start, _end in spans]
    ends = [end for _start, end in spans]
    first = min([FIRST_HOUR, *(start // 60 for start in starts)])
    last = max([LAST_HOUR, *(-(-end // 60) for end in ends)])
    return first, last
