"""Puts the actor on the request, so that views and everything below speak of actors only."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from artel.platform.access.teams import STRANGER, actor_of
from artel.platform.kernel.actor import Actor
from artel.platform.users.models import User

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ActorMiddleware:
    """Sets `request.actor` once per request: one query at most, none for somebody not signed in."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next link of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request with an actor on it."""
        user = request.user
        request.actor = actor_of(user) if isinstance(user, User) else STRANGER  # type: ignore[attr-defined]
        return self.get_response(request)


def actor_on(request: HttpRequest) -> Actor:
    """Return who makes the request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
