"""The page of a project's plan: what it comes to, the drawing beside the list of tasks, where a delay arose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.domain.work.projects.gantt import Zoom, chart, mini, scale_of
from artel.domain.work.projects.planning import outlook
from artel.domain.work.projects.reading import ProjectPlan, Row, Stretch, stretch
from artel.domain.work.projects.replanning import Move, Replanned
from artel.domain.work.projects.wording import HOUR, deviation_flag, deviation_text, span_text
from artel.platform.kernel.text import short_name
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.feedback import EmptyState, Notice
from artel.platform.ui.icons import icon
from artel.platform.ui.page import Crumb, Page
from artel.platform.ui.record import Entry, Section

MOST_DELAYS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanScreen:
    """What the template prints. `moves` and `versions` are there while something is moved and not saved."""

    page: Page
    url: str
    move_url: str
    project_id: int
    zoom: str
    notice: Html
    totals: Html
    zooms: Sequence[Html]
    empty: Html
    names: Html
    chart: Html
    delays: Html
    moves: Sequence[str] = ()
    versions: Sequence[str] = ()
    is_changeable: bool = False
    pending: str = ""


def plan_screen(plan: ProjectPlan, zoom: Zoom, *, notice: Html = EMPTY) -> PlanScreen:
    """Return the page of a plan as it is stored."""
    return _screen(plan, zoom, notice)


def ahead_screen(ahead: Replanned, moves: Sequence[Move], zoom: Zoom) -> PlanScreen:
    """Return the page of a plan with moves that are not saved yet: the bars stand where they would."""
    plan = _as_moved(ahead)
    number = len(ahead.changed)
    pending = ngettext("%(number)s task moves", "%(number)s tasks move", number) % {"number": number}
    return replace(
        _screen(plan, zoom, EMPTY, moved=ahead.changed.keys()),
        moves=[move.write() for move in moves],
        versions=[f"{task}:{ahead.plan.rows[task].version}" for task in sorted(ahead.changed)],
        pending=pending if number else _("Nothing moves: the task stays behind its predecessors"),
    )


def _as_moved(ahead: Replanned) -> ProjectPlan:
    plan = ahead.plan
    standing = outlook(ahead.network, plan.now, plan.hours_of)

    def moved(row: Row) -> Row:
        return replace(row, work=ahead.network.works[row.id], outlook=standing.get(row.id))

    hours = plan.hours_of(None)
    rows = [moved(row) for row in plan.whole.rows]
    return replace(
        plan,
        whole=stretch("", rows, hours),
        phases=tuple(stretch(p.name, [moved(row) for row in p.rows], hours) for p in plan.phases),
        network=ahead.network,
    )


def _screen(plan: ProjectPlan, zoom: Zoom, notice: Html, moved: object = frozenset()) -> PlanScreen:
    now = timezone.localtime(plan.now)
    url = reverse("work:plan", kwargs={"project_id": plan.id})
    card = f"/projects/{plan.id}/"
    empty: Html = EMPTY
    if not plan.rows:
        add = f"/tasks/new/?project={plan.id}"
        text = _("Add tasks with dates to the project, or make it from a template: the plan draws itself.")
        button = Button(label=_("Add a task"), icon="plus", kind="primary", url=add)
        empty = EmptyState(title=_("There is no plan yet"), text=text, icon="timeline", actions=(button,))
    scale = scale_of(plan, now, zoom)
    page = Page(
        title=plan.name,
        crumbs=(Crumb(_("Projects"), "/projects/"), Crumb(plan.name, card), Crumb(_("Plan and fact"))),
        kind="board",
        actions=(Button(label=_("Load of people"), icon="users", url=reverse("work:load")),),
    )
    return PlanScreen(
        page=page,
        url=f"{url}?zoom={zoom}",
        move_url=reverse("work:replan", kwargs={"project_id": plan.id}),
        project_id=plan.id,
        zoom=zoom,
        notice=notice,
        totals=_totals(plan, now),
        zooms=[_zoom(each, zoom, url) for each in Zoom],
        empty=empty,
        names=join(_phase_rows(phase, scale, now) for phase in plan.phases),
        chart=chart(plan, scale, now, moved) if plan.rows else EMPTY,  # type: ignore[arg-type]
        delays=_delays(plan),
        is_changeable=plan.is_changeable,
    )


def _zoom(each: Zoom, chosen: Zoom, url: str) -> Button:
    labels = {Zoom.DAY: _("Days"), Zoom.WEEK: _("Weeks"), Zoom.MONTH: _("Months")}
    address = f"{url}?zoom={each}"
    return Button(
        label=labels[each],
        url=address,
        is_small=True,
        kind="" if each is chosen else "bare",
        attrs={
            "hx-get": address,
            "hx-target": "#plan",
            "hx-swap": "outerHTML",
            "hx-push-url": "true",
            "aria-current": "true" if each is chosen else None,
        },
    )


def _totals(plan: ProjectPlan, now: datetime) -> Html:
    """Return the strip above the plan: how much is done, planned and actual span, the deviation."""
    whole = plan.whole
    done = sum(row.is_done for row in whole.rows)
    facts: list[tuple[str, Html]] = [
        (_("Tasks done"), _("%(done)s of %(all)s") % {"done": done, "all": len(whole.rows)})
    ]
    if whole.start and whole.end:
        facts.append((_("By the plan"), _span(whole.start, whole.end, now)))
    if whole.fact_end:
        started = whole.fact_start or whole.fact_end
        facts.append((_("In fact") if whole.is_done else _("Expected"), _span(started, whole.fact_end, now)))
        facts.append((_("Deviation"), deviation_flag(whole.deviation, is_done=whole.is_done)))
    return join(
        format_html('<div><span class="muted small">{}</span><b>{}</b></div>', name, value) for name, value in facts
    )


def _span(start: datetime, end: datetime, now: datetime) -> str:
    return span_text(start.astimezone(now.tzinfo), end.astimezone(now.tzinfo), now.date())


def _phase_rows(phase: Stretch, scale: object, now: datetime) -> Html:
    rows = join(_name_row(row, scale, now) for row in phase.rows)
    if not phase.name:
        return rows
    flag = deviation_flag(phase.deviation, is_done=phase.is_done) if phase.fact_end else EMPTY
    head = format_html('<tr class="is-phase"><th scope="rowgroup">{}</th><td>{}</td></tr>', phase.name, flag)
    return join((head, rows))


def _name_row(row: Row, scale: object, now: datetime) -> Html:
    flag: Html = EMPTY
    if row.outlook is not None and (row.is_done or row.outlook.total >= HOUR):
        flag = format_html(
            '<span title="{}">{}</span>', _parts(row), deviation_flag(row.outlook.total, is_done=row.is_done)
        )
    mark = icon("circle-check" if row.is_done else "circle", "sm", css="muted")
    start, end = row.work.start, row.work.end
    dates = _span(start, end, now) if start and end else _("no dates")
    return format_html(
        '<tr data-task="{}"><th scope="row">{}<span class="grow"><a class="clip" href="/tasks/{}/" title="{}">{}</a>'
        '<span class="muted small clip">{}</span></span></th><td>{}</td><td class="a-gantt-narrow">{}</td></tr>',
        row.id,
        mark,
        row.id,
        row.name,
        row.name,
        " · ".join(filter(None, (short_name(row.owner) if row.owner else _("nobody's"), dates))),
        flag,
        mini(row, scale),  # type: ignore[arg-type]
    )


def _parts(row: Row) -> str:
    """Return where the deviation of a task comes from."""
    if row.outlook is None:
        return ""
    words = _("Own: %(own)s, from what it waited for: %(inherited)s")
    return words % {
        "own": deviation_text(row.outlook.own),
        "inherited": deviation_text(row.outlook.inherited),
    }


def _delays(plan: ProjectPlan) -> Html:
    """Return where the delay arose: tasks by what they added themselves, and what they got from others."""
    late = [row for row in plan.whole.rows if row.outlook is not None and row.outlook.own >= HOUR]
    late.sort(key=lambda row: row.outlook.own if row.outlook else plan.whole.deviation, reverse=True)
    if not plan.rows:
        return EMPTY
    if not late:
        return Notice(text=_("No task adds a delay of its own."), tone="good")
    entries = join(
        Entry(
            label=row.name,
            url=f"/tasks/{row.id}/",
            note=" · ".join(filter(None, (row.owner, row.phase, _inherited(row)))),
            value=deviation_flag(row.outlook.own, is_done=row.is_done) if row.outlook else EMPTY,
        )
        for row in late[:MOST_DELAYS]
    )
    note = _("working time that each task added itself")
    return Section(title=_("Where the delay arose"), note=note, body=entries, count=len(late))


def _inherited(row: Row) -> str:
    if row.outlook is None or row.outlook.inherited < HOUR:
        return ""
    return _("from what it waited for: %(length)s") % {"length": deviation_text(row.outlook.inherited)}
