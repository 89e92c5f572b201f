"""Addresses of notifications."""

from __future__ import annotations

from django.urls import path

from artel.platform.notifications import views

app_name = "notifications"
PREFIX = "notifications/"
urlpatterns = [
    path("", views.listing, name="list"),
    path("menu/", views.menu, name="menu"),
    path("read/", views.mark_read, name="read"),
    path("letters/", views.letters, name="letters"),
]
