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
