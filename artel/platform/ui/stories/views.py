"""The page of components, `/dev/ui/`: for developers, served only in development."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from artel.platform.ui.page import Page
from artel.platform.ui.stories import forms, records, small
from artel.platform.ui.stories.frame import example_shell

STORIES = (*small.STORIES, *forms.STORIES, *records.STORIES)


@login_not_required
def stories(request: HttpRequest) -> HttpResponse:
    """Show every story; `?only=key` shows one. Raises 404 outside development."""
    if not settings.DEBUG:
        raise Http404
    only = request.GET.get("only")
    shown = [(story, story.make()) for story in STORIES if only in (None, story.key)]
    page = Page(title="Components", kind="form")
    return render(request, "pages/stories.html", {"page": page, "shell": example_shell(), "stories": shown})
