"""The page «My day»: what is late, what is for today, what comes, and with whom nothing is planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.domain.work.queries import SHOWN, Day, Planned, missing_filter, my_day, without_planned_activity
from artel.platform.access.policy import may
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.sections.spec import SectionSpec
from artel.platform.ui import formats
from artel.platform.ui.atoms import Count, Due, Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, AttributeValue, Component, Html, join
from artel.platform.ui.feedback import EmptyState, Notice
from artel.platform.ui.icons import icon, known
from artel.platform.ui.page import Page
from artel.platform.ui.record import Entry, Section

CLIENT_SECTIONS = ("accounts", "leads", "deals")
"""Sections whose records must always have something planned."""
INTO_DIALOG: dict[str, AttributeValue] = {"hx-target": "#dialog"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayScreen:
    """What the template prints."""

    page: Page
    parts: Sequence[Component]
    missing: Sequence[Component]


def day_screen(actor: Actor) -> DayScreen:
    """Return the page of the actor's day."""
    day = my_day(actor)
    plan = _plan_button() if may(actor, "tasks", "create") else EMPTY
    page = Page(title=_("My day"), actions=(plan,) if plan else ())
    return DayScreen(page=page, parts=_parts(day, plan), missing=_missing(actor))


def _plan_button() -> Html:
    url = "/tasks/new/"
    attrs: dict[str, AttributeValue] = {"hx-get": url, "data-dialog": "sheet", **INTO_DIALOG}
    return Button(label=_("Plan"), icon="calendar-plus", kind="primary", url=url, attrs=attrs)


def _parts(day: Day, plan: Html) -> list[Component]:
    if not (day.overdue or day.today or day.upcoming):
        text = _("Tasks, calls and meetings that you answer for will stand here, the late ones first.")
        return [EmptyState(title=_("Nothing is planned"), text=text, icon="checkbox", actions=(plan,))]
    found: list[Component] = []
    if day.overdue:
        found.append(_part(_("Overdue"), day.overdue, day))
    found.append(_part(_("Today"), day.today, day, empty=_("Nothing more for today.")))
    if day.upcoming:
        found.append(_part(_("In the next seven days"), day.upcoming, day))
    if day.has_more:
        text = _("Only the first %(number)s of each part stand here; the rest are in the lists of tasks and calls.")
        found.append(Notice(text=text % {"number": SHOWN}))
    return found


def _part(title: str, planned: Sequence[Planned], day: Day, *, empty: str = "") -> Component:
    body = join(_line(p, day) for p in planned) if planned else format_html('<p class="muted">{}</p>', empty)
    return Section(title=title, body=body, count=len(planned) or None)


def _line(planned: Planned, day: Day) -> Component:
    url = f"/{planned.section}/{planned.id}/"
    done, later = f"{url}done/", f"{url}later/"
    urgent = Flag(_("urgent"), tone="late") if planned.priority == "high" else EMPTY
    return Entry(
        label=join((planned.name, " ", urgent)) if urgent else planned.name,
        url=url,
        note=_about(planned),
        mark=icon(known(current_snapshot().section(planned.section).icon, "checkbox")),
        value=Due(planned.due_at, day.now),
        actions=(
            Button(
                label=_("Postpone: %(what)s") % {"what": planned.name},
                icon="calendar",
                kind="bare",
                url=later,
                is_icon_only=True,
                attrs={"hx-get": later, **INTO_DIALOG},
            ),
            Button(
                label=_("Complete: %(what)s") % {"what": planned.name},
                icon="check",
                url=done,
                is_icon_only=True,
                attrs={"hx-get": done, **INTO_DIALOG},
            ),
        ),
    )


def _about(planned: Planned) -> Html:
    """Return the record and the client, each once."""
    parts: list[Html] = []
    if planned.about:
        address = f"/{planned.about_section}/{planned.about_id}/"
        parts.append(format_html('<a class="soft" href="{}">{}</a>', address, planned.about))
    parts += [name for name in (planned.account, planned.contact) if name and name != planned.about]
    return join(parts, " · ")


def _missing(actor: Actor) -> list[Component]:
    """Return the counters of records without a planned activity: one's own, and all in sight where that is more."""
    lines = []
    for counted in without_planned_activity(actor, CLIENT_SECTIONS):
        spec = current_snapshot().section(counted.section)
        label = spec.label.text()
        lines.append(_counter(spec, _("%(what)s: mine") % {"what": label}, counted.own, is_own=True))
        if counted.seen != counted.own:
            said = _("%(what)s: all I see") % {"what": label}
            lines.append(_counter(spec, said, counted.seen, is_own=False, has_more=counted.has_more))
    if not lines:
        return []
    note = _("Every client should have a next step. Open a list and plan one for each.")
    body = join((format_html('<p class="muted small">{}</p>', note), *lines))
    return [Section(title=_("Without a planned activity"), body=body)]


def _counter(spec: SectionSpec, label: str, number: int, *, is_own: bool, has_more: bool = False) -> Component:
    shown = f"{formats.number(number)}{'+' if has_more else ''}"
    url = f"/{spec.key}/?{urlencode({'filter': missing_filter(spec, is_own=is_own)})}"
    return Entry(label=label, url=url, value=Count(shown, is_late=number > 0))
