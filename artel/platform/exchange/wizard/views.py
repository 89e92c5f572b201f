"""Views of the import wizard: parse, call, show."""

from __future__ import annotations

import tempfile
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artel.platform.access.middleware import actor_on
from artel.platform.access.permissions import Tool
from artel.platform.access.policy import require_tool
from artel.platform.exchange import actions
from artel.platform.exchange.errors import UnreadableFile
from artel.platform.exchange.exporting import write_xlsx
from artel.platform.exchange.models import Import, ImportProblem, ImportState
from artel.platform.exchange.wizard import pages
from artel.platform.exchange.wizard.problems import Line, problem_row, problems_table
from artel.platform.exchange.wizard.steps import address
from artel.platform.kernel.errors import Conflict
from artel.platform.ui.feedback import problem_header

LEVELS = ("error", "similar", "warning", "undo")


def _show(request: HttpRequest, name: str, screen: pages.Screen, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"page": screen.page, "foot": pages.foot_of(screen), **screen.parts}
    response = render(request, f"exchange/{name}.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _run(request: HttpRequest, run_id: int) -> Import:
    return actions.run_for(run_id, actor=actor_on(request))


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Show the imports and the place to drop a file; take a file in."""
    actor = actor_on(request)
    require_tool(actor, Tool.IMPORT)
    section = request.POST.get("section") or request.GET.get("section", "")
    error = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None or upload.file is None:
                raise UnreadableFile(_("Choose a file."))
            run = actions.start_import(upload.file, upload.name or "", section, actor=actor)
            return redirect(address("columns", run))
        except UnreadableFile as refused:
            error = str(refused)
    screen = pages.start_screen(actor, actions.runs_of(actor), section=section, error=error)
    screen.parts["empty"] = pages.empty_state()
    return _show(request, "start", screen, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show where the columns go; set it and begin the check."""
    run, actor = _run(request, run_id), actor_on(request)
    if run.is_busy or run.state in (ImportState.DONE, ImportState.UNDONE):
        return redirect(address("run", run))
    error = ""
    if request.method == "POST":
        try:
            pairs = zip(request.POST.getlist("column"), request.POST.getlist("place"), strict=False)
            actions.change_map(run, list(pairs), actor=actor)
            actions.request(run, "check", actor=actor)
            return redirect(address("run", run))
        except UnreadableFile as refused:
            error = str(refused)
    screen = pages.columns_screen(run, actor, get_token(request), is_full="full" in request.GET, error=error)
    return _show(request, "columns", screen, status=422 if error else 200)


@require_GET
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show an import as it stands: columns, progress, check or report."""
    found, token = _run(request, run_id), get_token(request)
    level = request.GET.get("level", "")
    level = level if level in LEVELS else ""
    page = request.GET.get("page", "1")
    number = min(int(page), 500) if page.isascii() and page.isdigit() and int(page) else 1
    if found.state == ImportState.UPLOADED:
        return redirect(address("columns", found))
    if found.is_busy:
        return _show(request, "progress", pages.progress_screen(found, token))
    if found.state == ImportState.CHECKED:
        screen = pages.check_screen(
            found, actor_on(request), token, level=level, number=number, is_full="full" in request.GET
        )
        return _show(request, "check", screen)
    return _show(request, "report", pages.report_screen(found, token, level=level, number=number))


@require_GET
def state(request: HttpRequest, run_id: int) -> HttpResponse:
    """Return the progress box; when the work has ended, lead to the page that says so."""
    found = _run(request, run_id)
    if not found.is_busy:
        return HttpResponse(status=204, headers={"HX-Redirect": address("run", found)})
    asked = request.GET.get("asked", "0")
    part = pages.progress_part(found, get_token(request), asked=int(asked) if asked.isdigit() else 0)
    return HttpResponse(str(part), headers={"Cache-Control": "no-store"})


@require_GET
def ready(request: HttpRequest, run_id: int) -> HttpResponse:
    """Return the button that loads, with the number of rows in order by now."""
    return HttpResponse(str(pages.load_button(_run(request, run_id), get_token(request))))


def _step(request: HttpRequest, run_id: int, step: str) -> HttpResponse:
    found = _run(request, run_id)
    actions.request(found, step, actor=actor_on(request))
    return redirect(address("run", found))


@require_POST
def check(request: HttpRequest, run_id: int) -> HttpResponse:
    """Check the file again."""
    return _step(request, run_id, "check")


@require_POST
def load(request: HttpRequest, run_id: int) -> HttpResponse:
    """Load the file."""
    return _step(request, run_id, "load")


@require_POST
def undo(request: HttpRequest, run_id: int) -> HttpResponse:
    """Undo the whole import."""
    return _step(request, run_id, "undo")


@require_POST
def cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    """Stop a check or a load before its next chunk."""
    found = _run(request, run_id)
    actions.cancel(found, actor=actor_on(request))
    return redirect(address("run", found))


@require_POST
def save_map(request: HttpRequest, run_id: int) -> HttpResponse:
    """Keep the map for the next files."""
    found = _run(request, run_id)
    actions.save_map(found, request.POST.get("label", ""), actor=actor_on(request))
    return redirect(address("run", found))


@require_POST
def answer(request: HttpRequest, run_id: int, problem_id: int) -> HttpResponse:
    """Decide a problem: by one of its answers, by a typed value, or not any more."""
    found, actor = _run(request, run_id), actor_on(request)
    problem = ImportProblem.objects.filter(run=found, pk=problem_id).first()
    if problem is None:
        return HttpResponse(status=404)
    try:
        count = actions.decide(
            found, problem, request.POST.get("choice", "typed"), request.POST.get("value", ""), actor=actor
        )
    except Conflict as refused:
        return HttpResponse(status=409, headers={"X-Artel-Problem": problem_header(refused.message)})
    if not request.headers.get("HX-Request"):
        return redirect(f"{address('run', found)}?level={problem.level}#problems")
    problem.refresh_from_db()
    token = get_token(request)
    row = problem_row(found, Line(problem, count), token, can_answer=True)
    table = problems_table(found, [], token, can_answer=True, page=1, is_more=False, level=problem.level)
    return HttpResponse(str(table.rows([row])), headers={"HX-Trigger": "import:answered"})


@require_GET
def problems_file(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Send the rows that are not loaded as a workbook: row, column, value, what is wrong."""
    found = _run(request, run_id)
    rows = ImportProblem.objects.filter(run=found, level__in=("error", "similar")).order_by("row", "id")
    header = [_("Row"), _("Name of the record"), _("Column"), _("Value"), _("What is wrong")]
    book = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as copy:
        cells = rows.values_list("row", "record", "column", "value", "message").iterator(chunk_size=2000)
        write_xlsx(copy.name, _("Errors"), header, cells)
        copy.seek(0)
        book.write(copy.read())
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=f"{found.file_name} – {_('errors')}.xlsx")
