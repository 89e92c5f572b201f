"""The base of every built-in section's Django model: the columns that all records share.

Runtime tables get the same columns from the same base field specs (`base_fields.py`), so that screens
and conditions meet one shape. Pointers carry no constraint of Django's: the database's own
`ON DELETE` clause is added by `artel.platform.schema.operations.AddForeignKeys` in the migration.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


def pointer(to: str) -> Any:
    """Return a nullable foreign key column without Django's constraint, cascade and reverse name."""
    return models.ForeignKey(
        to, null=True, blank=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=True
    )


class RecordModel(models.Model):
    """Columns of every record. Written by the door only; `version` grows by one with each change."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField(blank=True, default="")
    owner = pointer(settings.AUTH_USER_MODEL)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        db_index=False,
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        db_index=False,
    )
    version = models.IntegerField(default=1)
    trashed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name or f"№ {self.pk}"
