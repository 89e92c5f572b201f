"""Addresses of files."""

from __future__ import annotations

from django.urls import path

from artel.platform.files import views

app_name = "files"
PREFIX = "files/"
urlpatterns = [
    path("", views.upload, name="upload"),
    path("<uuid:key>/", views.download, name="download"),
    path("<uuid:key>/remove/", views.remove, name="remove"),
]
