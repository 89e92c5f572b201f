"""The root of addresses. A feature's own `urls` come first; the generic pages of any section come last.

A feature folder that has a `urls` module is included by place, so a new feature edits nothing here: its `urlpatterns`
stand under the site's root, and `PREFIX` (text, optional) puts them below a word. `IS_LAST = True` marks the module
with the catch-all of generic sections (`screens`).
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView


def _feature_urls() -> Iterator[ModuleType]:
    """Yield the `urls` modules of our own applications in the order of INSTALLED_APPS, catch-alls last."""
    names = [f"{config.name}.urls" for config in apps.get_app_configs() if config.name.startswith("artel.")]
    modules = [import_module(name) for name in names if find_spec(name)]
    yield from sorted(modules, key=lambda module: getattr(module, "IS_LAST", False))


urlpatterns: list[URLPattern | URLResolver] = [
    # An administrator says what anybody's e-mail is, and it decides who signs in as whom: allauth's own pages for that
    # are closed.
    path("auth/email/", RedirectView.as_view(pattern_name="profile")),
    path("auth/3rdparty/", RedirectView.as_view(pattern_name="profile")),
    path("auth/", include("allauth.urls")),
    *(path(getattr(module, "PREFIX", ""), include(module)) for module in _feature_urls()),
]
