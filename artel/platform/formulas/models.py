"""What a job has still to compute anew: a field came, its formula changed, or a parent of many records did."""

from __future__ import annotations

from django.db import models


class PendingRecompute(models.Model):
    """Derived fields `keys` of a section, still to be computed for its records after `last_id`, in the order of ids.

    `via` and `targets` narrow to records whose reference leads to one of the targets (a path of field keys); empty:
    all records. `done` counts records looked at. An error is tried again and shows in `artel doctor`.

    `since`: a second look at all records, for what processes on the revision in force before that moment wrote after
    the first one passed; it waits until they have left that revision.
    """

    section = models.CharField(max_length=64)
    keys = models.JSONField()
    via = models.TextField(blank=True, default="")
    targets = models.JSONField(default=list)
    last_id = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    since = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["id"], name="formulas_pending", condition=models.Q(done_at=None))]
