"""Start of the registries of screens: buttons and feed kinds of features are found by place."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ScreensConfig(AppConfig):
    """Fills the registries from `record_actions.py` and `feed_kinds.py` of every installed app."""

    name = "artel.platform.screens"
    label = "screens"

    def ready(self) -> None:
        """Import what features say about their records."""
        autodiscover_modules("record_actions", "feed_kinds")
