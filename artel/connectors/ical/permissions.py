"""What the calendar for other programs adds to the security log and to the profile."""

from __future__ import annotations

from artel.connectors.ical.addresses import FeedAct
from artel.connectors.ical.views import feed_panel
from artel.platform.access.audit import declare_audit_actions
from artel.platform.access.profile_panels import profile_panels
from artel.platform.kernel.labels import Label

declare_audit_actions(
    {
        FeedAct.MADE: Label("Адрес календаря создан", "Calendar address made"),
        FeedAct.RENEWED: Label("Адрес календаря обновлён", "Calendar address renewed"),
        FeedAct.REVOKED: Label("Адрес календаря отозван", "Calendar address revoked"),
    }
)
profile_panels.add("calendar", feed_panel)
