"""People in rows: a day by hours or a week by days, how busy each is, and when he is away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import dateformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.screens.calendar.events import Event
from artel.platform.screens.calendar.month import lines_of
from artel.platform.screens.calendar.people import Colleague
from artel.platform.screens.calendar.placing import Placed, is_whole_day, placed, wall_minutes
from artel.platform.screens.calendar.scene import EventMark, Scene, hours_shown, variables
from artel.platform.screens.calendar.state import Show
from artel.platform.screens.calendar.times import percent_of
from artel.platform.ui import formats
from artel.platform.ui.atoms import Meter
from artel.platform.ui.component import EMPTY, Component, Html, join, words

NOTHING = timedelta()
NARROWEST = 55
"""Minutes that an event takes up at least in a row: its name stands beside, not above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleRows(Component):
    """A row for each person: hours of one day, or the seven days of a week."""

    scene: Scene

    def render(self) -> SafeString:
        """See `Component`."""
        scene = self.scene
        if scene.state.show is Show.DAY:
            return self._day(scene.state.day)
        days = scene.state.days
        heads = join(
            format_html(
                '<a class="{}" href="{}">{} <b>{}</b></a>',
                words("a-times-day", "is-today" if day == scene.today else None),
                scene.state.at(show=Show.DAY, day=day),
                dateformat.format(day, "D").lower(),
                day.day,
            )
            for day in days
        )
        rows = join(
            format_html(
                '<section class="a-person-row" aria-label="{}">{}{}</section>',
                person.name,
                self._label(person),
                join(self._cell(person, day) for day in days),
            )
            for person in scene.people
        )
        return format_html(
            '<div class="a-people is-week"><div class="a-person-row is-head"><span>{}</span>{}</div>{}</div>',
            _("Who, how busy"),
            heads,
            rows,
        )

    def _day(self, day: date) -> SafeString:
        scene = self.scene
        lanes = {person.id: self._placed(person, day) for person in scene.people}
        spans = [(p.start, p.end) for found in lanes.values() for p in found]
        spans += [span for person in scene.people for span in person.worked(day, scene.zone)]
        first, last = hours_shown(scene, spans)
        heads = join(
            format_html(
                '<span data-controller="vars" data-vars="{}">{}</span>',
                variables(x=percent_of(hour * 60, first, last)),
                f"{hour}:00",
            )
            for hour in range(first, last)
        )
        rows = join(self._track(person, day, lanes[person.id], first, last) for person in scene.people)
        return format_html(
            '<div class="a-people is-day" data-controller="vars" data-vars="hours:{}">'
            '<div class="a-person-row is-head"><span>{}</span><div class="a-track" aria-hidden="true">{}</div></div>{}'
            "</div>",
            last - first,
            _("Who, how busy"),
            heads,
            rows,
        )

    def _of(self, person: Colleague, day: date) -> list[Event]:
        return [e for e in self.scene.daily[day] if person.id in self.scene.whose(e)]

    def _placed(self, person: Colleague, day: date) -> list[Placed]:
        zone = self.scene.zone
        return placed([e for e in self._of(person, day) if not is_whole_day(e, zone)], day, zone, shortest=NARROWEST)

    def _label(self, person: Colleague) -> SafeString:
        scene = self.scene
        today = scene.state.days[0] if scene.today not in scene.state.days else scene.today
        absence = person.absence(today) or (person.away[0] if person.away else None)
        note = EMPTY
        if absence is not None:
            until = formats.date_short(absence.until, scene.today)
            note = format_html('<span class="small soft">{}</span>', _("away until %(day)s") % {"day": until})
        return format_html(
            '<div class="a-person-label"><a class="strong clip" href="{}">{}</a>'
            '<span class="small muted clip">{}</span>{}{}</div>',
            scene.state.at(people=(person.id,), has_rows=False),
            person.name,
            person.position,
            self._load(person),
            note,
        )

    def _load(self, person: Colleague) -> Html:
        """Return how much of the working time of the page is taken."""
        scene = self.scene
        days = scene.state.days
        worked = sum((person.worked_time(day, scene.zone) for day in days), NOTHING)
        if not worked:
            return EMPTY
        own = dict.fromkeys(e for day in days for e in self._of(person, day) if e.days is None)
        if not own and person.id != scene.actor.user_id:
            # Of somebody of whom one sees nothing one can't say that he has nothing to do.
            return EMPTY
        spans = sorted((e.begins, e.ends) for e in own)
        since, until = scene.state.window(scene.zone)
        busy = person.busy_time([(max(a, since), min(b, until)) for a, b in spans])
        share = busy / worked * 100
        told = _("%(busy)s of %(worked)s") % {
            "busy": formats.duration(busy) if busy else formats.number(0),
            "worked": formats.duration(worked),
        }
        meter = Meter(value=share, label=told, tone="late" if share >= 100 else "")
        return format_html('{}<span class="small soft">{}</span>', meter, told)

    def _cell(self, person: Colleague, day: date) -> SafeString:
        scene = self.scene
        css = words(
            "a-person-day",
            "is-off" if not person.worked(day, scene.zone) else None,
            "is-today" if day == scene.today else None,
        )
        return format_html(
            '<div class="{}" data-surface="day" data-day="{}" data-owner="{}">{}</div>',
            css,
            day.isoformat(),
            person.id,
            lines_of(scene, day, self._of(person, day), suffix=f"-{person.id}"),
        )

    def _track(self, person: Colleague, day: date, events: Sequence[Placed], first: int, last: int) -> SafeString:
        scene = self.scene
        lanes = max((p.lane for p in events), default=0) + 1
        free = (_across("a-free", start, end, first, last) for start, end in person.free(day, scene.zone))
        minute = wall_minutes(scene.now, day, scene.zone) if day == scene.today else -1
        now = EMPTY
        if first * 60 <= minute < last * 60:
            share = percent_of(minute, first, last)
            now = format_html('<i class="a-now" data-controller="vars" data-vars="{}"></i>', variables(x=share))
        whole = [e for e in self._of(person, day) if is_whole_day(e, scene.zone)]
        listed = join(format_html("<li>{}</li>", self._mark(person, p, first, last)) for p in events)
        above = join(
            format_html(
                '<li class="is-whole">{}</li>',
                EventMark(scene=scene, event=e, is_line=True, suffix=f"-whole-{person.id}"),
            )
            for e in whole
        )
        return format_html(
            '<section class="a-person-row" aria-label="{}">{}<div class="a-track" data-surface="x" data-day="{}"'
            ' data-owner="{}" data-from="{}" data-to="{}" data-controller="vars" data-vars="lanes:{};whole:{}">'
            "{}{}<ul>{}{}</ul></div></section>",
            person.name,
            self._label(person),
            day.isoformat(),
            person.id,
            first * 60,
            last * 60,
            lanes,
            len(whole),
            join(free),
            now,
            above,
            listed,
        )

    def _mark(self, person: Colleague, where: Placed, first: int, last: int) -> EventMark:
        left, right = percent_of(where.start, first, last), percent_of(where.end, first, last)
        place = variables(x=left, w=right - left, lane=where.lane)
        return EventMark(scene=self.scene, event=where.event, variables=place, axis="x", suffix=f"-{person.id}")


def _across(css: str, start: int, end: int, first: int, last: int) -> SafeString:
    left, right = percent_of(start, first, last), percent_of(end, first, last)
    if right <= left:
        return EMPTY
    return format_html(
        '<i class="{}" data-controller="vars" data-vars="{}"></i>', css, variables(x=left, w=right - left)
    )
