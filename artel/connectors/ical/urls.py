"""Addresses of the calendar for other programs."""

from __future__ import annotations

from django.urls import path

from artel.connectors.ical import views

app_name = "ical"
urlpatterns = [
    path("ical/<str:secret>.ics", views.feed, name="feed"),
    path("profile/calendar/", views.make, name="make"),
    path("profile/calendar/revoke/", views.revoke, name="revoke"),
]
