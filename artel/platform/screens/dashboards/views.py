"""Addresses of dashboards: the first of one's own, one of them, one block."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from artel.platform.screens.answers import answer, is_fragment
from artel.platform.screens.dashboards.asked import read_asked
from artel.platform.screens.dashboards.contents import content_of
from artel.platform.screens.dashboards.owned import block_of, dashboard_of, dashboards_of, start_of
from artel.platform.screens.dashboards.screen import block_page, dashboard_screen, inside
from artel.platform.screens.place import actor_in
from artel.platform.ui.feedback import EmptyState
from artel.platform.ui.page import Page


@require_GET
def dashboards(request: HttpRequest) -> HttpResponse:
    """Lead to the dashboard that is one's first page, else to the first; without any say what they are for."""
    actor = actor_in(request)
    key = start_of(actor) or next(iter(dashboards_of(actor)), "")
    if key:
        return redirect("screens:dashboard", key=key)
    text = _("Numbers, charts and lists over the company's work will stand here when your role has a dashboard.")
    empty = EmptyState(title=_("No dashboard yet"), text=text, icon="chart-bar")
    page = Page(title=_("Dashboards"), kind="dashboard")
    return render(request, "screens/dashboard.html", {"page": page, "screen": {"blocks": empty}})


@require_GET
def dashboard(request: HttpRequest, key: str) -> HttpResponse:
    """Show a dashboard: its blocks ask for themselves."""
    actor = actor_in(request)
    found = dashboard_of(actor, key)
    screen = dashboard_screen(actor, key, found, read_asked(actor, found, request.GET))
    return answer(request, "screens/dashboard.html", "blocks", {"screen": screen, "page": screen.page})


@require_GET
def block(request: HttpRequest, key: str, block: str) -> HttpResponse:
    """Show one block: what stands in its place on the page, or a page of its own."""
    actor = actor_in(request)
    found = dashboard_of(actor, key)
    wanted = block_of(actor, found, block)
    asked = read_asked(actor, found, request.GET)
    content = content_of(wanted, asked)
    if is_fragment(request):
        response = HttpResponse(inside(wanted, asked.at(request.path), content))
        response["Cache-Control"] = "no-store"
        return response
    screen = block_page(key, found, wanted, asked, content)
    return answer(request, "screens/dashboard.html", "blocks", {"screen": screen, "page": screen.page})
