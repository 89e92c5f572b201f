"""The list of a section, acts on the selected, and saved views."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artel.platform.kernel.errors import ValidationFailed
from artel.platform.screens.answers import answer, go, panel
from artel.platform.screens.filters.builder import builder_dialog, filtered_state
from artel.platform.screens.lists import bulk as bulk_acts
from artel.platform.screens.lists import saved
from artel.platform.screens.lists.screen import list_screen
from artel.platform.screens.lists.selecting import numbers
from artel.platform.screens.opening.opened import open_view
from artel.platform.screens.opening.state import ListState, read_state
from artel.platform.screens.place import place_of
from artel.platform.ui.feedback import send_events


@require_GET
def records(request: HttpRequest, section: str) -> HttpResponse:
    """Show the list that the address says."""
    opened = open_view(place_of(request, section), read_state(request.GET))
    screen = list_screen(opened, ticked=numbers(request.GET.getlist("ids")))
    response = answer(request, "screens/list.html", "list", {"screen": screen, "page": screen.page})
    if request.htmx:  # type: ignore[attr-defined]
        send_events(response, announce=screen.said)
    return response


@require_GET
def filter_builder(request: HttpRequest, section: str) -> HttpResponse:
    """Show the builder of the condition; with a `model`, go to the list that it says."""
    place = place_of(request, section)
    state = read_state(request.GET)
    if "model" not in request.GET and "text" not in request.GET:
        return panel(builder_dialog(open_view(place, state), kind=request.GET.get("kind", "list")))
    try:
        changed = filtered_state(place, state, request.GET)
    except ValidationFailed as error:
        dialog = builder_dialog(
            open_view(place, state), kind=request.GET.get("kind", ""), error=error, typed=request.GET
        )
        return panel(dialog, status=422)
    return go(request, changed.at(place.url("board" if request.GET.get("kind") == "board" else "list")))


@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest, section: str, verb: str) -> HttpResponse:
    """Ask about, then do, an act on the selected records of a list."""
    opened = open_view(place_of(request, section), read_state(request.GET))
    if request.method == "GET":
        return bulk_acts.ask(opened, verb, request)
    return bulk_acts.carry_out(opened, verb, request)


@require_http_methods(["GET", "POST"])
def save_view(request: HttpRequest, section: str) -> HttpResponse:
    """Save what the address says as a new view."""
    opened = open_view(place_of(request, section), read_state(request.GET))
    if request.method == "GET":
        return panel(saved.view_dialog(opened, request, None))
    try:
        view = saved.create_view(opened, request.POST)
    except ValidationFailed as error:
        return panel(saved.view_dialog(opened, request, None, problems=error.problems), status=422)
    return go(request, ListState(view=view.key).at(opened.place.url(view.kind)))


@require_http_methods(["GET", "POST"])
def edit_view(request: HttpRequest, section: str, view_id: int) -> HttpResponse:
    """Change a view of one's own: its name, who sees it, and, if wished, what the address says now."""
    opened = open_view(place_of(request, section), read_state(request.GET))
    view = saved.own_view(opened.place, view_id)
    if request.method == "GET":
        return panel(saved.view_dialog(opened, request, view))
    try:
        saved.change_view(opened, view, request.POST)
    except ValidationFailed as error:
        return panel(saved.view_dialog(opened, request, view, problems=error.problems), status=422)
    return go(request, ListState(view=view.key).at(opened.place.url(view.kind)))


@require_POST
def remove_view(request: HttpRequest, section: str, view_id: int) -> HttpResponse:
    """Remove a view of one's own."""
    place = place_of(request, section)
    saved.own_view(place, view_id).delete()
    return go(request, place.url("list"))
