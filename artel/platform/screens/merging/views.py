"""Merging the records of a section, and taking a merge back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artel.platform.kernel.errors import NotFound
from artel.platform.records import merging
from artel.platform.screens.answers import done, panel
from artel.platform.screens.forms.picking import records as find_records
from artel.platform.screens.lists.selecting import numbers
from artel.platform.screens.merging.screen import chosen_values, merge_dialog, read_records
from artel.platform.screens.place import actor_in, place_of
from artel.platform.ui.feedback import Toast


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, section: str) -> HttpResponse:
    """Show the records side by side; POST merges them into the kept one."""
    place = place_of(request, section, "change")
    data = request.POST if request.method == "POST" else request.GET
    found = read_records(place, numbers(data.getlist("ids")))
    if request.method == "GET":
        return panel(merge_dialog(place, found, request))
    keep = next((r for r in found if str(r.id) == request.POST.get("keep")), None)
    if keep is None:
        raise NotFound
    values = chosen_values(place, found, keep.id, request.POST.dict())
    merge_id = merging.merge(section, keep.id, [r.id for r in found if r is not keep], values=values, actor=place.actor)
    toast = Toast(text=_("Merged into “%(name)s”") % {"name": keep.name}, undo=place.url("unmerge", merge_id=merge_id))
    return done(request, toast, section, [r.id for r in found], fallback=keep.url)


@require_POST
def undo(request: HttpRequest, section: str, merge_id: int) -> HttpResponse:
    """Take a merge back."""
    place = place_of(request, section, "change")
    merging.undo_merge(merge_id, actor=actor_in(request))
    return done(request, Toast(text=_("Taken back")), section, [], fallback=place.url("list"))


@require_GET
def twin(request: HttpRequest, section: str) -> JsonResponse:
    """Find the record to merge with."""
    items = find_records(place_of(request, section), request.GET.get("q", ""))
    return JsonResponse({"items": [i for i in items if i["value"] != request.GET.get("except")]})
