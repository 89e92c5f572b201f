"""My day, and the dialog that closes an activity."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from artel.domain.work.actions import complete_activity
from artel.domain.work.complete_dialog import complete_dialog, ending_in
from artel.domain.work.my_day import day_screen
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.screens.answers import answer, done, is_fragment, panel
from artel.platform.screens.dashboards.owned import start_of
from artel.platform.screens.forms.saving import page_of
from artel.platform.screens.place import Place, actor_in, place_of
from artel.platform.ui.feedback import Dialog, Toast


@require_GET
def first_page(request: HttpRequest) -> HttpResponse:
    """Show the person's day, unless his role begins with a dashboard."""
    return redirect("screens:dashboards") if start_of(actor_in(request)) else day(request)


@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """Show what the person must do."""
    screen = day_screen(actor_in(request))
    return answer(request, "work/my_day.html", "day", {"screen": screen, "page": screen.page})


@require_http_methods(["GET", "POST"])
def complete(request: HttpRequest, section: str, activity_id: int) -> HttpResponse:
    """Ask how an activity ended and what comes next; POST writes both."""
    place = place_of(request, section, "change")
    if request.method == "GET":
        return _shown(request, place, complete_dialog(place, activity_id, request))
    try:
        complete_activity(section, activity_id, ending=ending_in(request), actor=place.actor)
    except ValidationFailed as error:
        dialog = complete_dialog(place, activity_id, request, problems=error.problems)
        return _shown(request, place, dialog, status=422)
    toast = Toast(
        text=_("Closed: %(what)s") % {"what": place.spec.singular.text()},
        undo=place.url("reopen", record_id=activity_id),
    )
    return done(request, toast, section, [activity_id], fallback="/")


def _shown(request: HttpRequest, place: Place, dialog: Dialog, *, status: int = 200) -> HttpResponse:
    """Return the dialog, or a page of its own for a browser that came by its address."""
    if is_fragment(request):
        return panel(dialog, status=status)
    context = {"page": page_of(place, str(dialog.title)), "form": dialog.body}
    return render(request, "screens/form.html", context, status=status)
