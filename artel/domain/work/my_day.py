"""The page «My day»: what is late, what is for today, what comes, and what of one's own is not in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.domain.work.queries import SHOWN, Day, OutOfOrder, Planned, my_day, out_of_order
from artel.platform.access.policy import may
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.process.approvals.reading import asks_anywhere, waiting_for
from artel.platform.screens.cards.approvals.listing import waiting_entries
from artel.platform.ui import formats
from artel.platform.ui.atoms import Count, Due, Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, AttributeValue, Component, Html, join
from artel.platform.ui.feedback import EmptyState, Notice
from artel.platform.ui.icons import icon, known
from artel.platform.ui.page import Page
from artel.platform.ui.record import Entry, Section

SHOWN_APPROVALS = 5
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
    asked = _asked(actor)
    return DayScreen(page=page, parts=[*asked, *_parts(day, plan)], missing=_missing(actor))


def _asked(actor: Actor) -> list[Component]:
    """Return the decisions that wait for the actor; nothing where the company's stages ask for none."""
    found = waiting_for(actor) if asks_anywhere(current_snapshot()) else []
    if not found:
        return []
    body = waiting_entries(found[:SHOWN_APPROVALS], actor)
    link = format_html('<a class="a-link" href="{}">{}</a>', reverse("screens:approvals"), _("All approvals"))
    return [Section(title=_("Your decision is needed"), count=len(found), body=body, action=link)]


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
    """Return how many of one's own records break each invariant, and of all in sight where that is more."""
    lines = [_counter(each) for each in out_of_order(actor) if each.own or each.seen]
    if not lines:
        return []
    link = format_html('<a class="a-link small" href="/order/">{}</a>', _("All of it"))
    return [Section(title=_("Not in order"), body=join(lines), action=link)]


def _counter(counted: OutOfOrder) -> Component:
    section = counted.invariant.section
    others: Html = ""
    if counted.seen != counted.own:
        shown = f"{formats.number(counted.seen)}{'+' if counted.has_more else ''}"
        said = _("all I see: %(count)s") % {"count": shown}
        others = format_html('<a class="soft" href="{}">{}</a>', _address(section, counted.text), said)
    return Entry(
        label=counted.invariant.label.text(),
        url=_address(section, counted.own_text),
        note=others,
        value=Count(formats.number(counted.own), is_late=counted.own > 0),
    )


def _address(section: str, condition: str) -> str:
    return f"/{section}/?{urlencode({'filter': condition})}"
