"""The application of exchange: finds the header words that features bring."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


class ExchangeConfig(AppConfig):
    """Registers models; at start-up imports `importing` of every feature that has them."""

    name = "artel.platform.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Import the vocabularies. Registration by place: a feature's file is enough."""
        for config in apps.get_app_configs():
            if config.module is not None and module_has_submodule(config.module, "importing"):
                import_module(f"{config.name}.importing")
