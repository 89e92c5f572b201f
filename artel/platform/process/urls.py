"""Addresses of the process engine: handing over what is a colleague's."""

from __future__ import annotations

from django.urls import path

from artel.platform.process.handing_over import views

app_name = "process"
PREFIX = "settings/hand-over/"
urlpatterns = [
    path("", views.hand_over, name="hand_over"),
    path("<int:hand_over_id>/", views.handed_over, name="handed_over"),
    path("<int:hand_over_id>/undo/", views.undoing, name="undo_hand_over"),
]
