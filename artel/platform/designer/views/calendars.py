"""Working calendars: the list, one with its week and the days that differ, taking one out of use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from artel.platform.access.middleware import actor_on
from artel.platform.access.zones import offered_zones
from artel.platform.definitions.kinds.calendar import WEEKDAYS, Weekday
from artel.platform.designer.calendar_input import calendar_body, text_of_hours
from artel.platform.designer.drafts import Edit, Working
from artel.platform.designer.list_input import label_in, shown_label
from artel.platform.designer.naming.suggesting import key_for
from artel.platform.designer.parts.rows import Among, Cell, RowEditor
from artel.platform.designer.views.frame import Errors, design_page, designing, save, top_tabs
from artel.platform.designer.views.retiring import ask_to_retire, retire_button
from artel.platform.kernel.errors import NotFound
from artel.platform.screens.answers import whole_page
from artel.platform.ui.atoms import Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, Text
from artel.platform.ui.feedback import EmptyState
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.ui.page import Crumb
from artel.platform.ui.table import Column, Group, Row, Table

TITLE = '<span class="row-x"><span class="clip">{}</span>{}{}</span>'
NEW: Mapping[str, Any] = {
    "label": {"ru": "", "en": ""},
    "week": {day: ["09:00-13:00", "14:00-18:00"] for day in WEEKDAYS[:5]},
}


def day_names() -> dict[Weekday, str]:
    """Return the days of the week in words, Monday first."""
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    return dict(zip(WEEKDAYS, names, strict=True))


@require_GET
@designing
def calendars(request: HttpRequest, working: Working) -> HttpResponse:
    """All calendars with their zones and the number of days that differ."""
    add = Button(
        label=_("New calendar"), url=reverse("designer:calendar_new"), icon="plus", kind="primary", shortcut="N"
    )
    bodies = working.snapshot.documents.get("calendar", {})
    text = _("Hours of work, breaks and holidays. Norms of stages and dates due are counted in them.")
    empty = EmptyState(title=_("No calendars yet"), text=text, icon="calendar-time", actions=(add,))
    return design_page(
        request,
        working,
        _("Working calendars"),
        [_table(bodies, working) if bodies else empty],
        tabs=top_tabs("calendars", actor=actor_on(request)),
        crumbs=(Crumb(_("Working calendars")),),
        actions=(add,) if bodies else (),
        count=len(bodies),
    )


def _table(bodies: Mapping[str, Mapping[str, Any]], working: Working) -> Table:
    columns = (
        Column(key="label", label=_("Calendar"), is_name=True),
        Column(key="week", label=_("Monday hours"), width=220),
        Column(key="days", label=_("Special days"), width=160, is_number=True),
        Column(key="zone", label=_("Time zone"), width=200, is_soft=True, is_wide_only=True),
    )
    rows = []
    for key, body in sorted(bodies.items(), key=lambda found: shown_label(found[1])):
        main = Flag(_("for everybody"), "info") if body.get("is_default") else EMPTY
        flag = Flag(_("not applied"), "soon") if working.is_edited("calendar", key) else EMPTY
        name = shown_label(body) or key
        rows.append(
            Row(
                id=key,
                url=reverse("designer:calendar", args=[key]),
                name=name,
                values={
                    "label": format_html(
                        '<span class="row-x"><span class="clip">{}</span>{}{}</span>', name, main, flag
                    ),
                    "week": text_of_hours(body["week"].get("mon", ())) or _("day off"),
                    "days": str(len(body.get("days", ()))),
                    "zone": body.get("time_zone") or _("as the company"),
                },
            )
        )
    return Table(columns=columns, groups=[Group(rows=rows)], caption=_("Working calendars"), is_static=True)


@require_http_methods(["GET", "POST"])
@designing
def new_calendar(request: HttpRequest, working: Working) -> HttpResponse:
    """A further calendar, a five-day week to begin with."""
    is_first = not working.snapshot.documents.get("calendar")
    return _page(request, working, "", {**NEW, "is_default": is_first})


@require_http_methods(["GET", "POST"])
@designing
def calendar(request: HttpRequest, working: Working, key: str) -> HttpResponse:
    """One calendar: its names, zone, week and the days that differ."""
    return _page(request, working, key, _body(working, key))


def _page(request: HttpRequest, working: Working, key: str, body: Mapping[str, Any]) -> HttpResponse:
    errors: Errors = {}
    if request.method == "POST":
        body = calendar_body(request.POST, body)
        errors = {} if any(body["label"].values()) else {"label.ru": (_("Name the calendar."),)}
        stem = body["label"]["ru"] or body["label"]["en"]
        found = key or key_for(stem, lambda new: working.exists("calendar", new), prefix="")
        errors = errors or save([Edit(kind="calendar", key=found, body=body)], actor=actor_on(request))
        if not errors:
            return redirect("designer:calendars")
    title = (shown_label(body) or key) if key else _("New calendar")
    action = reverse("designer:calendar", args=[key]) if key else reverse("designer:calendar_new")
    acts = retire_button(reverse("designer:calendar_retire", args=[key])) if key else EMPTY
    form = Form(
        action=action,
        groups=_groups(body, errors),
        errors=[message for path, found in errors.items() if not _is_beside(path) for message in found],
        buttons=(
            acts,
            Button(label=_("Cancel"), kind="bare", url=reverse("designer:calendars")),
            Button(label=_("Add to draft"), kind="primary", is_submit=True),
        ),
        csrf_token=get_token(request),
        foot="sticky",
    )
    crumbs = (Crumb(_("Working calendars"), reverse("designer:calendars")), Crumb(title))
    status = 422 if errors else 200
    tabs = top_tabs("calendars", actor=actor_on(request))
    return design_page(request, working, title, [form], tabs=tabs, crumbs=crumbs, status=status)


def _is_beside(path: str) -> bool:
    return path.startswith(("label.", "week.", "days.")) or path in ("time_zone", "is_default")


def _groups(body: Mapping[str, Any], errors: Errors) -> list[Fieldset]:
    zones = [Option("", _("as the company")), *(Option(*z) for z in offered_zones(str(body.get("time_zone") or "")))]
    facts = [
        Field(name="label.ru", label=_("Name in Russian"), value=label_in(body, "ru"), error=_of(errors, "label.ru")),
        Field(name="label.en", label=_("Name in English"), value=label_in(body, "en"), error=_of(errors, "label.en")),
        Field(
            name="time_zone",
            label=_("Time zone"),
            kind="select",
            options=zones,
            value=str(body.get("time_zone") or ""),
            error=_of(errors, "time_zone"),
        ),
        Field(
            name="is_default",
            label=_("Holds for everybody who has no other"),
            kind="switch",
            value="on" if body.get("is_default") else "",
            error=_of(errors, "is_default"),
        ),
    ]
    week = [
        Field(
            name=f"week.{day}",
            label=name,
            value=text_of_hours(body["week"].get(day, ())),
            placeholder=_("day off"),
            error=_of(errors, f"week.{day}"),
        )
        for day, name in day_names().items()
    ]
    days = format_html('<div class="is-wide">{}</div>', _days(body, errors))
    return [
        Fieldset(fields=facts),
        Fieldset(title=_("Week"), note=_("Hours with breaks: 9–13, 14–18. Empty: a day off."), fields=week),
        Fieldset(
            title=_("Special days"),
            note=_("A date, 31.12.2026, or a day of every year, 07.01. Without hours it is a day off."),
            fields=[Among(days)],
        ),
    ]


def _of(errors: Errors, path: str) -> tuple[Text, ...]:
    """Return the problems of a place and of whatever stands inside it."""
    inside = [told for found, told in errors.items() if f"{found}.".replace("[", ".").startswith(f"{path}.")]
    return tuple(message for told in inside for message in told)


def _days(body: Mapping[str, Any], errors: Errors) -> Html:
    cells = (
        Cell(name="day", label=_("Day"), css="is-date"),
        Cell(name="hours", label=_("Hours"), css="grow"),
        Cell(name="ru", label=_("Name in Russian"), css="grow"),
        Cell(name="en", label=_("In English"), css="grow"),
    )
    days: Mapping[str, Mapping[str, Any]] = body.get("days", {})
    rows = [
        {
            "key": key,
            "day": _shown(key),
            "hours": text_of_hours(day.get("hours", ())),
            "ru": label_in(day, "ru"),
            "en": label_in(day, "en"),
        }
        for key, day in days.items()
    ]
    wrong = {number: _of(errors, f"days.{key}") for number, key in enumerate(days)}
    return RowEditor(cells=cells, rows=rows, add_label=_("Add a day"), errors=wrong, can_retire=False)


def _shown(key: str) -> str:
    """Return a day as people write it, the year last."""
    return ".".join(reversed(key.split("-")))


def _body(working: Working, key: str) -> Mapping[str, Any]:
    body = working.body("calendar", key)
    if body is None:
        raise NotFound(calendar=key)
    return body


@require_http_methods(["GET", "POST"])
@whole_page
@designing
def retire_calendar(request: HttpRequest, working: Working, key: str) -> HttpResponse:
    """Ask before a calendar goes; who worked by it works by the one above."""
    body = _body(working, key)
    edit = Edit(kind="calendar", key=key, body=body, is_retired=True)
    text = _("Who worked by it works by the calendar of the team above, or of the company.")
    name, about = shown_label(body) or key, format_html("<p>{}</p>", text)
    return ask_to_retire(request, name, about, [edit], reverse("designer:calendars"))
