"""How many records hold what a change of configuration would take away: counted up to a limit, never to the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection
from psycopg import sql

MANY = 1000
"""Above it people are told «more than 1000»: the exact number of a million is not worth a minute."""


def count_rows(table: str) -> int:
    """Return the number of rows, MANY + 1 for more."""
    return _counted(table, sql.SQL("true"))


def count_filled(table: str, column: str) -> int:
    """Return how many rows hold something in a column, MANY + 1 for more."""
    return _counted(table, sql.SQL("{} IS NOT NULL").format(sql.Identifier(column)))


def count_blank(table: str, column: str) -> int:
    """Return how many live rows hold nothing in a column, MANY + 1 for more."""
    blank = sql.SQL("{} IS NULL AND trashed_at IS NULL").format(sql.Identifier(column))
    return _counted(table, blank)


def count_holding(table: str, column: str, values: Sequence[str]) -> int:
    """Return how many rows hold one of the values, alone or in a list of several; MANY + 1 for more."""
    query = sql.SQL("to_jsonb({}) ?| %s").format(sql.Identifier(column))
    return _counted(table, query, list(values))


def count_outside(
    table: str, allowed: Mapping[str, Sequence[str]], otherwise: Sequence[str]
) -> list[tuple[str, str, int]]:
    """Return how many live rows stand in a stage that their pipeline does not have: (pipeline, stage, number).

    `allowed` are the stages by pipeline, `otherwise` those of rows that name none of these. Looks at the whole table.
    """
    cases = sql.SQL(" ").join(
        sql.SQL("WHEN {} THEN stage = ANY({})").format(sql.Literal(key), sql.Literal(list(stages)))
        for key, stages in allowed.items()
    )
    query = sql.SQL(
        "SELECT coalesce(pipeline, ''), stage, count(*) FROM {} WHERE trashed_at IS NULL AND stage <> '' "
        "AND NOT CASE pipeline {} ELSE stage = ANY({}) END GROUP BY 1, 2 ORDER BY 1, 2"
    ).format(sql.Identifier(table), cases, sql.Literal(list(otherwise)))
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [(str(pipeline), str(stage), int(number)) for pipeline, stage, number in cursor.fetchall()]


def _counted(table: str, condition: sql.Composable, *parameters: list[str]) -> int:
    query = sql.SQL("SELECT count(*) FROM (SELECT 1 FROM {} WHERE {} LIMIT {}) AS found").format(
        sql.Identifier(table), condition, sql.Literal(MANY + 1)
    )
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        row = cursor.fetchone()
    return int(row[0]) if row else 0
