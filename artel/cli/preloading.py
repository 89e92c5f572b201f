"""Loads the whole product into one process before others fork from it, and what their first requests would load."""

from __future__ import annotations

from artel.cli.forking import settle_memory, spare_memory

APPLICATION = "artel.asgi:application"


def preload() -> None:
    """Load code, addresses, catalogues and templates. Opens no connection and starts no thread, so one may fork after.

    Called again, in a process that was forked from one that has preloaded, it costs next to nothing.
    """
    from importlib import import_module

    spare_memory()
    import_module(APPLICATION.partition(":")[0])
    _load_addresses()
    _load_templates()
    settle_memory()


def preload_configuration() -> None:
    """Load the configuration in force; the connection it takes is closed again. A newer one is read by each process.

    A database that does not answer just now is no reason to stop: then each process reads it when it first needs it.
    """
    from django.db import Error, connection

    from artel.platform.access.policy import visible_to
    from artel.platform.definitions.current import holding, latest_snapshot
    from artel.platform.kernel.actor import SYSTEM

    try:
        with holding(latest_snapshot()) as snapshot:
            # The first queryset of one section builds the classes of all.
            visible_to(SYSTEM, next(iter(snapshot.sections)))
    except Error:
        return
    finally:
        connection.close()
    settle_memory()


def _load_addresses() -> None:
    """Import every view, and read the catalogue of every language on the way."""
    from django.conf import settings
    from django.urls import reverse
    from django.utils import translation

    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reverse(str(settings.LOGIN_URL))


def _load_templates() -> None:
    """Compile our own templates: they stay in Django's cache of templates."""
    from django.template.loader import get_template
    from django.template.utils import get_app_template_dirs

    for folder in get_app_template_dirs("templates"):
        if "artel" in folder.parts:
            for file in sorted(folder.rglob("*.html")):
                get_template(str(file.relative_to(folder)))
