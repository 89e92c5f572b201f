"""The page of the load of people: who has how much in which week, what is too much, and the way to the tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.domain.work.projects.load import WEEK, WEEKS, Filled, Load, load_of_people
from artel.domain.work.projects.wording import length_text
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.ui import formats
from artel.platform.ui.atoms import Person
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Component, Html, attributes, join
from artel.platform.ui.feedback import EmptyState, Notice
from artel.platform.ui.page import Crumb, Page

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadScreen:
    """What the template prints."""

    page: Page
    ways: Sequence[Html]
    head: Html
    rows: Html
    notice: Html
    empty: Html


def load_screen(actor: Actor, since: str) -> LoadScreen:
    """Return the page for the weeks from the Monday of the day `since` (ISO), of today without one."""
    now = timezone.localtime(clock.now())
    monday = _monday(since, now.date())
    load = load_of_people(actor, datetime.combine(monday, time(), tzinfo=now.tzinfo), now)
    empty: Component | str = EMPTY
    if not load.people:
        text = _("Nobody has planned work with a length in these weeks. Tasks of projects and meetings count.")
        empty = EmptyState(title=_("Nothing is planned"), text=text, icon="users")
    more = Notice(text=_("There is more work than is counted here."), tone="soon") if load.has_more else EMPTY
    return LoadScreen(
        page=Page(
            title=_("Load of people"),
            crumbs=(Crumb(_("Projects"), "/projects/"), Crumb(_("Load of people"))),
        ),
        ways=_ways(monday, now.date()),
        head=join(_week(week, now) for week in load.weeks),
        rows=join(_row(person, name, load, now, actor) for person, name in load.people),
        notice=more,
        empty=empty,
    )


def _monday(since: str, today: date) -> date:
    try:
        day = date.fromisoformat(since) if since else today
    except ValueError:
        day = today
    return day - timedelta(days=day.weekday())


def _ways(monday: date, today: date) -> list[Html]:
    def way(day: date, label: str, icon: str, *, is_icon_only: bool) -> Button:
        url = f"{reverse('work:load')}?{urlencode({'since': day.isoformat()})}"
        return Button(label=label, icon=icon, url=url, is_small=True, is_icon_only=is_icon_only)

    half = (WEEKS // 2) * WEEK
    return [
        way(monday - half, _("Earlier"), "chevron-left", is_icon_only=True),
        way(today, _("Today"), "", is_icon_only=False),
        way(monday + half, _("Later"), "chevron-right", is_icon_only=True),
    ]


def _week(week: datetime, now: datetime) -> Html:
    is_now = week <= now < week + WEEK
    last = (week + WEEK - timedelta(days=1)).date()
    span = f"{formats.date_short(week.date(), now.date())} – {formats.date_short(last, now.date())}"
    return format_html(
        '<th scope="col"{}><span title="{}">{}</span></th>',
        attributes({"aria-current": "date" if is_now else None}),
        span,
        formats.date_short(week.date(), now.date()),
    )


def _row(person: int, name: str, load: Load, now: datetime, actor: Actor) -> Html:
    cells = join(_cell(person, name, load.weeks[n], filled, now) for n, filled in enumerate(load.filled[person]))
    return format_html('<tr><th scope="row">{}</th>{}</tr>', Person(name, is_me=person == actor.user_id), cells)


def _cell(person: int, name: str, week: datetime, filled: Filled, now: datetime) -> Html:
    state = "is-over" if filled.is_over else "is-full" if filled.percent >= 80 else ""
    words = _("%(name)s, week of %(week)s: %(planned)s planned of %(capacity)s") % {
        "name": name,
        "week": formats.date_short(week.date(), now.date()),
        "planned": length_text(filled.planned),
        "capacity": length_text(filled.capacity),
    }
    note = format_html('<span class="muted small">{}</span>', _("away")) if filled.is_away else EMPTY
    if not filled.planned:
        return format_html('<td title="{}"><span class="muted">–</span>{}</td>', words, note)
    bar = format_html(
        '<svg class="a-staffing-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="100" height="6" class="is-track"/><rect width="{}" height="6" class="is-filled"/></svg>',
        min(filled.percent, 100),
    )
    share = _("%(planned)s of %(capacity)s h") % {
        "planned": formats.number(round(filled.planned / HOUR)),
        "capacity": formats.number(round(filled.capacity / HOUR)),
    }
    return format_html(
        '<td class="{}"><a href="{}" title="{}" aria-label="{}"><b>{}</b>{}{}</a></td>',
        state,
        _tasks_url(person, week, now),
        words,
        words,
        share,
        bar,
        note,
    )


def _tasks_url(person: int, week: datetime, now: datetime) -> str:
    """Return the list of the tasks that fill a week."""
    begin, end = (moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for moment in (week, week + WEEK))
    is_now = week <= now < week + WEEK
    planned = f"planned_start lt {end}" if is_now else f"planned_start lt {end} and planned_end gt {begin}"
    due = f"due_at lt {end}" if is_now else f"due_at lt {end} and due_at ge {begin}"
    text = (
        f"owner eq {person} and done_at eq null and duration gt 0"
        f" and (({planned}) or (planned_start eq null and {due}))"
    )
    return f"/tasks/?{urlencode({'filter': text})}"
