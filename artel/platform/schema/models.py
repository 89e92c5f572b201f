"""What an apply leaves for a job, and what became of it."""

from __future__ import annotations

from django.db import models


class PendingSchemaWork(models.Model):
    """DDL left for a job after an apply: indexes built CONCURRENTLY, foreign keys to validate, drops.

    `action` is index | validate | drop_column | drop_table; `error` shows in `artel doctor`.
    """

    action = models.CharField(max_length=16)
    section = models.CharField(max_length=64)
    field = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")
