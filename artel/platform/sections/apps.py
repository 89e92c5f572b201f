"""Start of the registries: sections, subscribers and the like are found by place once Django is ready."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SectionsConfig(AppConfig):
    """Fills the registries from modules of fixed names in every installed app."""

    name = "artel.platform.sections"
    label = "sections"

    def ready(self) -> None:
        """Import `sections`, then everything that may speak of them."""
        from artel.platform.sections.fieldtype import load_field_types

        load_field_types()
        autodiscover_modules("sections")
        autodiscover_modules("rules", "subscribers", "permissions", "searching", "tasks", "doctor")
