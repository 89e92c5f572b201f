"""StoredFile: one uploaded file; its bytes lie in the storage under a key that tells nothing."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models


class StoredFile(models.Model):
    """`content_type` is what the bytes are, not what the sender said.

    A file belongs to the record that `section` and `record_id` point at; without them it is an upload
    that only its author sees, and that is removed after a day. `field` is the one it was put into: who may not read the
    field gets no bytes, also after the file was taken out of it; empty for what was attached to the record itself.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=150)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    section = models.CharField(max_length=64, blank=True, default="")
    record_id = models.BigIntegerField(null=True)
    field = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["section", "record_id"], name="files_of_record")]

    def __str__(self) -> str:
        return self.name

    @property
    def storage_name(self) -> str:
        """Where the bytes lie: two levels, so that no folder grows without bound."""
        text = self.key.hex
        return f"{text[:2]}/{text}"
