"""Store, attach and remove files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from artel.platform.access.policy import visible_to
from artel.platform.files.keeping import discard, keep
from artel.platform.files.models import StoredFile
from artel.platform.files.sniffing import HEAD, content_type, safe_name
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import AccessDenied, NotFound, Problem, ValidationFailed
from artel.platform.records import feed

LOOSE_FILES_KEPT = timedelta(days=1)


def store_file(
    upload: UploadedFile[Any], *, actor: Actor, section: str = "", record_id: int | None = None
) -> StoredFile:
    """Keep an upload, attached to a record when one is named; its feed gets an entry.

    Raises ValidationFailed for an empty or too big file, StorageFailed when the storage does not answer, AccessDenied
    when the actor may not change the record.
    """
    if section:
        _require_change(section, record_id, actor)
    size = int(upload.size or 0)
    limit = int(settings.FILE_SIZE_LIMIT)
    if size == 0:
        raise _refusal("empty_file", _("The file is empty."))
    if size > limit:
        message = _("The file is bigger than %(limit)s MB.") % {"limit": limit // 1024 // 1024}
        raise _refusal("file_too_big", message)
    upload.seek(0)
    head = upload.read(HEAD)
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    stored = StoredFile(
        name=safe_name(upload.name or ""),
        size=size,
        content_type=content_type(head),
        sha256=digest.hexdigest(),
        section=section,
        record_id=record_id,
        created_at=timezone.now(),
        author_id=actor.user_id,
    )
    # The bytes come first: a row without bytes would be a broken promise, bytes without a row are removed.
    keep(stored.storage_name, upload)
    try:
        with transaction.atomic():
            stored.save()
            if section and record_id is not None:
                feed.add(section, record_id, "file", _body(stored), actor=actor)
    except BaseException:
        discard(stored.storage_name)
        raise
    return stored


def attach_files(ids: Sequence[int], *, section: str, record_id: int, actor: Actor) -> int:
    """Give the actor's own loose uploads to a record; return how many."""
    _require_change(section, record_id, actor)
    with transaction.atomic():
        loose = StoredFile.objects.select_for_update().filter(id__in=ids, section="", author_id=actor.user_id)
        found = list(loose.order_by("id"))
        for stored in found:
            feed.add(section, record_id, "file", _body(stored), actor=actor)
        StoredFile.objects.filter(id__in=[f.pk for f in found]).update(section=section, record_id=record_id)
    return len(found)


def file_for(key: str, *, actor: Actor) -> StoredFile:
    """Return a file that the actor may read; raises NotFound for any other."""
    stored = StoredFile.objects.filter(key=key).first()
    if stored is None:
        raise NotFound
    if not stored.section:
        if stored.author_id != actor.user_id:
            raise NotFound
    elif not visible_to(actor, stored.section).filter(id=stored.record_id).exists():
        raise NotFound
    return stored


def remove_file(key: str, *, actor: Actor) -> None:
    """Remove a file for good; its feed entry stays and says that it was there."""
    stored = file_for(key, actor=actor)
    if stored.section:
        _require_change(stored.section, stored.record_id, actor)
    with transaction.atomic():
        if stored.section and stored.record_id is not None:
            feed.add(stored.section, stored.record_id, "file_removed", {"name": stored.name}, actor=actor)
        stored.delete()
    discard(stored.storage_name)


def sweep_loose_files() -> int:
    """Remove uploads that were never attached to a record; return how many."""
    old = StoredFile.objects.filter(section="", created_at__lt=timezone.now() - LOOSE_FILES_KEPT)
    found = list(old[:1000])
    for stored in found:
        stored.delete()
        discard(stored.storage_name)
    return len(found)


def _body(stored: StoredFile) -> dict[str, object]:
    return {"file": str(stored.key), "name": stored.name, "size": stored.size, "type": stored.content_type}


def _require_change(section: str, record_id: int | None, actor: Actor) -> None:
    if not visible_to(actor, section, operation="change").filter(id=record_id).exists():
        if visible_to(actor, section).filter(id=record_id).exists():
            raise AccessDenied
        raise NotFound


def _refusal(code: str, message: object) -> ValidationFailed:
    return ValidationFailed([Problem(code=code, message=str(message), field="file")])
