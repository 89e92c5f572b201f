"""Trash: records go there with their details, come back together, and leave for good by purge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from artel.platform.access.policy import require, visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.arrays import any_of
from artel.platform.kernel.errors import AccessDenied, Conflict, NotFound
from artel.platform.kernel.events import RecordsPurged, RecordsRestored, RecordsTrashed, publish
from artel.platform.records import writing
from artel.platform.records.derived.following import TRASHING, before_deletion, follow_deleted, follow_written
from artel.platform.records.derived.locking import lock_ahead
from artel.platform.records.derived.telling import tell_consequences
from artel.platform.records.models import FeedEntry
from artel.platform.schema.runtime import model_of
from artel.platform.sections.spec import SectionSpec, Snapshot


def trash(section: str, ids: Sequence[int], *, actor: Actor) -> int:
    """Move records and their details to the trash; return how many of `section` moved.

    Raises NotFound or AccessDenied when one of them may not be removed; then none is.
    """
    require(actor, section, "remove")
    snapshot = current_snapshot()
    spec = snapshot.section(section)
    with transaction.atomic():
        lock_ahead(spec, snapshot, ids=ids)
        found = _lock(section, ids, actor)
        now = clock.now()
        cause = actor.cause or uuid4().hex
        _set(spec, snapshot, found, now, actor=actor, now=now, cause=cause)
        for detail, detail_ids in _details(spec, snapshot, found, trashed_at=None):
            _set(detail, snapshot, detail_ids, now, actor=actor, now=now, cause=cause)
    return len(found)


def restore(section: str, ids: Sequence[int], *, actor: Actor) -> int:
    """Bring records back with the details that went with them; return how many came back.

    Raises Conflict when a unique value has been taken meanwhile.
    """
    require(actor, section, "remove")
    snapshot = current_snapshot()
    spec = snapshot.section(section)
    with transaction.atomic():
        lock_ahead(spec, snapshot, ids=ids)
        rows = visible_to(actor, section, operation="remove", only_trashed=True).filter(id__in=list(ids))
        moments = dict(rows.order_by("id").select_for_update(of=("self",)).values_list("id", "trashed_at"))
        if not moments:
            raise NotFound(section=section, ids=list(ids))
        now = clock.now()
        cause = actor.cause or uuid4().hex
        try:
            with transaction.atomic():
                _set(spec, snapshot, list(moments), None, actor=actor, now=now, cause=cause)
                for moment in set(moments.values()):
                    together = [i for i, at in moments.items() if at == moment]
                    for detail, detail_ids in _details(spec, snapshot, together, trashed_at=moment):
                        _set(detail, snapshot, detail_ids, None, actor=actor, now=now, cause=cause)
        except IntegrityError as error:
            message = _("It can't come back: another record has its unique value now.")
            raise Conflict(message, section=section, ids=list(ids)) from error
    return len(moments)


def purge(section: str, ids: Sequence[int], *, actor: Actor, even_live: bool = False) -> int:
    """Delete records for good, with their feed; return how many went.

    Only records in the trash, unless `even_live` (undo of an import) and the actor is unrestricted
    or may remove them.
    """
    require(actor, section, "remove")
    snapshot = current_snapshot()
    spec = snapshot.section(section)
    with transaction.atomic():
        rows = visible_to(actor, section, operation="remove", include_trashed=even_live, only_trashed=not even_live)
        found = list(rows.filter(id__in=any_of(ids, "bigint")).order_by("id").values_list("id", flat=True))
        cause = actor.cause or uuid4().hex
        _purge(spec, snapshot, found, actor=actor, cause=cause)
    return len(found)


def _purge(spec: SectionSpec, snapshot: Snapshot, ids: list[int], *, actor: Actor, cause: str) -> None:
    # A live record goes through the trash: who counts or shows it learns there that it is gone.
    live = list(
        model_of(spec.key, snapshot)
        ._default_manager.filter(id__in=any_of(ids, "bigint"), trashed_at=None)
        .order_by("id")
        .values_list("id", flat=True)
    )
    if live:
        now = clock.now()
        _set(spec, snapshot, live, now, actor=actor, now=now, cause=cause)
    for detail, detail_ids in _details(spec, snapshot, ids):
        _purge(detail, snapshot, detail_ids, actor=actor, cause=cause)
    if ids:
        affected = before_deletion(spec, snapshot, ids)
        FeedEntry.objects.filter(section=spec.key, record_id__in=any_of(ids, "bigint")).delete()
        writing.delete_rows(spec, ids)
        publish(RecordsPurged(section=spec.key, actor=actor.caused_by(cause), cause=cause, record_ids=tuple(ids)))
        consequences = follow_deleted(snapshot, affected)
        tell_consequences(consequences, snapshot, actor=actor, cause=cause, moment=clock.now())


def _lock(section: str, ids: Sequence[int], actor: Actor) -> list[int]:
    wanted = set(ids)
    rows = visible_to(actor, section, operation="remove").filter(id__in=wanted)
    found = list(rows.order_by("id").select_for_update(of=("self",)).values_list("id", flat=True))
    missing = wanted - set(found)
    if missing:
        if visible_to(actor, section).filter(id__in=missing).exists():
            raise AccessDenied(section=section, ids=sorted(missing))
        raise NotFound(section=section, ids=sorted(missing))
    return found


_ANY = object()


def _details(
    spec: SectionSpec, snapshot: Snapshot, ids: Sequence[int], *, trashed_at: object = _ANY
) -> list[tuple[SectionSpec, list[int]]]:
    """Return (section, ids) of the details of records; `trashed_at` narrows to one moment or to live ones."""
    found = []
    for detail in snapshot.details(spec.key):
        section = snapshot.sections[detail.section]
        if section.parent != detail.field:
            continue
        rows = model_of(section.key, snapshot)._default_manager.filter(**{f"{detail.field}__in": any_of(ids, "bigint")})
        if trashed_at is not _ANY:
            rows = rows.filter(trashed_at=trashed_at)
        detail_ids = list(rows.order_by("id").values_list("id", flat=True))
        if detail_ids:
            found.append((section, detail_ids))
    return found


def _set(
    spec: SectionSpec,
    snapshot: Snapshot,
    ids: Sequence[int],
    moment: datetime | None,
    *,
    actor: Actor,
    now: datetime,
    cause: str,
) -> None:
    writing.set_trashed(spec, ids, moment, user_id=actor.user_id, now=now)
    consequences = follow_written(spec, snapshot, ids, TRASHING)
    kind = "restored" if moment is None else "trashed"
    if spec.has_feed and ids:
        entries = dict.fromkeys(ids, (kind, "{}"))
        writing.add_feed_of_batch(
            spec.key, entries, moment=now, user_id=actor.user_id, actor_name=actor.name, cause=cause, rule=actor.rule
        )
    event = RecordsRestored if moment is None else RecordsTrashed
    publish(event(section=spec.key, actor=actor.caused_by(cause), cause=cause, record_ids=tuple(ids)))
    tell_consequences(consequences, snapshot, actor=actor, cause=cause, moment=now)
