"""Every address of the API leads to one view: OData's paths are its own grammar (`addressing.py`)."""

from __future__ import annotations

from django.urls import re_path

from artel.platform.api import views

app_name = "api"
urlpatterns = [re_path(r"^odata(?:/(?P<path>.*))?$", views.answer, name="odata")]
