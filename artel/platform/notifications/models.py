"""Notification: one thing that one person should know."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Notification(models.Model):
    """`kind` is mention, assigned, due, import or what a feature adds; the pointer says which record.

    `mailed_at` is set when a letter about it went out.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=24)
    title = models.TextField()
    text = models.TextField(blank=True, default="")
    section = models.CharField(max_length=64, blank=True, default="")
    record_id = models.BigIntegerField(null=True)
    url = models.TextField(blank=True, default="")
    actor_name = models.CharField(max_length=150, blank=True, default="")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="notifications_of_user"),
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="notifications_unread"),
        ]


class NotificationPreference(models.Model):
    """Whether a person wants letters about a kind; without a row, letters go out."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=24)
    by_mail = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notifications_preference_unique")]
