"""What the API adds to the screens of others: a panel of the profile."""

from __future__ import annotations

from artel.platform.access.profile_panels import profile_panels
from artel.platform.api.token_screens import tokens_panel

profile_panels.add("tokens", tokens_panel)
