"""The panels of a card: what a move lacks, history, why one sees the record, how an activity ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.kernel.errors import NotFound, Problem, StaleRecord, ValidationFailed
from artel.platform.screens.cards.feed import FeedState, feed_of
from artel.platform.screens.cards.moving import missing_fields, ways_out
from artel.platform.screens.cards.record import Record, read_record
from artel.platform.screens.cards.steps import outcome_options
from artel.platform.screens.cards.why import why_body
from artel.platform.screens.display import Display, screen_display
from artel.platform.screens.forms.asking import Asking, states_with
from artel.platform.screens.forms.conflicts import conflict_dialog
from artel.platform.screens.forms.inputs import written
from artel.platform.screens.forms.saving import token
from artel.platform.screens.forms.screen import Filling, form_of
from artel.platform.screens.place import Place, each_once
from artel.platform.screens.reading.layouts import asked_in_stage
from artel.platform.sections.spec import FieldSpec
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Html, attributes, join
from artel.platform.ui.feedback import Dialog
from artel.platform.ui.forms import Fieldset, Form


def missing_dialog(
    place: Place, record_id: int, stage: str, error: ValidationFailed, request: HttpRequest, typed: Mapping[str, object]
) -> Dialog:
    """Return what a refused move lacks, with the fields to fill in right there."""
    keys = tuple(dict.fromkeys((*missing_fields(place, error.problems), *typed)))
    return _asking(place, record_id, stage, keys, request, problems=error.problems, typed=typed)


def fill_dialog(place: Place, record_id: int, stage: str, keys: Sequence[str], request: HttpRequest) -> Dialog:
    """Return the fields that a move is known to lack, as stored, to be filled in."""
    return _asking(place, record_id, stage, keys, request)


def _asking(
    place: Place,
    record_id: int,
    stage: str,
    keys: Sequence[str],
    request: HttpRequest,
    *,
    problems: Sequence[Problem] = (),
    typed: Mapping[str, object] | None = None,
) -> Dialog:
    record = read_record(place, record_id)
    fields = _asked_by_stage(record, stage, keys)
    display = screen_display(place)
    values = {f.key: written(f, record.cell(f), display.language) for f in fields}
    values |= {k: str(v) for k, v in (typed or {}).items() if v is not None}
    labels = {f.key: record.cell(f).label or "" for f in fields if f.is_pointer and f.key not in (typed or {})}
    target = place.spec.stage(record.value("pipeline"), stage)
    label = target.label.text(display.language) if target else stage
    offered = {target.reasons.field: target.reasons.values} if target and target.reasons else {}
    stored = Filling(values=values, labels=labels, problems=problems, hidden={"stage": stage}, offered=offered)
    buttons: list[Html] = [Button(label=_("Put back"), kind="bare", attrs={"data-dialog-close": True})]
    buttons += ways_out(place, record_id, problems)
    if fields:
        buttons.append(Button(label=_("Fill in and move"), kind="primary", is_submit=True))
    action = place.url("move", record_id=record_id)
    states = states_with(record, {"stage": stage})
    # The door lets a move fill in what is empty, whatever locks it in the stage that is left.
    full = frozenset(f.key for f in fields if record.cell(f).value not in (None, "", []))
    asking = Asking(front=fields, states=replace(states, readonly=states.readonly & full))
    form = form_of(place, display, asking, stored, action=action, csrf_token=token(request), buttons=buttons)
    return Dialog(title=_("To move to “%(stage)s”") % {"stage": label}, body=form)


def _asked_by_stage(record: Record, stage: str, keys: Sequence[str]) -> tuple[FieldSpec, ...]:
    """Return what a move lacks, and what else the stage asks for that is not known yet."""
    place = record.place
    asked = place.shown(asked_in_stage(record.layout, record.value("pipeline"), stage))
    unknown = (f for f in asked if place.can_write(f) and f.type != "stage" and record.cell(f).value in (None, "", []))
    return each_once((*place.shown(keys), *unknown))


def stale_move(place: Place, record_id: int, stage: str, error: StaleRecord, request: HttpRequest) -> Dialog:
    """Return both versions of a record that somebody changed before the move."""
    action = place.url("move", record_id=record_id)
    typed = {**error.yours, "stage": stage}
    return conflict_dialog(place, screen_display(place), error, action=action, csrf_token=token(request), typed=typed)


def history_dialog(record: Record, display: Display, field: str) -> Dialog:
    """Return the changes of a record or of one field, with the choice of the field."""
    url = record.place.url("history", record_id=record.id)
    options = join(
        format_html(
            '<option value="{}"{}>{}</option>',
            f.key,
            attributes({"selected": f.key == field}),
            f.label.text(display.language),
        )
        for f in record.place.offered
        if not f.system
    )
    choice = format_html(
        '<form class="row-x" hx-get="{0}" action="{0}" hx-trigger="change" hx-target="#dialog">'
        '<label class="muted" for="history-field">{1}</label>'
        '<select class="form-select" id="history-field" name="field">'
        '<option value="">{2}</option>{3}</select></form>',
        url,
        _("Field"),
        _("All fields"),
        options,
    )
    known = field if field in record.place.fields else ""
    state = FeedState(group="" if known else "changes", field=known)
    return Dialog(
        title=_("History: %(name)s") % {"name": record.name},
        body=join((choice, feed_of(record, display, state))),
        is_wide=True,
    )


def why_dialog(record: Record, person: str) -> Dialog:
    """Return why the actor, or a colleague he asks about, sees this record."""
    return Dialog(title=_("Who sees this and why"), body=why_body(record, person))


def activity_dialog(
    place: Place,
    record_id: int,
    request: HttpRequest,
    fields: Sequence[FieldSpec],
    *,
    kind: str,
    problems: Sequence[Problem] = (),
) -> Dialog:
    """Return the small dialog that closes an activity (`done`) or puts it off (`later`)."""
    record = read_record(place, record_id, fields)
    if not record.can_change or record.is_trashed or "done_at" not in place.fields:
        raise NotFound
    display = screen_display(place)
    values = {f.key: written(f, record.cell(f), display.language) for f in fields}
    if request.method == "POST":
        values |= {f.key: request.POST.get(f.key, "") for f in fields}
    only = outcome_options(place.spec.key, record_id, place.snapshot, display.language) if kind == "done" else {}
    title, button = (_("How did it end?"), _("Done")) if kind == "done" else (_("Put off till"), _("Postpone"))
    url = place.url("finish" if kind == "done" else "later", record_id=record_id)
    form = form_of(
        place,
        display,
        fields,
        Filling(values=values, problems=problems, only=only),
        action=url,
        csrf_token=token(request),
        buttons=[
            Button(label=_("Cancel"), kind="bare", attrs={"data-dialog-close": True}),
            Button(label=button, kind="primary", icon="check" if kind == "done" else "calendar", is_submit=True),
        ],
    )
    return Dialog(title=title, body=_under_name(record, form))


def _under_name(record: Record, form: Form) -> Form:
    """Return the form with the activity's name above its fields."""
    first, *rest = form.groups
    noted = Fieldset(fields=first.fields, title=first.title, note=record.name)
    return Form(
        action=form.action,
        groups=[noted, *rest],
        errors=form.errors,
        buttons=form.buttons,
        hidden=form.hidden,
        attrs=form.attrs,
        csrf_token=form.csrf_token,
    )
