"""Definition: one document of configuration. Revision: one numbered state of all of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Revision(models.Model):
    """A change of configuration: who, when, why, and every document before and after.

    `changes` is a list of {action, kind, key, owner, before, after, was}; `before`/`after` are bodies or null, `was` is
    {owner, base, layers, is_retired} before the change, null for what is new.
    """

    number = models.BigAutoField(primary_key=True)
    created_at = models.DateTimeField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True, default="")
    changes = models.JSONField(default=list)

    class Meta:
        ordering = ["-number"]


class Definition(models.Model):
    """One document: what `kind` of thing, its immutable `key`, who owns it, and the body.

    A retired document is a tombstone: its key is never used again by another thing. `base` is what the pack that owns
    it says, kept while the company's own change of it is in force; null when there is none. `layers` are the words of
    the packs one by one, {pack, says, body}, where several speak of it; empty where the owner is the only one.
    """

    kind = models.CharField(max_length=24)
    key = models.CharField(max_length=128)
    owner = models.CharField(max_length=48)
    body = models.JSONField(default=dict)
    base = models.JSONField(null=True)
    layers = models.JSONField(default=list)
    is_retired = models.BooleanField(default=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="definitions_definition_key_unique")]


class ConfigurationState(models.Model):
    """The single row that says which revision is in force."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    revision = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="definitions_state_single_row")]


class StageMove(models.Model):
    """Records of a stage that went out of force, to be moved to another one: what an apply leaves for a job.

    `pipeline` is the one that the records name, maybe none; `label` what the stage was called. `last_id` is the place
    reached, `moved` counts those that moved, `kept` those that could not, for the reason in `error`.

    `since`: a second look, for what processes on the configuration in force before that moment wrote after the first
    one passed; it waits until they have left it.
    """

    section = models.CharField(max_length=64)
    pipeline = models.CharField(max_length=64, blank=True, default="")
    stage = models.CharField(max_length=64)
    label = models.JSONField(default=dict)
    to_pipeline = models.CharField(max_length=64)
    to_stage = models.CharField(max_length=64)
    last_id = models.BigIntegerField(default=0)
    moved = models.BigIntegerField(default=0)
    kept = models.BigIntegerField(default=0)
    since = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["id"], name="definitions_stagemove_waiting", condition=models.Q(done_at=None))]
