"""One event in short: when, whose, about what; moved by typing, closed, opened. The keyboard's twin of dragging."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from artel.platform.screens.calendar.screen import is_movable
from artel.platform.screens.cards.planned import about_of, activity_buttons
from artel.platform.screens.cards.record import Record, read_record
from artel.platform.screens.display import Display, screen_display
from artel.platform.screens.place import HIDDEN_COLUMNS, Place
from artel.platform.sections.calendars import CalendarSpec
from artel.platform.sections.spec import Kind
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.feedback import Dialog
from artel.platform.ui.forms import Field, Fieldset, Form
from artel.platform.ui.record import Fact, Facts

MOST_FACTS = 8
UNSAID = {"id", "name", "created_at", "created_by", "updated_at", "updated_by", "done_at"}


def peek_dialog(place: Place, record_id: int, csrf_token: str) -> Dialog:
    """Return the dialog of one event. Raises NotFound."""
    record = read_record(place, record_id)
    display = screen_display(place)
    link = Button(label=_("Open the card"), icon="external-link", url=record.url)
    can_move = record.can_change and is_movable(place.spec, place.actor)
    body = join((_facts(record, display, can_move=can_move), _form(record, csrf_token) if can_move else EMPTY))
    return Dialog(title=record.name, body=body, buttons=[link, *activity_buttons(record)[-1:]])


def _facts(record: Record, display: Display, *, can_move: bool) -> Html:
    """Return what is known of the event; its times stand in the form where they may be changed."""
    calendar = record.place.spec.calendar
    times = {calendar.start, calendar.end, calendar.duration} if calendar else set()
    left_out = UNSAID | HIDDEN_COLUMNS | (times if can_move else set())
    filled = [
        Fact(label=f.label.text(display.language), value=display.html(f, record.cell(f), is_brief=False))
        for f in record.shown(record.place.fields)
        if f.key not in left_out and record.cell(f).value not in (None, "")
    ]
    about = about_of(record)
    facts = ([Fact(label=_("About"), value=about)] if about else []) + filled
    return Facts(facts=facts[:MOST_FACTS]) if facts else EMPTY


def _form(record: Record, csrf_token: str) -> Form:
    """Return the form of its times: it posts to where a drag does."""
    calendar = record.place.spec.calendar
    if calendar is None:
        raise LookupError(f"section {record.place.spec.key!r} has no calendar")
    start = record.place.fields[calendar.start]
    kind = "date" if start.kind is Kind.DATE else "datetime"
    fields = [
        Field(
            name="start",
            label=start.label.text(),
            kind=kind,
            value=_written(record.value(calendar.start), kind),
            is_required=True,
            prefix="peek",
        )
    ]
    if calendar.end or (calendar.duration and kind == "datetime"):
        end = _written(_end(record, calendar), kind)
        fields.append(Field(name="end", label=_("End"), kind=kind, value=end, prefix="peek"))
    url = reverse("screens:calendar_move")
    return Form(
        action=url,
        attrs={"hx-post": url, "hx-swap": "none"},
        groups=(Fieldset(fields=fields, columns=1),),
        hidden={"section": record.place.spec.key, "id": str(record.id), "version": str(record.version)},
        buttons=(Button(label=_("Reschedule"), icon="calendar-time", is_submit=True),),
        csrf_token=csrf_token,
    )


def _end(record: Record, calendar: CalendarSpec) -> object:
    end = record.value(calendar.end) if calendar.end else None
    start = record.value(calendar.start)
    minutes = record.value(calendar.duration) if calendar.duration else None
    if end is None and isinstance(start, datetime) and minutes:
        return start + timedelta(minutes=int(minutes))
    return end


def _written(value: object, kind: str) -> str:
    if isinstance(value, datetime) and kind == "datetime":
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    return value.isoformat() if isinstance(value, date) else ""
