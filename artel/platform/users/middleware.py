"""Language and time zone of the signed-in person, for the length of one request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation


class PreferencesMiddleware:
    """Speaks the person's language and shows times in his zone; a visitor gets the browser's and the company's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next link of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request in the person's language and zone; leave neither behind for the next one."""
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        translation.activate(user.language)
        request.LANGUAGE_CODE = user.language
        with timezone.override(zone_of(user.timezone)):
            return self.get_response(request)


def zone_of(name: str) -> tzinfo:
    """Return the zone of that name, or the company's when the database of zones has lost it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return timezone.get_default_timezone()
