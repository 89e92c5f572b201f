"""The work list of duplicates: look, search again, tell records apart, put off."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from artel.platform.access.policy import readable_sections, require_tool
from artel.platform.definitions.current import current_snapshot
from artel.platform.duplicates import groups
from artel.platform.duplicates.permissions import REVIEW
from artel.platform.duplicates.specs import sections_with_rules
from artel.platform.duplicates.tasks import defer_search
from artel.platform.kernel.errors import NotFound
from artel.platform.screens.answers import answer, done
from artel.platform.screens.lists.selecting import numbers
from artel.platform.screens.merging.worklist import place_of_list, worklist
from artel.platform.screens.place import actor_in, place_of
from artel.platform.ui.feedback import Toast


@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """Show the groups of one section."""
    actor = actor_in(request)
    require_tool(actor, REVIEW)
    searched = set(sections_with_rules(current_snapshot(), "search"))
    specs = tuple(s for s in readable_sections(actor) if s.key in searched)
    if not specs:
        raise NotFound
    place = place_of_list(specs, request.GET.get("section", ""), request)
    after = next(iter(numbers([request.GET.get("after", "")])), 0)
    screen = worklist(specs, place, after, request)
    return answer(request, "screens/duplicates.html", "list", {"screen": screen, "page": screen.page})


@require_POST
def search(request: HttpRequest, section: str) -> HttpResponse:
    """Search a section now."""
    place = place_of(request, section)
    require_tool(place.actor, REVIEW)
    defer_search(section)
    return done(request, Toast(text=_("The search has begun")), section, [], fallback=_address(section))


@require_POST
def distinct(request: HttpRequest, section: str, group_id: int) -> HttpResponse:
    """Remember that records of a group, or one of them, are not the same as the others."""
    group = groups.group_of(group_id, actor=actor_in(request))
    if group.section != section:
        raise NotFound
    groups.say_distinct(group, numbers(request.GET.getlist("ids")), actor=actor_in(request))
    toast = Toast(text=_("Remembered: not the same"))
    return done(request, toast, section, group.ids, fallback=_address(section))


@require_POST
def later(request: HttpRequest, section: str, group_id: int) -> HttpResponse:
    """Take a group off the list for a week."""
    group = groups.group_of(group_id, actor=actor_in(request))
    if group.section != section:
        raise NotFound
    groups.put_off(group)
    return done(request, Toast(text=_("Put off for a week")), section, group.ids, fallback=_address(section))


def _address(section: str) -> str:
    return f"/duplicates/?section={section}"
