"""Ctrl+K, and the same search as a page of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from artel.platform.definitions.current import current_snapshot
from artel.platform.screens.opening.state import LONGEST_SEARCH
from artel.platform.screens.palette.finding import groups_for, result_sections
from artel.platform.screens.place import actor_in
from artel.platform.search.searching import search
from artel.platform.ui.page import Page
from artel.platform.ui.palette import palette_answer

MOST_ON_PAGE = 50


@require_GET
def palette(request: HttpRequest) -> HttpResponse:
    """Answer Ctrl+K."""
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    return HttpResponse(palette_answer(groups_for(actor_in(request), current_snapshot(), text)))


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """Show everything found, on a page."""
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    hits = search(actor_in(request), text, limit=MOST_ON_PAGE) if text else []
    groups = result_sections(current_snapshot(), hits)
    page = Page(title=_("Search"), kind="list")
    return render(request, "screens/search.html", {"page": page, "groups": groups, "text": text})
