"""What features attach to records in tables of their own: it goes along when records are merged, and comes back.

Such a table points at a record by two columns, `section` and `record_id`, and has an `id`.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from artel.platform.kernel.registry import Registry

_tables: Registry[str] = Registry("tables attached to records")


def attach_table(table: str) -> None:
    """Register a table; a feature does so in its `subscribers.py`. Raises ValueError when it is registered twice."""
    _tables.add(table, table)


def attached_tables() -> tuple[str, ...]:
    """Return the registered tables, in order."""
    return _tables.keys()


def move_attached(table: str, section: str, source: int, target: int, *, ids: Sequence[int] | None = None) -> list[int]:
    """Attach the rows of one record to another, all or those of `ids` that are still there; return their ids."""
    narrowed = " AND id = ANY(%s)" if ids is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{_tables.get(table)}" SET record_id = %s WHERE section = %s AND record_id = %s{narrowed} '
            "RETURNING id",
            [target, section, source, *([list(ids)] if ids is not None else [])],
        )
        return sorted(row[0] for row in cursor.fetchall())
