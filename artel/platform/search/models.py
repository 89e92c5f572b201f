"""SearchEntry: what is found of one record."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchEntry(models.Model):
    """`title` and `note` are shown; `words` holds stems and plain words, `digits` numbers apart by a blank.

    `grams` are all runs of three digits in `digits`: their index narrows a fragment before LIKE looks.
    Records in the trash have no row.
    """

    section = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    title = models.TextField()
    note = models.TextField(blank=True, default="")
    words = SearchVectorField()
    digits = models.TextField(blank=True, default="")
    grams = ArrayField(models.IntegerField(), default=list)

    class Meta:
        db_table = "search_entry"
        constraints = [models.UniqueConstraint(fields=["section", "record_id"], name="search_entry_record")]
        indexes = [
            GinIndex(fields=["words"], name="search_entry_words"),
            GinIndex(fields=["grams"], name="search_entry_grams"),
        ]
