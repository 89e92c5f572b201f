"""Projects and links between their tasks: columns, indexes and what must always hold."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from artel.platform.sections.record_model import RecordModel, pointer

LIVE = Q(trashed_at=None)
LONGEST_LAG = 60 * 24 * 31
"""Minutes of working time between the end of a task and the beginning of the next."""


class Project(RecordModel):
    """Work for a client, from a template or free; the owner manages it. Its dates follow those of its tasks.

    `delay` is counted when everything is done: minutes of working time between the planned and the actual end.
    """

    pipeline = models.TextField(null=True, blank=True)
    stage = models.TextField(null=True, blank=True)
    stage_since = models.DateTimeField(null=True, blank=True)
    account = pointer("people.Account")
    deal = pointer("sales.Deal")
    template = models.TextField(null=True, blank=True)
    planned_start = models.DateTimeField(null=True, blank=True)
    planned_end = models.DateTimeField(null=True, blank=True)
    actual_start = models.DateTimeField(null=True, blank=True)
    actual_end = models.DateTimeField(null=True, blank=True)
    delay = models.BigIntegerField(null=True, blank=True)
    description = models.TextField(null=True, blank=True)

    class Meta:
        app_label = "work"
        db_table = "projects"
        indexes = [
            models.Index(F("updated_at").desc(), F("id").desc(), condition=LIVE, name="projects_live"),
            models.Index(fields=["trashed_at"], condition=~LIVE, name="projects_trash"),
            models.Index(fields=["stage", "-updated_at", "-id"], condition=LIVE, name="projects_board"),
            models.Index(
                fields=["owner", "stage", "-updated_at", "-id"],
                condition=LIVE,
                name="projects_own_board",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["deal", "template"],
                condition=LIVE & Q(deal__isnull=False, template__isnull=False),
                name="projects_deal_template_uniq",
            ),
            models.CheckConstraint(condition=Q(planned_end__gte=F("planned_start")), name="projects_plan_in_order"),
            models.CheckConstraint(condition=Q(actual_end__gte=F("actual_start")), name="projects_fact_in_order"),
        ]


class TaskLink(RecordModel):
    """A task begins when its predecessor has ended, and `lag` minutes of working time have passed."""

    task = pointer("work.Task")
    predecessor = pointer("work.Task")
    lag = models.BigIntegerField(null=True, blank=True)

    class Meta:
        app_label = "work"
        db_table = "task_links"
        constraints = [
            models.UniqueConstraint(fields=["task", "predecessor"], condition=LIVE, name="task_links_predecessor_uniq"),
            models.CheckConstraint(
                condition=Q(task__isnull=False, predecessor__isnull=False) & ~Q(task=F("predecessor")),
                name="task_links_of_two",
            ),
            models.CheckConstraint(condition=Q(lag__range=(0, LONGEST_LAG)), name="task_links_lag"),
        ]
