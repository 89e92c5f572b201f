"""The trash: look, take back, delete for good."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from artel.platform.access.permissions import Tool
from artel.platform.access.policy import readable_sections, require_tool
from artel.platform.kernel.errors import NotFound
from artel.platform.records import door
from artel.platform.screens.answers import answer, done
from artel.platform.screens.lists.selecting import numbers
from artel.platform.screens.lists.trash.screen import trash_screen
from artel.platform.screens.place import actor_in, place_of
from artel.platform.ui import formats
from artel.platform.ui.feedback import Toast


@require_GET
def trash(request: HttpRequest) -> HttpResponse:
    """Show what was deleted in one section."""
    actor = actor_in(request)
    specs = tuple(s for s in readable_sections(actor) if s.parent is None)
    if not specs:
        raise NotFound
    query = request.GET
    screen = trash_screen(specs, actor, query.get("section", ""), query.get("after", ""), query.get("before", ""))
    return answer(request, "screens/trash.html", "list", {"screen": screen, "page": screen.page})


@require_POST
def restore(request: HttpRequest, section: str) -> HttpResponse:
    """Take records back from the trash."""
    place = place_of(request, section, "remove")
    ids = numbers([*request.POST.getlist("ids"), *request.GET.getlist("ids")])
    count = door.restore(section, ids, actor=place.actor)
    toast = Toast(text=_("Taken back: %(count)s") % {"count": formats.number(count)})
    return done(request, toast, section, ids, fallback="/trash/")


@require_POST
def purge(request: HttpRequest, section: str) -> HttpResponse:
    """Delete records for good; only trashed ones, only by whom it is allowed."""
    place = place_of(request, section, "remove")
    require_tool(place.actor, Tool.PURGE)
    ids = numbers(request.POST.getlist("ids"))
    count = door.purge(section, ids, actor=place.actor)
    toast = Toast(text=_("Deleted for good: %(count)s") % {"count": formats.number(count)})
    return done(request, toast, section, ids, fallback="/trash/")
