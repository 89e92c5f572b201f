"""A month by weeks: a few lines a day, and how many more there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import dateformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.screens.calendar.events import Event
from artel.platform.screens.calendar.scene import EventMark, Scene
from artel.platform.screens.calendar.state import Show
from artel.platform.ui import formats
from artel.platform.ui.component import EMPTY, Component, join, words

IN_CELL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Month(Component):
    """Weeks of a month, a cell for every day."""

    scene: Scene

    def render(self) -> SafeString:
        """See `Component`."""
        days = self.scene.state.days
        heads = join(format_html("<span>{}</span>", dateformat.format(day, "D").lower()) for day in days[:7])
        return format_html(
            '<div class="a-month"><div class="a-month-head" aria-hidden="true">{}</div>{}</div>',
            heads,
            join(self._cell(day) for day in days),
        )

    def _cell(self, day: date) -> SafeString:
        scene = self.scene
        own = scene.own
        is_off = own is not None and not own.worked(day, scene.zone)
        css = words(
            "a-month-day",
            "is-today" if day == scene.today else None,
            "is-off" if is_off else None,
            "is-other" if day.month != scene.state.day.month else None,
        )
        number = dateformat.format(day, "j E") if day.day == 1 else str(day.day)
        return format_html(
            '<section class="{}" aria-label="{}" data-surface="day" data-day="{}">'
            '<a class="a-month-number" href="{}" aria-label="{}">{}</a>{}</section>',
            css,
            dateformat.format(day, "l, j E"),
            day.isoformat(),
            scene.state.at(show=Show.DAY, day=day),
            dateformat.format(day, "l, j E"),
            number,
            lines_of(scene, day, scene.daily[day]),
        )


def lines_of(scene: Scene, day: date, events: Sequence[Event], *, suffix: str = "") -> SafeString:
    """Return the first events of a day in lines, and «3 more» that leads to the day."""
    shown = events if len(events) <= IN_CELL + 1 else events[:IN_CELL]
    rest = len(events) - len(shown)
    more = EMPTY
    if rest:
        text = _("and %(number)s more") % {"number": formats.number(rest)}
        more = format_html('<a class="a-more" href="{}">{}</a>', scene.state.at(show=Show.DAY, day=day), text)
    lines = join(
        format_html(
            "<li>{}</li>",
            EventMark(scene=scene, event=event, is_line=True, suffix=f"-{day.isoformat()}{suffix}"),
        )
        for event in shown
    )
    return format_html("<ul>{}</ul>{}", lines, more)
