"""Marks of records, the state of rules and searches, verdicts of people, and the groups of the work list."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q


class Mark(models.Model):
    """What a live record is compared by under one rule; several where it has several phones.

    `rule` is the rule's fingerprint: a changed rule has other marks. `key` stands for all values that must be equal
    (empty when there are none), `grams` are the trigrams of the text that must be alike, `bands` what
    candidates are found by. `apart` are the values that tell records apart, as numbers. Records in the trash have none.
    """

    rule = models.BigIntegerField()
    record_id = models.BigIntegerField()
    key = models.UUIDField(null=True)
    grams = ArrayField(models.IntegerField(), null=True)
    bands = ArrayField(models.IntegerField(), null=True)
    apart = ArrayField(models.IntegerField(null=True), null=True)

    class Meta:
        db_table = "duplicates_mark"
        indexes = [
            models.Index(fields=["key", "record_id"], condition=Q(key__isnull=False), name="duplicates_mark_key"),
            models.Index(fields=["rule", "record_id"], name="duplicates_mark_record"),
            GinIndex(fields=["bands"], name="duplicates_mark_bands"),
        ]


class Unmarked(models.Model):
    """Records of a large batch that wait for the job that marks them."""

    section = models.CharField(max_length=64)
    ids = ArrayField(models.BigIntegerField())

    class Meta:
        db_table = "duplicates_unmarked"


class RuleState(models.Model):
    """How far the marking of the records that were there before the rule has come; no row: not begun."""

    rule = models.BigIntegerField(primary_key=True)
    section = models.CharField(max_length=64)
    name = models.CharField(max_length=64)
    last_id = models.BigIntegerField(default=0)
    is_ready = models.BooleanField(default=False)

    class Meta:
        db_table = "duplicates_rule"


class Verdict(models.Model):
    """Somebody has said of two records that they are not the same. `low_id` is less than `high_id`."""

    section = models.CharField(max_length=64)
    low_id = models.BigIntegerField()
    high_id = models.BigIntegerField()
    at = models.DateTimeField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "duplicates_verdict"
        constraints = [
            models.UniqueConstraint(fields=["section", "low_id", "high_id"], name="duplicates_verdict_pair"),
            models.CheckConstraint(condition=Q(low_id__lt=F("high_id")), name="duplicates_verdict_order"),
        ]


class Pair(models.Model):
    """Two records that a search has found alike, and by which rules (names). Emptied when its groups are made."""

    section = models.CharField(max_length=64)
    low_id = models.BigIntegerField()
    high_id = models.BigIntegerField()
    rules = ArrayField(models.CharField(max_length=64))

    class Meta:
        db_table = "duplicates_pair"
        constraints = [models.UniqueConstraint(fields=["section", "low_id", "high_id"], name="duplicates_pair_once")]


class GroupState(models.TextChoices):
    """Open groups are work; those put off come again on their day."""

    OPEN = "open"
    LATER = "later"


class Group(models.Model):
    """Records that a search holds for one: the unit of the work list."""

    section = models.CharField(max_length=64)
    ids = ArrayField(models.BigIntegerField())
    rules = ArrayField(models.CharField(max_length=64))
    state = models.CharField(max_length=8, choices=GroupState, default=GroupState.OPEN)
    later_until = models.DateField(null=True)
    found_at = models.DateTimeField()

    class Meta:
        db_table = "duplicates_group"
        indexes = [models.Index(fields=["section", "state", "id"], name="duplicates_group_list")]


class SearchState(models.TextChoices):
    """A search is asked for, at work, or done."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


class Search(models.Model):
    """The last search of a section: where it stands, so that another worker goes on from there.

    `due_at` is when the next one begins by itself, as follows from the declared time `planned`.
    """

    section = models.CharField(max_length=64, primary_key=True)
    state = models.CharField(max_length=8, choices=SearchState, default=SearchState.WAITING)
    rule = models.BigIntegerField(null=True)
    last_id = models.BigIntegerField(default=0)
    top_id = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    groups = models.IntegerField(default=0)
    planned = models.TextField(default="")
    due_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "duplicates_search"
