"""Uploads that have come already, with ids that tests know."""

from __future__ import annotations

from django.utils import timezone

from artel.platform.files.models import StoredFile
from artel.platform.users.models import User


def make_uploads(*ids: int, author: User | None = None) -> None:
    """Make loose uploads «N.pdf» of 2 KB with these ids; nobody asks for their bytes."""
    StoredFile.objects.bulk_create(
        StoredFile(
            id=number,
            name=f"{number}.pdf",
            size=2048,
            content_type="application/pdf",
            sha256="0" * 64,
            created_at=timezone.now(),
            author=author,
        )
        for number in ids
    )
