"""Panels of the profile: a feature with preferences of its own adds one in its `permissions.py`, found by place."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from artel.platform.kernel.registry import Registry
from artel.platform.ui.component import Html
from artel.platform.users.models import User

MakePanel = Callable[[HttpRequest, User], Html]

profile_panels: Registry[MakePanel] = Registry("profile panels")
"""Name of the feature → a function that returns its panel for the one who is signed in."""
