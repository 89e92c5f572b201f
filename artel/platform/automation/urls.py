"""Addresses of automation: rules in words, the log of each, pause and replay."""

from __future__ import annotations

from django.urls import path

from artel.platform.automation import views

app_name = "automation"
PREFIX = "settings/rules/"
urlpatterns = [
    path("", views.rules, name="rules"),
    path("<slug:rule>/", views.runs, name="runs"),
    path("<slug:rule>/pause/", views.pausing, name="pause"),
    path("<slug:rule>/replay/", views.replaying, name="replay"),
]
