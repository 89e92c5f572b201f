"""Which records break an invariant now, and how many did on each day: pages read these, nothing counts for them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Breach(models.Model):
    """A record that breaks an invariant, for as long as it does. `owner_id` is who answers for it.

    `told_at` and `escalated_at` say when he and the head above him heard of it, `mended_at` when mending was tried.
    """

    invariant = models.CharField(max_length=128)
    record_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    mended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "automation"
        constraints = [models.UniqueConstraint(fields=["invariant", "record_id"], name="automation_breach_once")]
        indexes = [
            models.Index(fields=["invariant"], condition=Q(told_at=None), name="automation_breach_untold"),
            models.Index(fields=["invariant"], condition=Q(mended_at=None), name="automation_breach_unmended"),
            models.Index(
                fields=["invariant", "told_at"],
                condition=Q(escalated_at=None) & ~Q(told_at=None),
                name="automation_breach_waiting",
            ),
        ]


class InvariantState(models.Model):
    """The last look at an invariant: how many break it, in all and by person (id as text, empty for nobody's).

    The next look is not before `next_at`: a look that takes long comes seldom. `error` says why one could not be made.
    """

    invariant = models.CharField(max_length=128, primary_key=True)
    looked_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    count = models.BigIntegerField(default=0)
    owners = models.JSONField(default=dict)
    error = models.TextField(blank=True, default="")

    class Meta:
        app_label = "automation"


class InvariantDay(models.Model):
    """How many records broke an invariant when it was last looked at on a day of the company's calendar."""

    invariant = models.CharField(max_length=128)
    day = models.DateField()
    count = models.BigIntegerField()

    class Meta:
        app_label = "automation"
        constraints = [models.UniqueConstraint(fields=["invariant", "day"], name="automation_invariant_day_once")]
