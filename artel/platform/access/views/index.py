"""The settings: a list of places, each for whom it concerns."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from artel.platform.access.middleware import actor_on
from artel.platform.access.settings_places import places_of
from artel.platform.kernel.errors import AccessDenied
from artel.platform.ui.component import join
from artel.platform.ui.icons import icon
from artel.platform.ui.page import Crumb, Page


@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """List the places that the actor may enter; who may enter none is refused."""
    places = places_of(actor_on(request))
    if not places:
        raise AccessDenied
    items = join(
        format_html(
            '<li><a href="{}">{}<span><b>{}</b><span class="muted">{}</span></span></a></li>',
            place.url,
            icon(place.icon),
            place.label.text(),
            place.help.text(),
        )
        for place in places
    )
    page = Page(title=_("Settings"), crumbs=(Crumb(_("Settings")),))
    parts = [format_html('<ul class="a-places">{}</ul>', items)]
    return render(request, "access/page.html", {"page": page, "parts": parts})
