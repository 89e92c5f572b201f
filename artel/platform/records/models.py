"""Feed entries, counters of auto-numbers, and merges that can be undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class FeedEntry(models.Model):
    """Something that happened to a record, in time order. Pointers are (section, record_id).

    `kind` is created, changed, stage, trashed, restored, merged, comment, file or what a feature adds.
    The body of a change is {"fields": {key: [before, after]}}. `rule` is the key of the rule that did it, if one did.
    """

    section = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    actor_name = models.CharField(max_length=150, blank=True, default="")
    body = models.JSONField(default=dict)
    cause = models.CharField(max_length=40, blank=True, default="")
    rule = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["section", "record_id", "-id"], name="records_feed_of_record")]


class Counter(models.Model):
    """The last number given to a field of a section. Locked by the transaction that takes the next.

    `series` is the year, month or day that the numbers belong to, empty when they never begin anew.
    """

    section = models.CharField(max_length=64)
    field = models.CharField(max_length=64)
    series = models.CharField(max_length=10, blank=True, default="")
    value = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "field", "series"], name="records_counter_of_series")]


class Merge(models.Model):
    """What a merge moved, so that it can be undone: see `merging.py` for the shape of `undo`."""

    section = models.CharField(max_length=64)
    kept_id = models.BigIntegerField()
    merged_ids = models.JSONField(default=list)
    at = models.DateTimeField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    undo = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
