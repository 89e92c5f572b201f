"""Addresses of the pages of components."""

from __future__ import annotations

from django.urls import path

from artel.platform.ui.stories import views

urlpatterns = [path("dev/ui/", views.stories, name="ui-stories")]
