"""The drawing of a plan: SVG with a bar for the plan and one for the fact of every task, links as arrows, today.

Geometry stands in attributes, colours in the stylesheet; nothing needs a style of its own. The controller `gantt`
reads `data-day` (pixels of a day) and moves bars.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.domain.work.projects.reading import ProjectPlan, Row, Stretch
from artel.domain.work.projects.wording import HOUR, span_text
from artel.platform.ui.component import EMPTY, attributes, join

HEAD, PHASE, TASK = 46, 32, 40
"""Heights of the head, of a row of a phase and of one of a task; the stylesheet says the same."""
BEFORE, AFTER = 3, 6
"""Days of room at both ends."""
LONGEST = 366 * 4
DAY = timedelta(days=1)
LEAST = 4


class Zoom(StrEnum):
    """What a unit of the scale is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


PIXELS = {Zoom.DAY: 36, Zoom.WEEK: 14, Zoom.MONTH: 5}


@dataclass(frozen=True, slots=True)
class Scale:
    """Where moments stand: `begin` is a local midnight."""

    begin: datetime
    days: int
    zoom: Zoom

    @property
    def width(self) -> int:
        """Return the width of the drawing."""
        return self.days * PIXELS[self.zoom]

    def at(self, moment: datetime) -> float:
        """Return where a moment stands, by wall-clock days, so that each day is as wide as the others."""
        local = moment.astimezone(self.begin.tzinfo)
        inside = local.hour / 24 + local.minute / 1440
        return round(((local.date() - self.begin.date()).days + inside) * PIXELS[self.zoom], 1)


def scale_of(plan: ProjectPlan, now: datetime, zoom: Zoom) -> Scale:
    """Return the scale that holds plan, fact and, while the project runs, today. `now` is in the person's zone."""
    whole = plan.whole
    known = [m for m in (whole.start, whole.end, whole.fact_start, whole.fact_end) if m is not None]
    if not whole.is_done or not known:
        known.append(now)
    first, last = (m.astimezone(now.tzinfo).date() for m in (min(known), max(known)))
    begin = first - BEFORE * DAY
    begin -= begin.weekday() * DAY
    days = min((last - begin).days + AFTER, LONGEST)
    return Scale(datetime.combine(begin, time(), tzinfo=now.tzinfo), max(days, 28), zoom)


def chart(plan: ProjectPlan, scale: Scale, now: datetime, moved: Mapping[int, object]) -> SafeString:
    """Return the drawing; `moved` are tasks that the person has moved and not saved yet."""
    tops, height = _tops(plan)
    bars = join(_phases_and_bars(plan, scale, now, tops, moved))
    drawing: dict[str, str | int] = {
        "class": "a-gantt-chart",
        "width": scale.width,
        "height": height,
        "viewBox": f"0 0 {scale.width} {height}",
        "role": "group",
        "aria-label": _("Plan and fact of “%(project)s”") % {"project": plan.name},
        "data-day": PIXELS[scale.zoom],
    }
    return format_html(
        "<svg{}>{}{}{}{}{}</svg>",
        attributes({**drawing}),
        _marker(),
        _calendar(plan, scale, height),
        _links(plan, scale, tops),
        bars,
        _today(scale, now, height),
    )


def mini(row: Row, scale: Scale) -> SafeString:
    """Return the bars of one task within the whole span, for a narrow screen."""
    bars = join(_bar_rects(row, scale, 1, 6, 5))
    inside = {"class": "a-gantt-mini", "viewBox": f"0 0 {scale.width} 14", "preserveAspectRatio": "none"}
    return format_html('<svg{} aria-hidden="true">{}</svg>', attributes({**inside}), bars)


def _tops(plan: ProjectPlan) -> tuple[dict[int, int], int]:
    """Return the upper edge of each task's row, and the height of all."""
    tops, top = {}, HEAD
    for phase in plan.phases:
        top += PHASE if phase.name else 0
        for row in phase.rows:
            tops[row.id] = top
            top += TASK
    return tops, top


def _phases_and_bars(
    plan: ProjectPlan, scale: Scale, now: datetime, tops: Mapping[int, int], moved: Mapping[int, object]
) -> Iterator[SafeString]:
    for phase in plan.phases:
        if phase.name and phase.start and phase.end and phase.rows:
            yield _phase(phase, scale, tops[phase.rows[0].id] - PHASE)
        for row in phase.rows:
            if row.work.start is not None and row.work.end is not None:
                yield _task(row, plan, scale, now, tops[row.id], is_moved=row.id in moved)


def _phase(phase: Stretch, scale: Scale, top: int) -> SafeString:
    assert phase.start is not None
    assert phase.end is not None
    left, right = scale.at(phase.start), scale.at(phase.end)
    parts = [_rect("is-phase", left, top + 12, right - left, 5)]
    if phase.fact_start and phase.fact_end:
        begun, ended = scale.at(phase.fact_start), scale.at(phase.fact_end)
        late = phase.deviation >= HOUR
        parts.append(_rect("is-phase-fact is-late" if late else "is-phase-fact", begun, top + 19, ended - begun, 3))
    return join(parts)


def _task(row: Row, plan: ProjectPlan, scale: Scale, now: datetime, top: int, *, is_moved: bool) -> SafeString:
    assert row.work.start is not None
    assert row.work.end is not None
    zone = now.tzinfo
    can_move = plan.is_changeable and not row.is_done
    span = span_text(row.work.start.astimezone(zone), row.work.end.astimezone(zone), now.date())
    said = ", ".join(filter(None, (row.name, row.owner, span)))
    given: dict[str, str | int | bool | None] = {
        "class": "a-gantt-bar is-moved" if is_moved else "a-gantt-bar",
        "data-id": row.id,
        "data-start": row.work.start.isoformat(),
        "data-end": row.work.end.isoformat(),
        "data-movable": can_move,
        "data-begun": row.work.started_at is not None,
        "tabindex": 0,
        "role": "button",
        "aria-label": said,
        "aria-keyshortcuts": "ArrowLeft ArrowRight Shift+ArrowLeft Shift+ArrowRight" if can_move else None,
    }
    parts = list(_bar_rects(row, scale, top + 9, 14, 6))
    if can_move:
        right = scale.at(row.work.end)
        parts.append(_rect("is-grip", max(right, scale.at(row.work.start) + LEAST) - 6, top + 9, 10, 14))
    return format_html("<g{}><title>{}</title>{}</g>", attributes(given), said, join(parts))


def _bar_rects(row: Row, scale: Scale, top: int, plan_height: int, fact_height: int) -> Iterator[SafeString]:
    if row.work.start is not None and row.work.end is not None:
        left = scale.at(row.work.start)
        yield _rect("is-plan", left, top, scale.at(row.work.end) - left, plan_height)
    if row.outlook is None:
        return
    late = " is-late" if row.outlook.total >= HOUR else ""
    if row.is_done or row.work.started_at is not None:
        left = scale.at(row.outlook.start)
        kind = "is-fact" if row.is_done else "is-going"
        yield _rect(kind + late, left, top + plan_height + 1, scale.at(row.outlook.end) - left, fact_height)
    elif late:
        left = scale.at(row.outlook.start)
        yield _rect("is-expected", left, top + plan_height + 1, scale.at(row.outlook.end) - left, fact_height)


def _rect(css: str, left: float, top: int, width: float, height: int) -> SafeString:
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>',
        css,
        round(left, 1),
        top,
        round(max(width, LEAST), 1),
        height,
        min(3, height // 2),
    )


def _marker() -> SafeString:
    head = format_html('<path d="{}" class="a-gantt-head"/>', "M0 0L6 3L0 6z")
    return format_html(
        '<defs><marker id="gantt-arrow" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6"'
        ' orient="auto">{}</marker></defs>',
        head,
    )


def _links(plan: ProjectPlan, scale: Scale, tops: Mapping[int, int]) -> SafeString:
    """Return arrows from the end of each predecessor to the beginning of what waits for it."""
    drawn = []
    for task, links in plan.network.before.items():
        start = plan.network.works[task].start
        for link in links:
            end = plan.network.works[link.predecessor].end
            if start is None or end is None:
                continue
            x1, y1 = scale.at(end), tops[link.predecessor] + 16
            x2, y2 = scale.at(start), tops[task] + 16
            drawn.append(
                format_html('<path class="a-gantt-link" d="{}" marker-end="url(#gantt-arrow)"/>', _way(x1, y1, x2, y2))
            )
    return join(drawn)


def _way(x1: float, y1: int, x2: float, y2: int) -> str:
    """Return a path with right angles: out of the bar, down between the rows, into the other."""
    if x2 >= x1 + 10:
        return f"M{x1} {y1}H{x1 + 5}V{y2}H{x2 - 1}"
    between = y2 - 14 if y2 > y1 else y2 + 14
    return f"M{x1} {y1}H{x1 + 5}V{between}H{round(x2 - 7, 1)}V{y2}H{x2 - 1}"


def _today(scale: Scale, now: datetime, height: int) -> SafeString:
    x = scale.at(now)
    if not 0 <= x <= scale.width:
        return EMPTY
    return format_html(
        '<line class="a-gantt-today" x1="{0}" x2="{0}" y1="{1}" y2="{2}"><title>{3}</title></line>',
        x,
        HEAD - 8,
        height,
        _("Now"),
    )


def _calendar(plan: ProjectPlan, scale: Scale, height: int) -> SafeString:
    """Return days off, lines and words of the scale."""
    hours = plan.hours_of(None)
    step = PIXELS[scale.zoom]
    days = [scale.begin.date() + n * DAY for n in range(scale.days)]
    parts: list[SafeString] = []
    for number, day in enumerate(days):
        x = number * step
        if scale.zoom is not Zoom.MONTH and not hours.on(day):
            parts.append(
                format_html(
                    '<rect class="a-gantt-off" x="{}" y="{}" width="{}" height="{}"/>', x, HEAD, step, height - HEAD
                )
            )
        is_line = {Zoom.DAY: True, Zoom.WEEK: day.weekday() == 0, Zoom.MONTH: day.day == 1}[scale.zoom]
        if is_line:
            parts.append(format_html('<line class="a-gantt-line" x1="{0}" x2="{0}" y1="24" y2="{1}"/>', x, height))
        if label := _label(day, scale.zoom):
            parts.append(format_html('<text class="a-gantt-day" x="{}" y="39">{}</text>', x + 5, label))
    parts += _months(days, step)
    return join(parts)


def _label(day: date, zoom: Zoom) -> str:
    match zoom:
        case Zoom.DAY:
            return str(day.day)
        case Zoom.WEEK:
            return str(day.day) if day.weekday() == 0 else ""
        case _:
            return str(day.day) if day.day in (1, 15) else ""


def _months(days: Sequence[date], step: int) -> Iterator[SafeString]:
    """Yield the names of the months; one that has no room for its name at the left edge is left out."""
    starts = [number for number, day in enumerate(days) if number == 0 or day.day == 1]
    for number, following in zip(starts, [*starts[1:], len(days)], strict=True):
        room = (following - number) * step
        if room >= 70:
            text = date_format(days[number], "F Y" if room >= 110 else "M")
            yield format_html('<text class="a-gantt-month" x="{}" y="17">{}</text>', number * step + 5, text)
