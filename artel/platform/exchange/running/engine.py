"""The engine: check a file without writing, and load it chunk by chunk.

A chunk is one transaction that writes records, their traces, the report and the position in the file.
Whatever kills the process, the chunk is there as a whole or not at all, and the next run goes on after
it. Two processes on one import don't double anything: the row of the import is locked and the position
compared before each chunk.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import override

from artel.platform.exchange.models import Import, ImportProblem, ImportState
from artel.platform.exchange.planning.plans import Finding, RowPlan
from artel.platform.exchange.reading.table import Row
from artel.platform.exchange.running.counting import add_left_out, add_rows, empty_counts
from artel.platform.exchange.running.session import Session, open_session
from artel.platform.exchange.running.undisturbed import undisturbed
from artel.platform.exchange.running.writing import check_with_door
from artel.platform.kernel import clock

CHUNK = 5_000
MAX_PROBLEMS = 20_000
"""Problems kept for looking at; beyond that they are only counted."""


class Overtaken(Exception):
    """Another process is loading this import."""


def check(run: Import) -> None:
    """Go through the whole file without writing a record: problems, counts, and a state of CHECKED.

    Raises UnreadableFile when the file breaks on the way.
    """
    ImportProblem.objects.filter(run=run, answer__isnull=True).delete()
    counts = empty_counts()
    with open_session(run, is_check=True) as session, override(session.actor.language):
        for rows, plans in session.planned_chunks(CHUNK):
            if _is_cancelled(run):
                _finish(run, ImportState.UPLOADED, counts)
                return
            with transaction.atomic(), undisturbed():
                plans = session.match(rows, plans)
                check_with_door(plans, session.order, actor=session.actor)
                _note(run, session, plans, counts)
                run.position = rows[-1].number
                _save_progress(run, counts)
        add_left_out(counts, session.table.skipped)
    run.position = 0
    _finish(run, ImportState.CHECKED, counts)


def load(run: Import) -> None:
    """Load what is left of the file; ends in DONE, or in CANCELLED when somebody asked to stop.

    Raises UnreadableFile when the file breaks on the way; what is loaded stays and can be undone.
    """
    if run.position == 0:
        ImportProblem.objects.filter(run=run, answer__isnull=True).delete()
        run.counts = empty_counts()
    with open_session(run, is_check=False) as session, override(session.actor.language):
        for rows, plans in session.planned_chunks(CHUNK, after=run.position):
            try:
                with undisturbed():
                    is_stopped = _load_chunk(run, session, rows, plans)
            except Overtaken:
                return
            if is_stopped:
                _finish(run, ImportState.CANCELLED, run.counts)
                return
        add_left_out(run.counts, session.table.skipped)
    _finish(run, ImportState.DONE, run.counts)


def _load_chunk(run: Import, session: Session, rows: Sequence[Row], plans: Sequence[RowPlan]) -> bool:
    """Write one chunk; True when the import is to stop before it."""
    with transaction.atomic():
        stored = Import.objects.select_for_update().get(pk=run.pk)
        if stored.state != ImportState.RUNNING or stored.position != run.position:
            raise Overtaken
        if stored.is_cancelled:
            return True
        plans = session.match(rows, plans)
        session.writer().write(plans)
        counts = dict(run.counts)
        _note(run, session, plans, counts)
        run.position = rows[-1].number
        _save_progress(run, counts)
    run.counts = counts
    return False


def _is_cancelled(run: Import) -> bool:
    return bool(Import.objects.filter(pk=run.pk).values_list("is_cancelled", flat=True).first())


def _save_progress(run: Import, counts: dict[str, Any]) -> None:
    Import.objects.filter(pk=run.pk).update(position=run.position, counts=counts, heartbeat_at=clock.now())


def _finish(run: Import, state: ImportState, counts: dict[str, Any]) -> None:
    run.state = state
    run.counts = counts
    run.is_cancelled = False
    run.finished_at = clock.now()
    run.save(update_fields=["state", "counts", "is_cancelled", "finished_at", "position"])


def _note(run: Import, session: Session, plans: Sequence[RowPlan], counts: dict[str, Any]) -> None:
    """Add a chunk to the report and keep its findings."""
    noted = sum(counts["codes"].values())
    add_rows(counts, plans, session.found.targets[0].alias)
    room = MAX_PROBLEMS - noted
    rows = [_problem(run, plan, finding, session) for plan in plans for finding in plan.findings]
    if rows and room > 0:
        ImportProblem.objects.bulk_create(rows[:room])


def _problem(run: Import, plan: RowPlan, finding: Finding, session: Session) -> ImportProblem:
    column = finding.column
    if not column and finding.target and finding.field:
        column = next(
            (c.column for c in session.found.columns if (c.target, c.field) == (finding.target, finding.field)), ""
        )
    return ImportProblem(
        run=run,
        row=plan.number,
        level=finding.level.value,
        target=finding.target,
        field=finding.field,
        column=column,
        value=finding.value,
        record=plan.label,
        code=finding.code,
        message=str(finding.message),
        answers=finding.answers,
    )
