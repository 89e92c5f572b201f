"""From a request to the actor in whose name it acts: a bearer token, or Basic with a token as the password.

Excel and other old clients know Basic only. Failures are counted by address; who fails too often gets 429. A right
token is never refused for others' failures, and costs nothing to count.
"""

from __future__ import annotations

import base64
import binascii

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from artel.platform.api.errors import Unauthorized
from artel.platform.api.tokens import find_user
from artel.platform.kernel.errors import TooMany
from artel.platform.users.models import User

MOST_FAILURES = 20
FAILURES_FORGOTTEN_AFTER = 300


def user_of(request: HttpRequest) -> User:
    """Return the user whose token the request carries.

    Raises Unauthorized for no or a wrong token, TooMany after many wrong ones from one address.
    """
    token = _token(request.headers.get("Authorization", ""))
    user = find_user(token) if token else None
    if user is not None:
        return user
    if token:
        _count_failure(request)
        raise Unauthorized(str(_("The token is wrong, expired or revoked.")))
    raise Unauthorized


def _token(header: str) -> str:
    scheme, _space, rest = header.partition(" ")
    match scheme.lower():
        case "bearer":
            return rest.strip()
        case "basic":
            try:
                return base64.b64decode(rest, validate=True).decode().partition(":")[2]
            except (binascii.Error, UnicodeDecodeError):
                return "unreadable"
        case _:
            return ""


def _count_failure(request: HttpRequest) -> None:
    place = f"api-failures:{get_adapter(request).get_client_ip(request)}"
    cache.add(place, 0, FAILURES_FORGOTTEN_AFTER)
    try:
        failures = cache.incr(place)
    except ValueError:
        # The counter expired between the two calls.
        return
    if failures > MOST_FAILURES:
        raise TooMany(retry_after=FAILURES_FORGOTTEN_AFTER)
