"""The card of a record and what is done on it: comment, plan, move, trash, history."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artel.platform.kernel.errors import StaleRecord, ValidationFailed
from artel.platform.records import door
from artel.platform.screens.answers import answer, done, go, into_dialog, is_fragment, panel, refused
from artel.platform.screens.cards import acts, causes, panels
from artel.platform.screens.cards.lines import Typed, add_line, lines_section, relation_named, typed_line
from artel.platform.screens.cards.moving import move as move_record
from artel.platform.screens.cards.record import read_record
from artel.platform.screens.cards.screen import card_screen, feed_box
from artel.platform.screens.display import screen_display
from artel.platform.screens.forms.saving import token, version_in
from artel.platform.screens.place import place_of
from artel.platform.ui.feedback import Toast


@require_GET
def card(request: HttpRequest, section: str, record_id: int) -> HttpResponse:
    """Show a record."""
    record = read_record(place_of(request, section), record_id)
    screen = card_screen(record, screen_display(record.place), csrf_token=token(request))
    return answer(request, "screens/card.html", "card", {"screen": screen, "page": screen.page})


@require_GET
def feed(request: HttpRequest, section: str, record_id: int) -> HttpResponse:
    """Show the feed of a record: filtered, or older entries."""
    record = read_record(place_of(request, section), record_id)
    box = feed_box(record, screen_display(record.place), acts.feed_state(request.GET))
    return render(request, "screens/feed.html", {"box": box})


@require_http_methods(["GET", "POST"])
def lines(request: HttpRequest, section: str, record_id: int, details: str, pointer: str) -> HttpResponse:
    """Show the details of a record as lines; POST adds one and asks for the next."""
    record = read_record(place_of(request, section), record_id)
    relation = relation_named(record, details, pointer)
    given, status = Typed(), 200
    if request.method == "POST":
        try:
            add_line(record, relation, request.POST)
        except ValidationFailed as error:
            given, status = typed_line(record, relation, request.POST, error.problems), 422
        else:
            record, given = read_record(record.place, record_id), Typed(goes_on=True)
    if not is_fragment(request):
        return go(request, record.url)
    shown = lines_section(record, relation, csrf_token=token(request), given=given)
    return HttpResponse(str(shown), status=status)


@require_POST
def comment(request: HttpRequest, section: str, record_id: int) -> HttpResponse:
    """Write a comment, with files, and tell those who are called in it."""
    place = place_of(request, section)
    acts.add_comment(place, record_id, request.POST.get("text", ""), request.POST.getlist("files"))
    return done(request, Toast(text=_("Posted")), section, [record_id], fallback=place.url("card", record_id=record_id))


@require_POST
def plan(request: HttpRequest, section: str, record_id: int, kind: str) -> HttpResponse:
    """Plan an activity about a record, or note one that has been done."""
    place = place_of(request, section)
    try:
        acts.plan_activity(place, record_id, kind, request.POST)
    except ValidationFailed as error:
        return refused(place_of(request, kind), error)
    return done(
        request, Toast(text=_("Planned")), section, [record_id], fallback=place.url("card", record_id=record_id)
    )


@require_POST
def move(request: HttpRequest, section: str, record_id: int) -> HttpResponse:
    """Move a record to another stage; what is missing is asked for, a conflict shows both versions."""
    place = place_of(request, section, "change")
    stage = request.POST.get("stage", "")
    typed = acts.typed_beside(place, request.POST)
    try:
        moved = move_record(place, record_id, stage, version=version_in(request), values=typed)
    except ValidationFailed as error:
        return into_dialog(panels.missing_dialog(place, record_id, stage, error, request, typed), status=422)
    except StaleRecord as error:
        return into_dialog(panels.stale_move(place, record_id, stage, error, request), status=409)
    return done(request, acts.moved_toast(place, moved), section, [record_id], fallback=moved.record.url)


@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest, section: str, record_id: int, stage: str) -> HttpResponse:
    """Ask for the fields that a move to `stage` lacks; POST fills them in and moves."""
    place = place_of(request, section, "change")
    keys = [k for k in request.GET.get("fields", "").split(",") if k in place.fields]
    return panel(panels.fill_dialog(place, record_id, stage, keys, request))


@require_POST
def remove(request: HttpRequest, section: str, record_id: int) -> HttpResponse:
    """Move a record to the trash; the toast takes it back."""
    place = place_of(request, section, "remove")
    door.trash(section, [record_id], actor=place.actor)
    toast = Toast(text=_("Moved to the trash"), undo=place.url("restore", record_id=record_id))
    return done(request, toast, section, [record_id], fallback=place.url("list"))


@require_POST
def restore(request: HttpRequest, section: str, record_id: int) -> HttpResponse:
    """Take a record back from the trash."""
    place = place_of(request, section, "remove")
    door.restore(section, [record_id], actor=place.actor)
    return done(
        request, Toast(text=_("Taken back")), section, [record_id], fallback=place.url("card", record_id=record_id)
    )


@require_GET
def history(request: HttpRequest, section: str, record_id: int) -> HttpResponse:
    """Show the changes of a record, of one field when `?field=` names it."""
    record = read_record(place_of(request, section), record_id)
    return panel(panels.history_dialog(record, screen_display(record.place), request.GET.get("field", "")))


@require_GET
def why(request: HttpRequest, section: str, record_id: int) -> HttpResponse:
    """Say why the actor sees this record, and who else does."""
    record = read_record(place_of(request, section), record_id)
    return panel(panels.why_dialog(record, request.GET.get("person", "")))


@require_GET
def because(request: HttpRequest, section: str, record_id: int, entry_id: int) -> HttpResponse:
    """Say why something happened by itself: the rule, what began it, what else followed."""
    record = read_record(place_of(request, section), record_id)
    return panel(causes.because_dialog(record, entry_id))


@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, section: str, record_id: int) -> HttpResponse:
    """Close an activity: GET asks how it ended, POST writes that and when."""
    place = place_of(request, section, "change")
    if request.method == "GET":
        return panel(panels.activity_dialog(place, record_id, request, acts.closing_fields(place), kind="done"))
    try:
        toast, about = acts.close_activity(place, record_id, request.POST)
    except ValidationFailed as error:
        fields = acts.closing_fields(place)
        return panel(
            panels.activity_dialog(place, record_id, request, fields, kind="done", problems=error.problems), status=422
        )
    return done(request, toast, section, [record_id, *about], fallback=place.url("list"))


@require_http_methods(["GET", "POST"])
def later(request: HttpRequest, section: str, record_id: int) -> HttpResponse:
    """Put an activity off: GET asks till when, POST writes it."""
    place = place_of(request, section, "change")
    fields = place.shown(("due_at",))
    if request.method == "GET":
        return panel(panels.activity_dialog(place, record_id, request, fields, kind="later"))
    try:
        acts.change_activity(place, record_id, fields, request.POST)
    except ValidationFailed as error:
        return panel(
            panels.activity_dialog(place, record_id, request, fields, kind="later", problems=error.problems), status=422
        )
    return done(request, Toast(text=_("Postpone")), section, [record_id], fallback=place.url("list"))


@require_POST
def unmove(request: HttpRequest, section: str, record_id: int, stage: str) -> HttpResponse:
    """Take a move back: the undo of its toast."""
    place = place_of(request, section, "change")
    moved = move_record(place, record_id, stage, version=None, values={})
    return done(request, Toast(text=_("Taken back")), section, [record_id], fallback=moved.record.url)


@require_POST
def reopen(request: HttpRequest, section: str, record_id: int) -> HttpResponse:
    """Open a closed activity again: the undo of «Done»."""
    place = place_of(request, section, "change")
    acts.reopen_activity(place, record_id)
    return done(request, Toast(text=_("Open again")), section, [record_id], fallback=place.url("list"))
