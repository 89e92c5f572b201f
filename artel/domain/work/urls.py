"""The first page, my day, closing an activity with the next one planned at once, plans of projects."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from artel.domain.work import views
from artel.domain.work.activities import ACTIVITY_SECTIONS
from artel.domain.work.projects import views as projects


class ActivitySection(StringConverter):
    """The key of a section of activities."""

    regex = "|".join(ACTIVITY_SECTIONS)


register_converter(ActivitySection, "activity_section")

app_name = "work"
urlpatterns = [
    path("", views.first_page, name="first_page"),
    path("day/", views.day, name="my_day"),
    path("<activity_section:section>/<int:activity_id>/done/", views.complete, name="complete"),
    path("projects/load/", projects.load, name="load"),
    path("projects/begin/", projects.begin, name="begin"),
    path("projects/<int:project_id>/plan/", projects.plan, name="plan"),
    path("projects/<int:project_id>/replan/", projects.move, name="replan"),
]
