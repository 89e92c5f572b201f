"""The trace: everything that an import makes or changes, by itself or through what follows from it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import connection

from artel.platform.exchange.models import CAUSE
from artel.platform.kernel.events import RecordsChanged, RecordsCreated, subscribe
from artel.platform.records.feed import as_json

COLUMNS = '"run_id", "section", "record_id", "last_id", "before", "after"'
COPY_FROM = 50
Trace = tuple[int, str, int, int, str | None, str | None]


@subscribe(RecordsCreated)
def trace_created(event: RecordsCreated) -> None:
    """Note the records that an import made."""
    run = _run_of(event.cause)
    if run is not None:
        runs = runs_of(change.record_id for change in event.changes)
        _write([(run, event.section, first, last, None, None) for first, last in runs])


@subscribe(RecordsChanged)
def trace_changed(event: RecordsChanged) -> None:
    """Note the records that an import changed, with both values of each field."""
    run = _run_of(event.cause)
    if run is not None:
        _write(
            [(run, event.section, c.record_id, c.record_id, as_json(c.before), as_json(c.after)) for c in event.changes]
        )


def runs_of(ids: Iterable[int]) -> list[tuple[int, int]]:
    """Return ids as runs without gaps, each as (first, last), in order."""
    runs: list[tuple[int, int]] = []
    for record_id in sorted(ids):
        if runs and runs[-1][1] == record_id - 1:
            runs[-1] = (runs[-1][0], record_id)
        else:
            runs.append((record_id, record_id))
    return runs


def _run_of(cause: str) -> int | None:
    number = cause.removeprefix(CAUSE)
    return int(number) if cause.startswith(CAUSE) and number.isdigit() else None


def _write(rows: list[Trace]) -> None:
    with connection.cursor() as cursor:
        if len(rows) < COPY_FROM:
            cursor.executemany(f"INSERT INTO exchange_importtrace ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s)", rows)  # noqa: S608
            return
        with cursor.copy(f"COPY exchange_importtrace ({COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def stored_form(values: dict[str, object]) -> dict[str, object]:
    """Return values as a trace keeps them, for comparing."""
    found: dict[str, object] = json.loads(as_json(values))
    return found
