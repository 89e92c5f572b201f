"""Records of stages that went, moved to where the plan was told, by the door, in batches by id, each a transaction.

The place reached is kept in the batch's own transaction: whoever is killed, the next run goes on where it was, and
nothing is moved twice. Writers wait at most for one batch. What can't be moved stays where it is, and is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot, holding, latest_snapshot
from artel.platform.definitions.models import StageMove
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ArtelError, Problem, ValidationFailed
from artel.platform.records import door

AT_ONCE = 500
"""Records moved in one transaction: others wait for them well under a second."""
ROUNDS = 3
"""Checks come one after the other: so many times what is refused is left out before a batch stays as it is."""


@dataclass(frozen=True, slots=True)
class Settled:
    """`moved` and `kept` count records; `problems` say why some were kept, one for each kind of reason."""

    moved: int = 0
    kept: int = 0
    problems: tuple[str, ...] = ()


def settle(
    *, have_left: Callable[[datetime], bool] | None = None, batch: int = AT_ONCE, most: int | None = None
) -> Settled:
    """Make the moves that are written down; return what became of them. `most` limits the number of batches.

    With `have_left` the second looks are made instead, of those whose time has come: it tells whether nobody writes by
    a configuration older than that moment any more.
    """
    asked = StageMove.objects.filter(done_at=None, since=None)
    if have_left is not None:
        moments = StageMove.objects.filter(done_at=None).exclude(since=None).values_list("since", flat=True)
        due = [moment for moment in moments.distinct() if moment is not None and have_left(moment)]
        asked = StageMove.objects.filter(done_at=None, since__in=due)
    return _do(asked, batch, most)


def _do(asked: QuerySet[StageMove], batch: int, most: int | None) -> Settled:
    failed: set[int] = set()
    seen: dict[int, StageMove] = {}
    batches = 0
    with holding(latest_snapshot()):
        while most is None or batches < most:
            move = asked.exclude(id__in=failed).order_by("id").first()
            if move is None:
                break
            try:
                seen[move.pk] = _one_batch(move.pk, batch)
            except (DatabaseError, ArtelError) as error:
                failed.add(move.pk)
                StageMove.objects.filter(pk=move.pk).update(error=str(error).strip()[:2_000])
                seen[move.pk] = StageMove.objects.get(pk=move.pk)
            batches += 1
    return Settled(
        moved=sum(each.moved for each in seen.values()),
        kept=sum(each.kept for each in seen.values()),
        problems=tuple(dict.fromkeys(each.error for each in seen.values() if each.error)),
    )


def _one_batch(pk: int, size: int) -> StageMove:
    with transaction.atomic():
        move = StageMove.objects.select_for_update().get(pk=pk)
        if move.done_at is not None:
            return move
        ids = _next_ids(move, size)
        moved, refused = _moved(move, ids)
        move.moved, move.kept = move.moved + moved, move.kept + len(ids) - moved
        if refused:
            move.error = refused
        if ids:
            move.last_id = ids[-1]
        if len(ids) < size:
            move.done_at = clock.now()
        move.save(update_fields=["last_id", "moved", "kept", "done_at", "error"])
    return move


def _next_ids(move: StageMove, size: int) -> list[int]:
    spec = current_snapshot().sections.get(move.section)
    if spec is None or spec.retired or spec.stage(move.pipeline or None, move.stage) is not None:
        # The stage is back: who stands there, stands well.
        return []
    named: Mapping[str, Any] = {"pipeline": move.pipeline} if move.pipeline else {"pipeline__isnull": True}
    found = visible_to(SYSTEM, move.section).filter(id__gt=move.last_id, stage=move.stage, **named)
    return list(found.order_by("id").values_list("id", flat=True)[:size])


def _moved(move: StageMove, ids: Sequence[int]) -> tuple[int, str]:
    """Move records; return how many moved, and why others could not."""
    values = {"pipeline": move.to_pipeline, "stage": move.to_stage}
    why = {"gone": move.label}
    waiting, refused = list(ids), ""
    for _round in range(ROUNDS):
        if not waiting:
            break
        try:
            changes = [door.Change(id=each, values=values) for each in waiting]
            door.change(move.section, changes, actor=SYSTEM, why=why)
        except ValidationFailed as error:
            refused = refused or _in_words(error.problems)
            wrong = {problem.row for problem in error.problems}
            waiting = [each for row, each in enumerate(waiting) if row not in wrong]
        else:
            return len(waiting), refused
    return 0, refused


def _in_words(problems: Sequence[Problem]) -> str:
    first = problems[0]
    return f"{first.field}: {first.message}" if first.field else str(first.message)
