"""What notifications add to the screens of others: a panel of the profile."""

from __future__ import annotations

from artel.platform.access.profile_panels import profile_panels
from artel.platform.notifications.preferences import letters_panel

profile_panels.add("letters", letters_panel)
