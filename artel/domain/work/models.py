"""Tasks, calls, meetings and their participants: columns, indexes and what must always hold."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from artel.domain.work.projects.models import Project, TaskLink
from artel.platform.sections.record_model import RecordModel, pointer

__all__ = ["Activity", "Call", "Meeting", "Participant", "Project", "Task", "TaskLink"]

LIVE = Q(trashed_at=None)
OPEN = LIVE & Q(done_at=None)


class Activity(RecordModel):
    """What tasks, calls and meetings share. The owner is who must do it; open while `done_at` is NULL."""

    about_section = models.TextField(null=True, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    account = pointer("people.Account")
    contact = pointer("people.Contact")
    due_at = models.DateTimeField(null=True, blank=True)
    duration = models.BigIntegerField(null=True, blank=True)
    priority = models.TextField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(null=True, blank=True)
    result_text = models.TextField(null=True, blank=True)
    description = models.TextField(null=True, blank=True)

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                F("updated_at").desc(),
                F("id").desc(),
                condition=LIVE,
                name="%(class)ss_live",
            ),
            models.Index(fields=["trashed_at"], condition=~LIVE, name="%(class)ss_trash"),
            models.Index(fields=["owner", "due_at"], condition=OPEN, name="%(class)ss_to_do"),
            models.Index(fields=["due_at"], condition=OPEN, name="%(class)ss_due"),
            models.Index(fields=["about_section", "about_id"], name="%(class)ss_about"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(about_section=None, about_id=None) | Q(about_section__isnull=False, about_id__isnull=False),
                name="%(class)ss_about_whole",
            ),
            models.CheckConstraint(
                condition=Q(duration__range=(0, 60 * 24 * 31)),
                name="%(class)ss_duration",
            ),
            models.CheckConstraint(
                condition=Q(priority__in=("low", "normal", "high")),
                name="%(class)ss_priority",
            ),
        ]


class Task(Activity):
    """Something to do by a time. In a project it has a plan, and `duration` is its working time."""

    project = pointer("work.Project")
    phase = models.TextField(null=True, blank=True)
    planned_start = models.DateTimeField(null=True, blank=True)
    planned_end = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)

    class Meta(Activity.Meta):
        db_table = "tasks"
        constraints = [
            *Activity.Meta.constraints,
            models.CheckConstraint(condition=Q(planned_end__gte=F("planned_start")), name="tasks_plan_in_order"),
            models.CheckConstraint(condition=Q(done_at__gte=F("started_at")), name="tasks_fact_in_order"),
        ]


class Call(Activity):
    """A call to make, made or taken."""

    direction = models.TextField(null=True, blank=True)
    phone = models.TextField(null=True, blank=True)

    class Meta(Activity.Meta):
        db_table = "calls"
        constraints = [
            *Activity.Meta.constraints,
            models.CheckConstraint(condition=Q(direction__in=("in", "out")), name="calls_direction"),
        ]


class Meeting(Activity):
    """People at one time in one place; `due_at` is the start."""

    place = models.TextField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta(Activity.Meta):
        db_table = "meetings"
        constraints = [
            *Activity.Meta.constraints,
            models.CheckConstraint(condition=Q(ends_at__gte=F("due_at")), name="meetings_end_after_start"),
        ]


class Participant(RecordModel):
    """Who takes part in a meeting: a contact of the client or a colleague."""

    meeting = pointer("work.Meeting")
    contact = pointer("people.Contact")
    person = pointer("users.User")

    class Meta:
        db_table = "participants"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "contact"],
                condition=LIVE,
                name="participants_contact_once",
            ),
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=LIVE,
                name="participants_person_once",
            ),
            models.CheckConstraint(
                condition=Q(meeting__isnull=False)
                & (Q(contact__isnull=False, person=None) | Q(contact=None, person__isnull=False)),
                name="participants_one_person",
            ),
        ]
