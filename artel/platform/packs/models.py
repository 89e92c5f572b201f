"""What is installed: packs as they were last applied, and which records their demo data made."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class InstalledPack(models.Model):
    """A pack in force. `digest` is that of the files last applied: equal files have nothing new to say.

    `manifest` is the body of pack.yaml without key and version, so that an export can write it again.
    """

    key = models.CharField(max_length=48, primary_key=True)
    version = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    manifest = models.JSONField(default=dict)
    applied_at = models.DateTimeField()

    class Meta:
        ordering = ["applied_at", "key"]


class DemoBatch(models.Model):
    """One group of demo data that is loaded: the ids of its rows in order. It is never loaded twice."""

    pack = models.CharField(max_length=48)
    name = models.CharField(max_length=64)
    section = models.CharField(max_length=64)
    ids = ArrayField(models.BigIntegerField(), default=list)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "name"], name="packs_demobatch_name_unique")]
