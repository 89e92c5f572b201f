"""Store, attach and remove files."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from artel.platform.access.policy import field_access, visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.files.keeping import discard, keep
from artel.platform.files.models import StoredFile
from artel.platform.files.sniffing import HEAD, content_type, safe_name
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.arrays import any_of
from artel.platform.kernel.errors import AccessDenied, NotFound, Problem, ValidationFailed
from artel.platform.kernel.events import RecordChange
from artel.platform.records import door, feed
from artel.platform.records.uploads import ids_in
from artel.platform.sections.spec import SectionSpec

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


def keep_in_fields(section: SectionSpec, changes: Iterable[RecordChange]) -> None:
    """Tie loose uploads to the records and fields that took them; one statement, none where no field holds files."""
    fields = [f.key for f in section.shown_fields if f.holds_files]
    taken = {
        file: (change.record_id, key) for change in changes for key in fields for file in ids_in(change.after.get(key))
    }
    if not taken:
        return
    parameters: list[Any] = [section.key, list(taken), *(list(side) for side in zip(*taken.values(), strict=True))]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE files_storedfile AS file SET section = %s, record_id = held.record, field = held.field "
            "FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS held (id, record, field) "
            "WHERE file.id = held.id AND file.section = ''",
            parameters,
        )


def let_go(section: str, records: Sequence[int]) -> None:
    """Make files of records that are gone for good nobody's: the next sweep removes them with their bytes."""
    leave_to_the_sweep(StoredFile.objects.filter(section=section, record_id__in=any_of(records, "bigint")))


def leave_to_the_sweep(files: QuerySet[StoredFile]) -> None:
    """Make files nobody's; they go with their bytes when they are a day old."""
    files.update(section="", field="", record_id=None, author=None)


def file_for(key: str, *, actor: Actor) -> StoredFile:
    """Return a file that the actor may read; raises NotFound for any other.

    A file of a record is read by who sees the record and the field that it was put into or stands in now.
    """
    stored = StoredFile.objects.filter(key=key).first()
    if stored is None:
        raise NotFound
    if not stored.section:
        if stored.author_id is None or stored.author_id != actor.user_id:
            raise NotFound
        return stored
    hidden = field_access(actor, stored.section).hidden
    if stored.field in hidden or not visible_to(actor, stored.section).filter(id=stored.record_id).exists():
        raise NotFound
    if _fields_with(stored, hidden, actor=SYSTEM):
        raise NotFound
    return stored


def remove_file(key: str, *, actor: Actor) -> None:
    """Remove a file for good, from its field first; the feed says that it was there."""
    stored = file_for(key, actor=actor)
    if stored.section:
        _require_change(stored.section, stored.record_id, actor)
    with transaction.atomic():
        if stored.section and stored.record_id is not None:
            held = _fields_with(stored, None, actor=actor)
            left = {field: [i for i in ids_in(value) if i != stored.pk] for field, value in held.items()}
            if left:
                values = {field: ids or None for field, ids in left.items()}
                door.change(stored.section, [door.Change(id=stored.record_id, values=values)], actor=actor)
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


def _fields_with(stored: StoredFile, keys: Collection[str] | None, *, actor: Actor) -> dict[str, object]:
    """Return the fields (of `keys`, or all) of its record that hold a file, with their values. One query, or none."""
    spec = current_snapshot().section(stored.section)
    fields = [f for f in spec.shown_fields if f.holds_files and (keys is None or f.key in keys)]
    if not fields:
        return {}
    records = visible_to(actor, stored.section, include_trashed=True).filter(id=stored.record_id)
    row = records.values(*(f.key for f in fields)).first() or {}
    return {key: value for key, value in row.items() if stored.pk in ids_in(value)}


def _body(stored: StoredFile) -> dict[str, object]:
    return {"file": str(stored.key), "name": stored.name, "size": stored.size, "type": stored.content_type}


def _require_change(section: str, record_id: int | None, actor: Actor) -> None:
    if not visible_to(actor, section, operation="change").filter(id=record_id).exists():
        if visible_to(actor, section).filter(id=record_id).exists():
            raise AccessDenied
        raise NotFound


def _refusal(code: str, message: object) -> ValidationFailed:
    return ValidationFailed([Problem(code=code, message=str(message), field="file")])
