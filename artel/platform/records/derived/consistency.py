"""Does what is stored equal what would be computed now? For the doctor and for tests; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from artel.platform.formulas.graph import graph_of
from artel.platform.formulas.reading import Derived
from artel.platform.records.derived.statements import differing
from artel.platform.schema.runtime import model_of
from artel.platform.sections.spec import Snapshot

SAMPLE = 1_000
BATCH = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A derived field of which `wrong` of `looked_at` records hold another value than they should."""

    field: Derived
    wrong: int
    looked_at: int


def differences(snapshot: Snapshot, *, is_full: bool = False) -> Iterator[Difference]:
    """Yield the fields that differ: in all records, or in a sample of the oldest, the newest and some between."""
    for derived in graph_of(snapshot).order:
        batches = _all_ids(derived.section, snapshot) if is_full else iter([_sampled_ids(derived.section, snapshot)])
        wrong = looked_at = 0
        for ids in batches:
            looked_at += len(ids)
            wrong += differing([derived], ids, snapshot) if ids else 0
        if wrong:
            yield Difference(field=derived, wrong=wrong, looked_at=looked_at)


def _all_ids(section: str, snapshot: Snapshot) -> Iterator[list[int]]:
    records = model_of(section, snapshot)._default_manager.order_by("id").values_list("id", flat=True)
    last = 0
    while ids := list(records.filter(id__gt=last)[:BATCH]):
        last = ids[-1]
        yield ids


def _sampled_ids(section: str, snapshot: Snapshot) -> list[int]:
    """Return ids from both ends and at even steps between: by the index alone, whatever the size of the table."""
    table = snapshot.section(section).table
    with connection.cursor() as cursor:
        cursor.execute(
            f'WITH ends AS (SELECT min("id") AS first, max("id") AS last FROM "{table}") '
            f'(SELECT "id" FROM "{table}" ORDER BY "id" LIMIT %s) UNION (SELECT "id" FROM "{table}" '
            f'ORDER BY "id" DESC LIMIT %s) UNION SELECT found."id" FROM ends, generate_series(0, %s) AS step, '
            f'LATERAL (SELECT "id" FROM "{table}" WHERE "id" >= ends.first + (ends.last - ends.first) * step / %s '
            f'ORDER BY "id" LIMIT 1) AS found',
            [SAMPLE // 4, SAMPLE // 4, SAMPLE // 2, SAMPLE // 2],
        )
        return [row[0] for row in cursor.fetchall()]
