"""Addresses of tokens, and of the API: one view, for OData's paths are its own grammar (`addressing.py`)."""

from __future__ import annotations

from django.urls import path, re_path

from artel.platform.api import token_screens, views

app_name = "api"
urlpatterns = [
    path("profile/tokens/", token_screens.tokens, name="tokens"),
    path("profile/tokens/<int:token_id>/revoke/", token_screens.revoke, name="revoke"),
    re_path(r"^odata(?:/(?P<path>.*))?$", views.answer, name="odata"),
]
