"""The job's work: computes anew what was written down (`formulas.pending`), in batches by id, each a transaction.

The place reached is kept in the batch's own transaction: a killed job goes on where it was, and nothing is done twice.
Readers are never blocked; writers wait at most for one batch.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from artel.platform.formulas.graph import graph_of
from artel.platform.formulas.models import PendingRecompute
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.arrays import any_of
from artel.platform.records.derived.locking import lock_rows
from artel.platform.records.derived.spreading import AT_ONCE, Spread
from artel.platform.records.derived.telling import tell_consequences
from artel.platform.schema.runtime import model_of
from artel.platform.sections.spec import Snapshot


def recompute_pending(snapshot: Snapshot, *, batch: int = AT_ONCE) -> int:
    """Do all that is written down but second looks; return how many records were looked at.

    Work that fails keeps its error and its place, and what stands after it is done all the same.
    """
    return _do(PendingRecompute.objects.filter(since=None), snapshot, batch)


def look_again(snapshot: Snapshot, *, have_left: Callable[[datetime], bool], batch: int = AT_ONCE) -> int:
    """Do the second looks whose time has come; return how many records were looked at.

    `have_left` tells whether nobody writes by a revision older than that moment any more.
    """
    moments = PendingRecompute.objects.filter(done_at=None).exclude(since=None).values_list("since", flat=True)
    due = [moment for moment in moments.distinct() if moment is not None and have_left(moment)]
    return _do(PendingRecompute.objects.filter(since__in=due), snapshot, batch) if due else 0


def _do(asked: QuerySet[PendingRecompute], snapshot: Snapshot, batch: int) -> int:
    looked_at = 0
    failed: set[int] = set()
    while (work := asked.filter(done_at=None).exclude(id__in=failed).order_by("id").first()) is not None:
        try:
            looked_at += _one_batch(work.pk, snapshot, batch)
        except DatabaseError as error:
            failed.add(work.pk)
            PendingRecompute.objects.filter(pk=work.pk).update(error=str(error).strip()[:2_000])
    return looked_at


def _one_batch(pk: int, snapshot: Snapshot, size: int) -> int:
    with transaction.atomic():
        work = PendingRecompute.objects.select_for_update().get(pk=pk)
        if work.done_at is not None:
            return 0
        ids = _next_ids(work, snapshot, size)
        if ids:
            _recompute(work, snapshot, ids)
            work.last_id, work.done = ids[-1], work.done + len(ids)
        if len(ids) < size:
            work.done_at = clock.now()
        work.error = ""
        work.save(update_fields=["last_id", "done", "done_at", "error"])
    return len(ids)


def _next_ids(work: PendingRecompute, snapshot: Snapshot, size: int) -> list[int]:
    spec = snapshot.sections.get(work.section)
    if spec is None or spec.retired:
        return []
    records = model_of(work.section, snapshot)._default_manager.filter(id__gt=work.last_id)
    if work.via:
        records = records.filter(**{f"{work.via}__in": any_of(work.targets, "bigint")})
    return list(records.order_by("id").values_list("id", flat=True)[:size])


def _recompute(work: PendingRecompute, snapshot: Snapshot, ids: list[int]) -> None:
    """Compute the fields, and what follows from them; history is told only of what a change of a record caused."""
    lock_rows(snapshot.section(work.section), ids)
    spread = Spread(snapshot)
    spread.hold(work.section, ids)
    for derived in graph_of(snapshot).of_section(work.section):
        if derived.key in work.keys:
            spread.affect(derived, ids)
    spread.run()
    if work.via:
        cause = uuid4().hex
        tell_consequences(spread.changes, snapshot, actor=SYSTEM, cause=cause, moment=clock.now())
