"""A day or a week by hours: columns of days, whole days above, working time light, the present moment a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import dateformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.screens.calendar.placing import (
    Placed,
    days_of,
    folded,
    is_whole_day,
    leapt_over,
    placed,
    wall_minutes,
)
from artel.platform.screens.calendar.scene import EventMark, Scene, hours_shown, variables
from artel.platform.screens.calendar.state import Show
from artel.platform.ui import formats
from artel.platform.ui.component import EMPTY, Component, Html, join, words

LANES_OF_WEEK = 4
"""Events side by side in a column of a week: a fifth would be a sliver."""
MOST_WHOLE = 6
"""Lines of whole days before the rest folds away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times(Component):
    """The grid of one day or seven."""

    scene: Scene

    def render(self) -> SafeString:
        """See `Component`."""
        scene = self.scene
        days = scene.state.days
        timed = {
            day: placed([e for e in scene.daily[day] if not is_whole_day(e, scene.zone)], day, scene.zone)
            for day in days
        }
        own = scene.own
        spans = [(p.start, p.end) for columns in timed.values() for p in columns]
        spans += [span for day in days for span in (own.worked(day, scene.zone) if own else ())]
        first, last = hours_shown(scene, spans)
        return format_html(
            '<div class="a-times{}" data-controller="vars" data-vars="days:{};hours:{}">'
            '<div class="a-times-head">{}</div><div class="a-times-whole">{}</div>'
            '<div class="a-times-body"><div class="a-times-gutter" aria-hidden="true">{}</div>{}</div></div>',
            " is-day" if scene.state.show is Show.DAY else "",
            len(days),
            last - first,
            join((SafeString("<span></span>"), *(self._head(day) for day in days))),
            self._whole(days),
            join(_hour(hour, first, last) for hour in range(first, last)),
            join(self._column(day, timed[day], first, last) for day in days),
        )

    def _head(self, day: date) -> SafeString:
        is_today = day == self.scene.today
        return format_html(
            '<a class="a-times-day{}" href="{}"{}><span>{}</span> <b>{}</b></a>',
            " is-today" if is_today else "",
            self.scene.state.at(show=Show.DAY, day=day),
            SafeString(' aria-current="date"') if is_today else EMPTY,
            dateformat.format(day, "D").lower(),
            day.day,
        )

    def _whole(self, days: Sequence[date]) -> SafeString:
        """Return the row above the hours: spans over the days that each event takes."""
        scene = self.scene
        events = [e for e in dict.fromkeys(e for day in days for e in scene.daily[day]) if is_whole_day(e, scene.zone)]
        marks: list[Html] = [self._away(n, day) for n, day in enumerate(days)]
        for event in events[: MOST_WHOLE * len(days)]:
            first, last = days_of(event, scene.zone)
            start, end = max(first, days[0]), min(last, days[-1])
            where = variables(**{"from": (start - days[0]).days + 2, "span": (end - start).days + 1})
            marks.append(EventMark(scene=scene, event=event, variables=where, is_line=True))
        cells = (
            format_html(
                '<div class="a-times-cell" data-surface="day" data-day="{}" data-controller="vars" data-vars="from:{}">'
                "</div>",
                day.isoformat(),
                n + 2,
            )
            for n, day in enumerate(days)
        )
        return join((format_html('<span class="a-times-label">{}</span>', _("all day")), *cells, *marks))

    def _away(self, place: int, day: date) -> Html:
        own = self.scene.own
        absence = own.absence(day) if own else None
        if absence is None or (day != absence.since and place):
            return EMPTY
        span = min((absence.until - day).days + 1, len(self.scene.state.days) - place)
        until = formats.date_short(absence.until, self.scene.today)
        return format_html(
            '<span class="a-away" data-controller="vars" data-vars="from:{};span:{}">{}</span>',
            place + 2,
            span,
            _("away until %(day)s") % {"day": until},
        )

    def _column(self, day: date, events: Sequence[Placed], first: int, last: int) -> SafeString:
        scene = self.scene
        own = scene.own
        marks: list[Html] = (
            [_band("a-free", start, end, first, last) for start, end in own.free(day, scene.zone)] if own else []
        )
        leap = leapt_over(day, scene.zone)
        if leap and leap[1] > first * 60:
            marks.append(
                _band("a-leap", *leap, first, last, title=_("The clock goes forward: these hours are left out."))
            )
        listed = self._listed(day, events, first, last)
        if day == scene.today:
            minute = wall_minutes(scene.now, day, scene.zone)
            if first * 60 <= minute < last * 60:
                marks.append(_line(minute, first, last))
        return format_html(
            '<section class="{}" aria-label="{}" data-surface="y" data-day="{}" data-from="{}" data-to="{}">'
            "{}<ul>{}</ul></section>",
            words("a-times-column", "is-today" if day == scene.today else None),
            dateformat.format(day, "l, j E"),
            day.isoformat(),
            first * 60,
            last * 60,
            join(marks),
            listed,
        )

    def _listed(self, day: date, events: Sequence[Placed], first: int, last: int) -> SafeString:
        """Return the events of a column; of too many at one time a week shows some, and how many more there are."""
        scene = self.scene
        kept, left = folded(events, LANES_OF_WEEK) if scene.state.show is Show.WEEK else (list(events), [])
        marks: list[Html] = [
            EventMark(
                scene=scene,
                event=p.event,
                variables=_place(p, first, last),
                axis="y",
                suffix=_suffix(p.event, day, scene),
            )
            for p in kept
        ]
        for start, end, number in left:
            top, bottom = percent_of(start, first, last), percent_of(end, first, last)
            lane = 100 / LANES_OF_WEEK
            where = variables(y=top, h=bottom - top, x=100 - lane, w=lane)
            words_of = _("and %(number)s more") % {"number": formats.number(number)}
            marks.append(
                format_html(
                    '<a class="a-more" href="{}" title="{}" aria-label="{}" data-controller="vars"'
                    ' data-vars="{}">+{}</a>',
                    scene.state.at(show=Show.DAY, day=day),
                    words_of,
                    f"{words_of}, {dateformat.format(day, 'j E')}",
                    where,
                    number,
                )
            )
        return join(format_html("<li>{}</li>", mark) for mark in marks)


def _suffix(event: object, day: date, scene: Scene) -> str:
    """Tell the parts of an event that goes over midnight apart."""
    first, _last = days_of(event, scene.zone)  # type: ignore[arg-type]
    return "" if first == day or day == scene.state.days[0] else f"-{day.isoformat()}"


def _hour(hour: int, first: int, last: int) -> SafeString:
    share = (hour - first) / (last - first) * 100
    return format_html(
        '<span data-controller="vars" data-vars="{}">{}</span>',
        variables(y=share),
        "" if hour == first else f"{hour}:00",
    )


def percent_of(minute: int, first: int, last: int) -> float:
    """Return where a minute stands between two hours, in percent, within the page."""
    return min(100.0, max(0.0, (minute - first * 60) / ((last - first) * 60) * 100))


def _band(css: str, start: int, end: int, first: int, last: int, *, title: str = "") -> SafeString:
    top, bottom = percent_of(start, first, last), percent_of(end, first, last)
    if bottom <= top:
        return EMPTY
    return format_html(
        '<i class="{}" title="{}" data-controller="vars" data-vars="{}"></i>',
        css,
        title,
        variables(y=top, h=bottom - top),
    )


def _line(minute: int, first: int, last: int) -> SafeString:
    return format_html(
        '<i class="a-now" data-controller="vars" data-vars="{}"></i>', variables(y=percent_of(minute, first, last))
    )


def _place(where: Placed, first: int, last: int) -> str:
    top, bottom = percent_of(where.start, first, last), percent_of(where.end, first, last)
    left, width = where.lane / where.lanes * 100, 100 / where.lanes
    return variables(y=top, h=bottom - top, x=left, w=width)
