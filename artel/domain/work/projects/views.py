"""Pages of projects: the plan with what really happened, moving it, the load of people, beginning a project."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artel.domain.work.projects.begin_dialog import begin_dialog, begun
from artel.domain.work.projects.gantt import Zoom
from artel.domain.work.projects.load_screen import load_screen
from artel.domain.work.projects.plan_screen import PlanScreen, ahead_screen, plan_screen
from artel.domain.work.projects.reading import project_plan
from artel.domain.work.projects.replanning import Move, look_ahead, replan
from artel.platform.kernel.errors import ArtelError, Conflict, StaleRecord, ValidationFailed
from artel.platform.screens.answers import answer, go, is_fragment, panel
from artel.platform.screens.forms.saving import page_of
from artel.platform.screens.place import place_of
from artel.platform.ui.component import EMPTY, Html
from artel.platform.ui.feedback import Dialog, Notice, Toast, send_events

MOST_MOVES = 200


@require_GET
def plan(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show the plan of a project."""
    place = place_of(request, "projects")
    return _page(request, plan_screen(project_plan(project_id, actor=place.actor), _zoom(request.GET)))


@require_POST
def move(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show what moved tasks would make of the plan; `act=save` writes it, `act=forget` shows the plan as it is."""
    place = place_of(request, "projects")
    zoom, act = _zoom(request.POST), request.POST.get("act", "look")
    actor = place.actor
    try:
        moves = [Move.read(text) for text in request.POST.getlist("move")[:MOST_MOVES]]
        if act == "look":
            return _page(request, ahead_screen(look_ahead(project_id, moves, actor=actor), moves, zoom))
        if act == "save":
            changed = replan(project_id, moves, _versions(request), actor=actor)
            response = _page(request, plan_screen(project_plan(project_id, actor=actor), zoom))
            toast = Toast(text=_("The plan is saved"))
            return send_events(response, toast=toast, record_changed={"section": "tasks", "ids": changed})  # type: ignore[return-value]
    except (StaleRecord, Conflict):
        text = _("Somebody has changed the plan meanwhile. This is how it is now: move the task again.")
        return _as_it_is(request, project_id, zoom, Notice(text=text, tone="soon"), status=409)
    except ValidationFailed as refused:
        return _as_it_is(request, project_id, zoom, Notice(text=_told(refused), tone="late"), status=422)
    return _as_it_is(request, project_id, zoom, EMPTY, status=200)


def _as_it_is(request: HttpRequest, project_id: int, zoom: Zoom, notice: Html, *, status: int) -> HttpResponse:
    actor = place_of(request, "projects").actor
    return _page(request, plan_screen(project_plan(project_id, actor=actor), zoom, notice=notice), status=status)


def _told(refused: ArtelError) -> str:
    problems = getattr(refused, "problems", ())
    return " ".join(dict.fromkeys(str(problem.message) for problem in problems)) or str(refused)


def _page(request: HttpRequest, screen: PlanScreen, *, status: int = 200) -> HttpResponse:
    response = answer(request, "work/plan.html", "plan", {"screen": screen, "page": screen.page})
    response.status_code = status
    return response


def _zoom(given: Mapping[str, str]) -> Zoom:
    wanted = given.get("zoom", "")
    return Zoom(wanted) if wanted in set(Zoom) else Zoom.WEEK


def _versions(request: HttpRequest) -> dict[int, int]:
    pairs = (text.partition(":") for text in request.POST.getlist("version"))
    return {int(task): int(version) for task, _colon, version in pairs if task.isdecimal() and version.isdecimal()}


@require_GET
def load(request: HttpRequest) -> HttpResponse:
    """Show how much everybody has planned, week by week."""
    place = place_of(request, "tasks")
    screen = load_screen(place.actor, request.GET.get("since", ""))
    return answer(request, "work/load.html", "load", {"screen": screen, "page": screen.page})


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Ask of which template a project is made and when it begins; POST makes it and leads to its plan."""
    place = place_of(request, "projects", "create")
    if request.method == "POST":
        try:
            project = begun(place, request)
        except ValidationFailed as refused:
            dialog = begin_dialog(place, request, refused.problems)
            return _in_dialog(request, dialog, status=422)
        return go(request, f"/projects/{project}/plan/")
    return _in_dialog(request, begin_dialog(place, request))


def _in_dialog(request: HttpRequest, dialog: Dialog, *, status: int = 200) -> HttpResponse:
    if is_fragment(request):
        return panel(dialog, status=status)
    place = place_of(request, "projects", "create")
    title, body = dialog.title, dialog.body
    return render(request, "screens/form.html", {"page": page_of(place, str(title)), "form": body}, status=status)
