"""A browser without a browser: the site under the base pack, with Clara signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User

HTMX = {"HX-Request": "true"}


@pytest.fixture
def signed_in(base_pack: Snapshot) -> Callable[[User], Client]:
    """Return a function that gives the site as a person sees it."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def site(signed_in: Callable[[User], Client], clara: User) -> Client:
    """Return the site as Clara, the administrator, sees it."""
    return signed_in(clara)
