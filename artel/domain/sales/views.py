"""Qualification of a lead and its undo, dropping and setting aside: dialogs over the verbs in `actions/`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from artel.domain.sales import qualify_dialog, set_aside_dialog
from artel.domain.sales.actions.qualify_lead import qualify_lead
from artel.domain.sales.actions.undo_qualification import last_qualification, undo_qualification
from artel.domain.sales.qualification import propose_qualification
from artel.platform.kernel.errors import Conflict, ValidationFailed
from artel.platform.screens.answers import done, into_dialog, is_fragment, panel
from artel.platform.screens.forms.saving import page_of, version_in
from artel.platform.screens.place import Place, place_of
from artel.platform.ui.feedback import Dialog, Toast


@require_http_methods(["GET", "POST"])
def qualify(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Offer who is there already and what would be made; POST does it."""
    place = place_of(request, "leads", "change")
    if request.method == "GET":
        offered = propose_qualification(lead_id, actor=place.actor)
        return _shown(request, place, qualify_dialog.dialog(place, offered, request))
    try:
        choices = qualify_dialog.choices_in(request.POST, place)
        made = qualify_lead(lead_id, choices=choices, actor=place.actor, version=version_in(request))
    except ValidationFailed as error:
        offered = propose_qualification(lead_id, actor=place.actor)
        return _shown(
            request, place, qualify_dialog.dialog(place, offered, request, problems=error.problems), status=422
        )
    return done(request, qualify_dialog.toast(made), "leads", [lead_id], fallback=place.url("card", record_id=lead_id))


@require_POST
def unqualify(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Take the last qualification back; what has been worked with since is named."""
    place = place_of(request, "leads", "change")
    try:
        undo_qualification(last_qualification(lead_id, actor=place.actor), actor=place.actor)
    except Conflict as error:
        if "obstacles" not in error.data:
            raise
        return into_dialog(qualify_dialog.obstacles_dialog(error, place), status=409)
    toast = Toast(text=_("The qualification has been taken back"))
    return done(request, toast, "leads", [lead_id], fallback=place.url("card", record_id=lead_id))


@require_http_methods(["GET", "POST"])
def disqualify(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Ask why the lead is dropped; POST drops it."""
    return _set_aside(request, lead_id, set_aside_dialog.DROP)


@require_http_methods(["GET", "POST"])
def nurture(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Ask until when the lead is set aside and what happens then; POST does it."""
    return _set_aside(request, lead_id, set_aside_dialog.NURTURE)


def _set_aside(request: HttpRequest, lead_id: int, way: set_aside_dialog.Way) -> HttpResponse:
    place = place_of(request, "leads", "change")
    if request.method == "GET":
        return _shown(request, place, set_aside_dialog.dialog(place, lead_id, way, request))
    try:
        toast = way.carry_out(place, lead_id, request)
    except ValidationFailed as error:
        answer = set_aside_dialog.dialog(place, lead_id, way, request, problems=error.problems)
        return _shown(request, place, answer, status=422)
    return done(request, toast, "leads", [lead_id], fallback=place.url("card", record_id=lead_id))


def _shown(request: HttpRequest, place: Place, dialog: Dialog, *, status: int = 200) -> HttpResponse:
    """Return the dialog, or a page of its own for a browser that came by its address."""
    if is_fragment(request):
        return panel(dialog, status=status)
    context = {"page": page_of(place, str(dialog.title)), "form": dialog.body}
    return render(request, "screens/form.html", context, status=status)
