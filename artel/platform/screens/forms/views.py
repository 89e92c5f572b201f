"""New and edited records, editing in place, and the searches behind pickers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artel.platform.kernel.errors import NotFound, StaleRecord, ValidationFailed
from artel.platform.screens.answers import done, go, into_dialog, is_fragment, panel
from artel.platform.screens.cards.record import read_record
from artel.platform.screens.display import screen_display
from artel.platform.screens.forms import picking, saving
from artel.platform.screens.forms.asking import asking_again, asking_new, state_of, unasked
from artel.platform.screens.forms.cell import cell_content, cell_editor
from artel.platform.screens.forms.choices import settled_values
from artel.platform.screens.forms.conflicts import conflict_dialog
from artel.platform.screens.forms.labels import label_of
from artel.platform.screens.forms.twin_question import TwinsFound, merge_after, merged_with, questioned
from artel.platform.screens.forms.twins import twins_notice
from artel.platform.screens.place import Place, actor_in, place_of
from artel.platform.ui import formats
from artel.platform.ui.feedback import Dialog, Toast, send_events


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, section: str) -> HttpResponse:
    """Make a record: GET gives the form (values from the address), POST saves it."""
    place = place_of(request, section, "create")
    if request.method == "GET":
        return _shown(request, place, saving.new_form(place, request))
    try:
        record_id = saving.create(place, request)
    except ValidationFailed as error:
        return _shown(request, place, saving.new_form(place, request, problems=error.problems), status=422)
    except TwinsFound as found:
        form = questioned(saving.new_form(place, request), place, found.twins, _("Create anyway"))
        return _shown(request, place, form, status=422)
    if (other := merged_with(request)) is not None:
        return merge_after(place, record_id, other, request)
    return saving.after_create(place, request, record_id)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, section: str, record_id: int) -> HttpResponse:
    """Edit a whole record; a conflict shows both versions."""
    place = place_of(request, section, "change")
    record = read_record(place, record_id)
    if request.method == "GET":
        return _shown(request, place, saving.edit_form(record, request))
    try:
        saving.change(record, request)
    except ValidationFailed as error:
        return _shown(request, place, saving.edit_form(record, request, problems=error.problems), status=422)
    except TwinsFound as found:
        form = questioned(saving.edit_form(record, request), place, found.twins, _("Save anyway"))
        return _shown(request, place, form, status=422)
    except StaleRecord as error:
        return into_dialog(saving.conflict(record, request, error), status=409)
    if (other := merged_with(request)) is not None:
        return merge_after(place, record_id, other, request)
    return done(request, Toast(text=_("Saved")), section, [record_id], fallback=record.url)


@require_POST
def new_asking(request: HttpRequest, section: str) -> HttpResponse:
    """Say how rules mark the fields of a new record's form, for what has been typed so far."""
    return HttpResponse(str(state_of(asking_new(place_of(request, section, "create"), request.POST))))


@require_POST
def asking(request: HttpRequest, section: str, record_id: int) -> HttpResponse:
    """Say how rules mark the fields of an edited record's form, for what has been typed so far."""
    record = read_record(place_of(request, section, "change"), record_id)
    return HttpResponse(str(state_of(asking_again(record, request.POST))))


@require_http_methods(["GET", "POST"])
def quick(request: HttpRequest, section: str, field: str) -> HttpResponse:
    """Make a record in place for a reference; the field that asked for it hears `picked` and chooses it."""
    place = place_of(request, section)
    target = saving.target_of(place, field)
    if request.method == "GET":
        return panel(saving.quick_form(place, target, field, request))
    try:
        record_id = saving.create(target, request)
    except ValidationFailed as error:
        return panel(saving.quick_form(place, target, field, request, problems=error.problems), status=422)
    except TwinsFound as found:
        form = saving.quick_form(place, target, field, request)
        return panel(questioned(form, target, found.twins, _("Create anyway"), can_merge=False), status=422)
    if not is_fragment(request):
        return go(request, target.url("card", record_id=record_id))
    picked = {
        "value": str(record_id),
        "label": label_of(place, place.fields[field], record_id) or formats.record_number(record_id),
    }
    response = HttpResponse(status=204)
    send_events(response, picked=picked, record_changed={"section": target.spec.key, "ids": [record_id]})
    return response


@require_http_methods(["GET", "POST"])
def cell(request: HttpRequest, section: str, record_id: int, field: str) -> HttpResponse:
    """Edit one value where it stands: GET gives its editor, POST saves and gives the new content."""
    place = place_of(request, section, "change")
    if field not in place.fields or not place.can_write(place.fields[field]):
        raise NotFound
    if request.method == "GET":
        return HttpResponse(str(cell_editor(place, record_id, field, request)))
    try:
        saving.change_cell(place, record_id, field, request)
    except ValidationFailed as error:
        beside = saving.beside_cell(place, record_id, field, request, error)
        if beside is not None:
            return into_dialog(beside, status=422)
        return HttpResponse(str(cell_editor(place, record_id, field, request, problems=error.problems)), status=422)
    except TwinsFound as found:
        form = saving.short_form(read_record(place, record_id), (place.fields[field],), request)
        return into_dialog(questioned(form, place, found.twins, _("Save anyway")), status=422)
    except StaleRecord as error:
        typed = {field: request.POST.get(field, "")}
        token = saving.token(request)
        display = screen_display(place)
        dialog = conflict_dialog(place, display, error, action=request.get_full_path(), csrf_token=token, typed=typed)
        return into_dialog(dialog, status=409)
    response = HttpResponse(str(cell_content(place, record_id, field, is_brief=request.GET.get("as") != "fact")))
    send_events(response, record_changed={"section": section, "ids": [record_id]})
    return response


@require_GET
def pick(request: HttpRequest, section: str, field: str) -> JsonResponse:
    """Find values for a pointer: `?q=` → items with a value, a label and a note."""
    place = place_of(request, section)
    return JsonResponse({"items": picking.candidates(place, field, request.GET.get("q", ""), request.GET.dict())})


@require_GET
def linked(request: HttpRequest, section: str, field: str) -> JsonResponse:
    """Say what the other linked choices of a form must hold once `field` has been chosen; the address has them all."""
    return JsonResponse({"values": settled_values(place_of(request, section), field, request.GET.dict())})


@require_POST
def twins(request: HttpRequest, section: str) -> HttpResponse:
    """Say who may already be there, from what has been typed so far."""
    left_out = unasked(request.POST)
    asked = {key: text for key, text in request.POST.dict().items() if key not in left_out}
    return HttpResponse(str(twins_notice(place_of(request, section, "create"), asked)))


@require_GET
def people(request: HttpRequest) -> JsonResponse:
    """Find colleagues by name, for mentions."""
    return JsonResponse({"items": picking.colleagues(actor_in(request), request.GET.get("q", ""))})


def _shown(request: HttpRequest, place: Place, dialog: Dialog, *, status: int = 200) -> HttpResponse:
    """Return a form in the dialog, or on a page of its own for a browser that came by its address."""
    if is_fragment(request):
        return panel(dialog, status=status)
    page = saving.page_of(place, str(dialog.title))
    return render(request, "screens/form.html", {"page": page, "form": dialog.body}, status=status)
