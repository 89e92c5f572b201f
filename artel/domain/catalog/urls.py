"""Address of the picker, below the record whose lines it fills."""

from __future__ import annotations

from django.urls import path

from artel.domain.catalog.picker import views

app_name = "catalog"
urlpatterns = [path("<slug:section>/<int:record_id>/products/", views.pick, name="pick")]
