"""What the process engine remembers: the steps made of each record, and whose turn it is to get the next one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from artel.platform.process.handing_over.models import HandOver, HandOverItem, HandOverState, ItemState

__all__ = ["HandOver", "HandOverItem", "HandOverState", "ItemState", "ProcessStep", "StepTurn"]


class ProcessStep(models.Model):
    """A step of a stage that was made an activity, once for a record however often it comes there.

    The record and the activity are named by section and id. `outcome` is the activity's result when it was done;
    `attention` says why it came to somebody else than the stage names (a code of `steps/assignees.py`), empty if not.
    """

    section = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    pipeline = models.CharField(max_length=64)
    stage = models.CharField(max_length=48)
    step = models.CharField(max_length=48)
    task_section = models.CharField(max_length=64)
    task_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=48, default="", db_default="")
    attention = models.CharField(max_length=32, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "record_id", "pipeline", "stage", "step"], name="process_step_once"
            ),
            models.UniqueConstraint(fields=["task_section", "task_id"], name="process_step_task"),
        ]
        indexes = [
            models.Index(fields=["attention"], condition=~Q(attention="") & Q(done_at=None), name="process_step_care"),
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.record_id}: {self.step}"


class StepTurn(models.Model):
    """How many times a step that goes round has been given: whose turn is next follows from it, under its lock."""

    pipeline = models.CharField(max_length=64)
    stage = models.CharField(max_length=48)
    step = models.CharField(max_length=48)
    given = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pipeline", "stage", "step"], name="process_turn_once")]

    def __str__(self) -> str:
        return f"{self.pipeline} {self.stage} {self.step}: {self.given}"
