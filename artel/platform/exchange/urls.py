"""Addresses of the import wizard."""

from __future__ import annotations

from django.urls import path

from artel.platform.exchange.wizard import views

PREFIX = "import/"
app_name = "exchange"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:run_id>/", views.run, name="run"),
    path("<int:run_id>/columns/", views.columns, name="columns"),
    path("<int:run_id>/state/", views.state, name="state"),
    path("<int:run_id>/ready/", views.ready, name="ready"),
    path("<int:run_id>/check/", views.check, name="check"),
    path("<int:run_id>/load/", views.load, name="load"),
    path("<int:run_id>/cancel/", views.cancel, name="cancel"),
    path("<int:run_id>/undo/", views.undo, name="undo"),
    path("<int:run_id>/map/", views.save_map, name="save_map"),
    path("<int:run_id>/problems.xlsx", views.problems_file, name="problems_file"),
    path("<int:run_id>/problems/<int:problem_id>/", views.answer, name="answer"),
]
