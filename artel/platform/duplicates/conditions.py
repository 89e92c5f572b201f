"""A rule's `when`: which records it speaks of, asked of the database for stored records and for rows not yet stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection

from artel.platform.access.policy import visible_to
from artel.platform.conditions.compiling import compile_condition
from artel.platform.definitions.current import current_snapshot
from artel.platform.duplicates.marking import Row
from artel.platform.duplicates.specs import DuplicateRule
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records.feed import as_json

Given = TypeVar("Given")


def records_meeting(rule: DuplicateRule, column: str) -> tuple[str, list[Any]]:
    """Return ` AND <column> IN (…)` with its parameters, or nothing for a rule without a condition."""
    if not rule.when:
        return "", []
    text, parameters = _meeting(rule)
    return f" AND {column} IN ({text})", parameters


def meeting_rows(rule: DuplicateRule, rows: Sequence[Row], marks: list[tuple[int, Given]]) -> list[tuple[int, Given]]:
    """Return the marks of those rows that meet the rule's condition. One query, none without a condition.

    The rows stand in for the section's table: a table expression of its name hides it from the statement.
    """
    if not rule.when or not marks:
        return marks
    spec = current_snapshot().section(rule.section)
    columns = {f.key: f.column for f in spec.shown_fields}
    given = [
        {**{columns[key]: value for key, value in rows[position].items() if key in columns}, "id": position}
        for position in sorted({position for position, _mark in marks})
    ]
    text, parameters = _meeting(rule)
    statement = (
        f'WITH "{spec.table}" AS (SELECT * FROM jsonb_populate_recordset(NULL::"{spec.table}", %s::jsonb)) {text}'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [as_json({"rows": given})[len('{"rows":') : -1], *parameters])
        met = {row[0] for row in cursor.fetchall()}
    return [(position, mark) for position, mark in marks if position in met]


def _meeting(rule: DuplicateRule) -> tuple[str, list[Any]]:
    snapshot = current_snapshot()
    condition = compile_condition(rule.when, snapshot.section(rule.section), snapshot, SYSTEM)
    records = visible_to(SYSTEM, rule.section).filter(condition).order_by().values_list("id")
    text, parameters = records.query.sql_with_params()
    return text, list(parameters)
