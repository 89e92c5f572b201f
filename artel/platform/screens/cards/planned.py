"""What is planned about a record: the strip «Next: …», and the list of open activities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.access.policy import visible_to
from artel.platform.kernel.text import short_name
from artel.platform.screens.activities import Activity, activity_sections
from artel.platform.screens.cards.record import Record
from artel.platform.screens.display import Display
from artel.platform.sections.steps import is_activity
from artel.platform.ui import formats
from artel.platform.ui.atoms import Due
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, AttributeValue, Html, join
from artel.platform.ui.icons import icon
from artel.platform.ui.record import Entry, NextAction, Section

SATURDAY = 5
DIALOG: dict[str, AttributeValue] = {"hx-target": "#dialog"}


def about_of(record: Record) -> Html:
    """Return what an activity is about: the name of that record with a link; one query, nothing for other sections."""
    place = record.place
    section, record_id = str(record.value("about_section") or ""), record.value("about_id")
    if not is_activity(place.spec) or not record_id or not place.may_in(section, "read"):
        return EMPTY
    name = visible_to(place.actor, section).filter(id=record_id).values_list("name", flat=True).first()
    if name is None:
        return EMPTY
    kind = place.snapshot.sections[section].singular.text()
    return format_html(
        '{}: <a class="a-link" href="/{}/{}/">{}</a>',
        kind,
        section,
        record_id,
        name or formats.record_number(record_id),
    )


def activity_buttons(record: Record) -> list[Html]:
    """Return «Put off» and «Done» for the card of an open activity itself."""
    if not is_activity(record.place.spec) or record.value("done_at") is not None or not record.can_change:
        return []
    base = record.url
    return [
        Button(label=_("Postpone"), icon="calendar", url=f"{base}later/", attrs={"hx-get": f"{base}later/", **DIALOG}),
        Button(
            label=_("Done"),
            icon="check",
            kind="primary",
            url=f"{base}done/",
            attrs={"hx-get": f"{base}done/", **DIALOG},
        ),
    ]


def next_action_bar(record: Record, display: Display, activity: Activity | None) -> Html:
    """Return the strip with the next action and its two buttons; without one, the button that plans it."""
    if activity is None:
        return _nothing_planned(record)
    is_late = activity.due_at is not None and activity.due_at < display.now
    done = f"/{activity.section}/{activity.id}/done/"
    later = f"/{activity.section}/{activity.id}/later/"
    return NextAction(
        text=format_html('<a href="/{}/{}/">{}</a>', activity.section, activity.id, activity.name),
        icon=activity.icon,
        due=Due(activity.due_at, display.now) if activity.due_at else EMPTY,
        who=short_name(activity.owner) if activity.owner else "",
        is_late=is_late,
        actions=(
            Button(label=_("Postpone"), icon="calendar", url=later, attrs={"hx-get": later, **DIALOG}),
            Button(label=_("Done"), icon="check", kind="primary", url=done, attrs={"hx-get": done, **DIALOG}),
        ),
    )


def _nothing_planned(record: Record) -> Html:
    plan = plan_url(record)
    if not plan:
        return EMPTY
    button = Button(label=_("Plan"), icon="calendar-plus", kind="primary", url=plan, attrs={"hx-get": plan, **DIALOG})
    return format_html(
        '<div class="a-do is-empty">{}<span class="grow">{}</span>{}</div>',
        icon("calendar-plus"),
        _("Nothing is planned. Decide what happens next, so that it is not forgotten."),
        button,
    )


def plan_url(record: Record) -> str:
    """Return the address that plans something about the record, empty when the actor may not."""
    specs = activity_sections(record.place.snapshot, record.place.actor, "create")
    if not specs or record.is_trashed:
        return ""
    due = next_morning(timezone.localtime()).strftime("%Y-%m-%dT%H:%M")
    asked = {"about_section": record.place.spec.key, "about_id": record.id, "due_at": due}
    return f"/{specs[0].key}/new/?{urlencode(asked)}"


def next_morning(now: datetime) -> datetime:
    """Return ten o'clock of the next working day, in the zone of `now`: what has no time is not planned."""
    day = now + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


def planned_section(record: Record, display: Display, activities: Sequence[Activity]) -> Section:
    """Return the list of what is open about the record."""
    plan = plan_url(record)
    entries = [
        Entry(
            label=a.name,
            url=f"/{a.section}/{a.id}/",
            note=short_name(a.owner) if a.owner else "",
            mark=icon(a.icon, css="muted"),
            value=Due(a.due_at, display.now) if a.due_at else EMPTY,
        )
        for a in activities
    ]
    add = Button(
        label=_("Plan"),
        icon="plus",
        kind="bare",
        url=plan,
        is_small=True,
        is_icon_only=True,
        attrs={"hx-get": plan, **DIALOG},
    )
    return Section(
        title=_("Planned"),
        body=join(entries) if entries else format_html('<p class="muted small">{}</p>', _("Nothing is planned")),
        count=len(entries) or None,
        action=add if plan else EMPTY,
    )
