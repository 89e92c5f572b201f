"""Records in a tree: nobody stands below himself."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils.functional import Promise

from artel.platform.records.drafts import Batch


def refuse_circles(batch: Batch, field: str, message: str | Promise) -> None:
    """Refuse records whose reference `field`, to their own section, would put them below themselves.

    One query that walks up from all new parents; none when nobody moves.
    """
    drafts = [d for d in batch.drafts if d.id is not None and d.is_changing(field) and d.values[field]]
    if not drafts:
        return
    above = _above(batch.section.table, batch.section.fields[field].column, [d.values[field] for d in drafts])
    for draft in drafts:
        if (draft.values[field], draft.id) in above:
            draft.refuse(field, "circle", message)


def _above(table: str, column: str, starts: Sequence[object]) -> set[tuple[int, int]]:
    """Return (start, itself or what stands above it) of each start."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE above (start, id) AS ("
            " SELECT start, start FROM unnest(%s::bigint[]) AS new (start)"
            f' UNION SELECT a.start, c."{column}" FROM above a'
            f' JOIN "{table}" c ON c.id = a.id WHERE c."{column}" IS NOT NULL'
            ") SELECT start, id FROM above",
            [list(starts)],
        )
        return set(cursor.fetchall())
