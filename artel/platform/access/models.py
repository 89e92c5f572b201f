"""AuditEntry: what must not be forgotten about access and mass work. Rows are added, never changed or deleted."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """One act. `action` is a name registered in `audit.py`; `detail` is what its text shows, never a secret.

    Who did it is kept as id and name, not as a pointer: the entry stays true whatever becomes of the user. A trigger of
    the database refuses to change or delete rows.
    """

    at = models.DateTimeField()
    action = models.CharField(max_length=48)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150, blank=True, default="")
    ip = models.GenericIPAddressField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["action", "-id"], name="access_audit_by_action"),
            models.Index(fields=["actor_id", "-id"], name="access_audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action}"
