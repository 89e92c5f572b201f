"""The first page, my day, and closing an activity with the next one planned at once."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from artel.domain.work import views
from artel.domain.work.activities import ACTIVITY_SECTIONS


class ActivitySection(StringConverter):
    """The key of a section of activities."""

    regex = "|".join(ACTIVITY_SECTIONS)


register_converter(ActivitySection, "activity_section")

app_name = "work"
urlpatterns = [
    path("", views.first_page, name="first_page"),
    path("day/", views.day, name="my_day"),
    path("<activity_section:section>/<int:activity_id>/done/", views.complete, name="complete"),
]
