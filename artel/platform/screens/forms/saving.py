"""What the views of forms do: fill a form, write through the door, decide where to go afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _

from artel.platform.files.actions import store_file
from artel.platform.kernel.errors import NotFound, Problem, StaleRecord, ValidationFailed
from artel.platform.records import door
from artel.platform.screens.answers import done, go, is_fragment, panel
from artel.platform.screens.cards.record import Record, read_record
from artel.platform.screens.display import screen_display
from artel.platform.screens.forms.asking import (
    asked_fields,
    asking_again,
    asking_edited,
    asking_new,
    offers_pipelines,
    unasked,
)
from artel.platform.screens.forms.conflicts import conflict_dialog
from artel.platform.screens.forms.inputs import parts_of, text_in, typed
from artel.platform.screens.forms.screen import (
    Filling,
    defaults_of,
    edit_buttons,
    form_of,
    form_page,
    new_buttons,
    new_title,
    pipeline_choice,
    stored_values,
    with_problems,
)
from artel.platform.screens.forms.twin_question import ask_about_twins, compared_values
from artel.platform.screens.forms.twins import twins_watch
from artel.platform.screens.place import Place, each_once, place_for
from artel.platform.sections.fieldtypes.pointing.files import most_files
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.sections.steps import is_activity
from artel.platform.ui.buttons import Button
from artel.platform.ui.feedback import Dialog, Toast
from artel.platform.ui.page import Page

CARRIED = ("about_section", "about_id", "pipeline")
"""Fields that an address hands over and nobody types."""
ONLY = "only"
"""The name under which a short form of a stored record says which fields it asks."""


def token(request: HttpRequest) -> str:
    """Return the token that forms of this page carry."""
    return get_token(request)


def page_of(place: Place, title: str) -> Page:
    """Return the frame of a form on a page of its own."""
    return form_page(place, title)


def new_form(
    place: Place, request: HttpRequest, *, problems: Sequence[Problem] = (), chosen: Mapping[str, str] | None = None
) -> Dialog:
    """Return the form of a new record, with what the address hands over or what was typed."""
    given = request.POST if request.method == "POST" and not chosen else request.GET
    handed = {key: text_in(given, place.fields[key]) for key in given if key in place.fields}
    begun = defaults_of(place, tuple(f for f in place.fields.values() if place.can_write(f)))
    values = {**({} if problems else begun), **handed, **(chosen or {})}
    asking = asking_new(place, given if problems else values, is_refused=bool(problems))
    asked = asking.fields
    is_choice = offers_pipelines(place) and "pipeline" not in {f.key for f in asked}
    shown = {f.key for f in asked} | ({"pipeline"} if is_choice else set())
    hidden = {key: values[key] for key in CARRIED if values.get(key) and key not in shown}
    extra = [place.fields[k] for k in handed if place.can_write(place.fields[k]) and k not in CARRIED]
    action = place.url("new")
    form = form_of(
        place,
        screen_display(place),
        replace(asking, front=each_once((*asking.front, *(f for f in extra if f not in asked)))),
        Filling(values=values, problems=problems, hidden=hidden, begun=begun if problems else None),
        action=action,
        csrf_token=token(request),
        buttons=new_buttons(),
        draft="" if hidden or handed.get("pipeline") else f"new:{place.spec.key}",
        note=twins_watch(place, asked),
        is_sheet=is_fragment(request),
        first=(pipeline_choice(place, values.get("pipeline", "")),) if is_choice else (),
    )
    return Dialog(title=new_title(place.spec), body=form)


def create(place: Place, request: HttpRequest) -> int:
    """Write a new record from what was typed and return its id; raises as the door does, TwinsFound to be asked."""
    # The page may not have heard yet that a field is hidden now: what is not asked is not written.
    left_out = unasked(request.POST) | asking_new(place, request.POST).states.hidden
    asked = [f for f in asked_fields(place) if f.kind is Kind.BOOLEAN and f.key not in left_out]
    posted = [
        f
        for f in place.fields.values()
        if f.key in request.POST and f.key not in left_out and (place.can_write(f) or f.key in CARRIED)
    ]
    values = typed(each_once((*asked, *posted)), request.POST)
    given = {key: value for key, value in values.items() if value != ""}
    stored = _store([f for f in place.fields.values() if place.can_write(f)], request, place)
    with transaction.atomic():
        record_id = door.create(place.spec.key, [{**given, **stored}], actor=place.actor)[0]
        ask_about_twins(place, record_id, request)
    return record_id


def _store(fields: Sequence[FieldSpec], request: HttpRequest, place: Place) -> dict[str, object]:
    """Keep the files that a form sends itself, when no script sent them before; return field key → value.

    Where a field takes several they follow those that stand in it. A refusal stands beside its field.
    """
    found: dict[str, object] = {}
    for field in fields:
        sent = request.FILES.getlist(field.key) if field.holds_files else []
        if not sent:
            continue
        try:
            ids = [store_file(upload, actor=place.actor).pk for upload in sent[-most_files(field) :]]
        except ValidationFailed as error:
            raise ValidationFailed([replace(p, field=field.key) for p in error.problems]) from error
        found[field.key] = [*parts_of(text_in(request.POST, field)), *ids] if field.is_list else ids[-1]
    return found


def after_create(place: Place, request: HttpRequest, record_id: int) -> HttpResponse:
    """Return what follows: another blank form, the card, or the page one came from with a link to the card."""
    url = place.url("card", record_id=record_id)
    text = _("Created: %(what)s") % {"what": place.spec.singular.text()}
    toast = Toast(text=text, href=url, label=_("Open"))
    news = {"section": place.spec.key, "ids": [record_id]}
    if request.POST.get("then") == "new" and request.headers.get("HX-Request"):
        blank = new_form(place, request, chosen=defaults_of(place, asked_fields(place)))
        return panel(blank, toast=toast, record_changed=news)
    if is_activity(place.spec) or _stands_on_a_card(request):
        return done(request, toast, place.spec.key, [record_id], fallback=url)
    return go(request, url)


def _stands_on_a_card(request: HttpRequest) -> bool:
    """Return whether the form was opened over a card: then the person stays there."""
    htmx = request.htmx  # type: ignore[attr-defined]
    path = (htmx.current_url_abs_path or "") if htmx else ""
    parts = [p for p in path.partition("?")[0].split("/") if p]
    return len(parts) == 2 and parts[1].isdigit()


def edit_form(record: Record, request: HttpRequest, *, problems: Sequence[Problem] = ()) -> Dialog:
    """Return the form of a whole record, stored values or what was typed in it."""
    place = record.place
    if record.is_trashed or not record.can_change:
        raise NotFound
    if request.POST.get(ONLY):
        return short_form(record, only_in(record, request), request, problems=problems)
    display = screen_display(place)
    is_sent = request.method == "POST"
    asking = asking_again(record, request.POST, is_refused=bool(problems)) if is_sent else asking_edited(record)
    asked = with_problems(place, asking.fields, problems)
    filling = stored_values(record, asked, display)
    if is_sent:
        # What was out of sight or locked may not have been sent: it is as it was stored, not empty.
        kept = unasked(request.POST) - request.POST.keys()
        values = {f.key: filling.values[f.key] if f.key in kept else text_in(request.POST, f) for f in asked}
        hidden = {"version": str(request.POST.get("version", record.version))}
        begun = filling.values if problems else None
        filling = replace(filling, values=values, problems=problems, hidden=hidden, labels={}, begun=begun)
    form = form_of(
        place,
        display,
        asking,
        filling,
        action=place.url("edit", record_id=record.id),
        csrf_token=token(request),
        buttons=edit_buttons(record),
        pipeline=record.value("pipeline"),
        is_sheet=is_fragment(request),
    )
    return Dialog(title=record.name, body=form)


def short_form(
    record: Record, fields: Sequence[FieldSpec], request: HttpRequest, *, problems: Sequence[Problem] = ()
) -> Dialog:
    """Return the form of some fields of a record: as typed where they were sent, else as stored."""
    place, display = record.place, screen_display(record.place)
    fields = with_problems(place, fields, problems)
    stored = stored_values(record, fields, display)
    sent = {f.key: text_in(request.POST, f) for f in fields if f.key in request.POST}
    hidden = {
        "version": str(request.POST.get("version") or record.version),
        ONLY: ",".join(f.key for f in fields),
    }
    form = form_of(
        place,
        display,
        fields,
        replace(stored, values={**stored.values, **sent}, problems=problems, hidden=hidden),
        action=place.url("edit", record_id=record.id),
        csrf_token=token(request),
        buttons=edit_buttons(record),
        pipeline=record.value("pipeline"),
        is_sheet=True,
    )
    return Dialog(title=record.name, body=form)


def only_in(record: Record, request: HttpRequest) -> tuple[FieldSpec, ...]:
    """Return the fields that a short form says it asks, of those that may be typed."""
    place = record.place
    return tuple(f for f in place.shown(request.POST.get(ONLY, "").split(",")) if place.can_write(f))


def beside_cell(place: Place, record_id: int, key: str, request: HttpRequest, error: ValidationFailed) -> Dialog | None:
    """Return the form of a value and of the other fields that its change asks for; None when it is wrong itself."""
    wrong = {p.field for p in error.problems}
    others = tuple(f for f in place.shown(sorted(k for k in wrong if k)) if place.can_write(f))
    if wrong & {None, key} or len(others) < len(wrong):
        return None
    record = read_record(place, record_id)
    return short_form(record, (place.fields[key], *others), request, problems=error.problems)


def change(record: Record, request: HttpRequest) -> None:
    """Write an edited record; raises as the door does (StaleRecord: somebody was faster), TwinsFound to be asked."""
    place = record.place
    sent = {*request.POST, *request.FILES}
    if request.POST.get(ONLY):
        fields, left_out = only_in(record, request), unasked(request.POST)
    else:
        asking = asking_again(record, request.POST)
        fields, left_out = asking.fields, unasked(request.POST) | asking.states.hidden
    asked = [f for f in fields if (f.kind is Kind.BOOLEAN or f.key in sent) and f.key not in left_out]
    _write(place, record.id, asked, request)


def change_cell(place: Place, record_id: int, field: str, request: HttpRequest) -> None:
    """Write one value; raises as the door does."""
    _write(place, record_id, [place.fields[field]], request)


def _write(place: Place, record_id: int, fields: Sequence[FieldSpec], request: HttpRequest) -> None:
    values = {**typed(fields, request.POST), **_store(fields, request, place)}
    change = door.Change(id=record_id, values=values, version=version_in(request))
    with transaction.atomic():
        before = compared_values(place, record_id)
        door.change(place.spec.key, [change], actor=place.actor)
        ask_about_twins(place, record_id, request, before)


def version_in(request: HttpRequest) -> int | None:
    """Return the version that a form was filled from, None when it does not say."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def conflict(record: Record, request: HttpRequest, error: StaleRecord) -> Dialog:
    """Return both versions of a record that somebody else changed meanwhile."""
    place = record.place
    return conflict_dialog(
        place,
        screen_display(place),
        error,
        action=place.url("edit", record_id=record.id),
        csrf_token=token(request),
        typed={**error.yours, **({ONLY: request.POST[ONLY]} if request.POST.get(ONLY) else {})},
    )


def target_of(place: Place, field: str) -> Place:
    """Return the section that a reference points to, where the actor may create; raises NotFound, AccessDenied."""
    spec = place.fields.get(field)
    if spec is None or spec.kind is not Kind.REFERENCE or not spec.target:
        raise NotFound
    return place_for(place.actor, spec.target, "create")


def quick_form(
    place: Place, target: Place, field: str, request: HttpRequest, *, problems: Sequence[Problem] = ()
) -> Dialog:
    """Return the short form that makes a record for a reference; it stands in a dialog above the form it is for."""
    asked = asked_fields(target)
    given = request.POST if request.method == "POST" else request.GET
    values = {
        **defaults_of(target, asked),
        **{k: text_in(given, target.fields[k]) for k in given if k in target.fields},
    }
    form = form_of(
        target,
        screen_display(target),
        asked,
        Filling(values=values, problems=problems),
        action=place.url("quick", field=field),
        csrf_token=token(request),
        buttons=[
            Button(label=_("Cancel"), kind="bare", url=place.url(), attrs={"data-dialog-close": True}),
            Button(label=_("Create and choose"), kind="primary", is_submit=True),
        ],
        attrs={"hx-target": "closest dialog"},
        is_sheet=is_fragment(request),
        prefix=f"for-{field}",
    )
    return Dialog(title=new_title(target.spec), body=form)
