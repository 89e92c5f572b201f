"""Holds one snapshot for each request: the whole request sees one configuration."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from artel.platform.definitions.current import holding, latest_snapshot

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class SnapshotMiddleware:
    """Reads the revision once at the start of the request (one indexed row)."""

    def __init__(self, get_response: GetResponse) -> None:
        """Django's protocol."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Run the rest of the request under one snapshot; static files need none."""
        if request.path.startswith("/static/"):
            return self.get_response(request)
        with holding(latest_snapshot()):
            return self.get_response(request)
