"""The statements that compute: the database works out the values of a whole batch and writes those that are others.

A value that its column can't hold is null, so that no formula makes a write fail: a number or a date out of bounds;
a text is cut. Neither the version nor `updated_at` moves: nobody has edited the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Avg, Count, Max, Min, QuerySet, Sum

from artel.platform.conditions.compiling import compile_bound, compile_value
from artel.platform.conditions.values import Setting
from artel.platform.formulas.reading import Derived
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.arrays import any_of
from artel.platform.schema.runtime import model_of
from artel.platform.sections.spec import Snapshot

Pair = tuple[object, object]
Changes = dict[int, dict[str, Pair]]
"""Record id → field key → (before, after)."""

LONGEST_TEXT = 600
"""An index entry holds at most 2,700 bytes."""
AGGREGATES: dict[str, Any] = {"sum": Sum, "min": Min, "max": Max, "avg": Avg}
OF_NONE = {"count": 0, "sum": 0}
"""What functions give for a record without details; the others give nothing."""
_FITTING = {
    "text": f"left({{0}}::text, {LONGEST_TEXT})",
    "integer": "CASE WHEN abs({0}) < 9007199254740992 THEN round({0}::numeric)::bigint END",
    "date": "CASE WHEN {0} BETWEEN '0001-01-01' AND '9999-12-31' THEN {0}::date END",
    "datetime": "CASE WHEN {0} BETWEEN '0001-01-02+00' AND '9999-12-30+00' THEN {0}::timestamptz END",
    "boolean": "{0}::boolean",
}


def compute(fields: Sequence[Derived], ids: Iterable[int], snapshot: Snapshot) -> Changes:
    """Compute fields of records of one section and write those that changed; one statement.

    `fields` are computed ones, or one rollup. The caller holds locks on the records.
    """
    wanted = sorted(ids)
    spec = snapshot.section(fields[0].section)
    columns = [spec.fields[d.key].column for d in fields]
    found, parameters = _compared(fields, wanted, snapshot)
    assignments = ", ".join(f'"{c}" = new.v{n}' for n, c in enumerate(columns))
    returned = ", ".join(f'new.w{n}, old."{c}"' for n, c in enumerate(columns))
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{spec.table}" AS old SET {assignments} FROM ({found}) AS new '
            f'WHERE old."id" = new.id RETURNING old."id", {returned}',
            parameters,
        )
        return {row[0]: _differences(fields, row[1:]) for row in cursor.fetchall()}


def differing(fields: Sequence[Derived], ids: Sequence[int], snapshot: Snapshot) -> int:
    """Return how many of the records hold another value than would be computed now; writes nothing."""
    found, parameters = _compared(fields, ids, snapshot)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({found}) AS new", parameters)
        return int(cursor.fetchone()[0])


def _compared(fields: Sequence[Derived], ids: Sequence[int], snapshot: Snapshot) -> tuple[str, list[Any]]:
    """Return the SELECT of (id, w… stored, v… computed) of records where they differ, with its parameters."""
    spec = snapshot.section(fields[0].section)
    inner, parameters = _values(fields, ids, snapshot).query.sql_with_params()
    names = ", ".join(["id", *(f"v{n}" for n in range(len(fields)))])
    columns = [f'p."{spec.fields[d.key].column}"' for d in fields]
    computed = [fitted(d, f"raw.v{n}") for n, d in enumerate(fields)]
    listed = ", ".join(f"{c} AS w{n}, {v} AS v{n}" for n, (c, v) in enumerate(zip(columns, computed, strict=True)))
    differ = " OR ".join(f"{c} IS DISTINCT FROM {v}" for c, v in zip(columns, computed, strict=True))
    text = (
        f'SELECT p."id" AS id, {listed} FROM "{spec.table}" AS p LEFT JOIN ({inner}) AS raw ({names}) '
        f'ON raw.id = p."id" WHERE p."id" = ANY(%s) AND ({differ})'
    )
    return text, [*parameters, list(ids)]


def rolled_up(derived: Derived, record_id: int, snapshot: Snapshot) -> object:
    """Return what a rollup of one record would be now; writes nothing."""
    inner, parameters = _values([derived], [record_id], snapshot).query.sql_with_params()
    value = fitted(derived, "raw.value")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {value} FROM (SELECT %s::bigint AS id) AS p "
            f"LEFT JOIN ({inner}) AS raw (id, value) ON raw.id = p.id",
            [record_id, *parameters],
        )
        return cursor.fetchone()[0]


def _values(fields: Sequence[Derived], ids: Sequence[int], snapshot: Snapshot) -> QuerySet[Any]:
    setting = Setting(
        actor=SYSTEM,
        now=clock.now(),
        zone=ZoneInfo(settings.TIME_ZONE),
        models=lambda key: model_of(key, snapshot),
    )
    first = fields[0]
    records = model_of(first.base, snapshot)._default_manager.order_by()
    if first.pointer:
        return _rolled_up(first, records.filter(**{f"{first.pointer}__in": any_of(ids, "bigint")}), setting)
    values = {f"derived_{n}": compile_value(d.value, setting) for n, d in enumerate(fields) if d.value is not None}
    return records.filter(id__in=any_of(ids, "bigint")).annotate(**values).values_list("id", *values)


def _rolled_up(derived: Derived, details: QuerySet[Any], setting: Setting) -> QuerySet[Any]:
    details = details.filter(trashed_at=None)
    if derived.condition is not None:
        details = details.filter(compile_bound(derived.condition, setting))
    made: Any = Count("pk")
    if derived.value is not None:
        made = AGGREGATES[derived.function](compile_value(derived.value, setting))
    pointer = f"{derived.pointer}_id"
    return details.values(pointer).annotate(derived=made).values_list(pointer, "derived")


def fitted(derived: Derived, column: str) -> str:
    """Return a computed value as its column takes it: cut, rounded, or null when it does not fit."""
    if derived.function in OF_NONE:
        column = f"COALESCE({column}, 0)"
    if derived.result in ("decimal", "money"):
        return f"CASE WHEN abs({column}) < 1e15 THEN round({column}::numeric, {derived.places:d}) END"
    return _FITTING[derived.result].format(column)


def _differences(fields: Sequence[Derived], row: Sequence[object]) -> dict[str, Pair]:
    pairs = ((d.key, row[2 * n], row[2 * n + 1]) for n, d in enumerate(fields))
    return {key: (before, after) for key, before, after in pairs if before != after}
