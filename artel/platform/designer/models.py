"""The draft of the configuration: what a person changed in the designer and has not applied yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class DesignDraft(models.Model):
    """One per person. `edits` is a list of {kind, key, body, is_retired, before} in the order of making.

    `base` is the revision the edits were made on; `before` the body in force then (null: there was none), so that what
    somebody else changed meanwhile is noticed.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    base = models.BigIntegerField(default=0)
    edits = models.JSONField(default=list)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"draft of {self.user_id}"
