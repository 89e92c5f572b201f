"""Locks on the records that a write looks at or changes beside its own, taken before it, from the top down.

Whoever writes a record that others follow from, or that follows from others, locks what it refers to first, by section
(`Graph.heights`) and id. So two writers never wait for one another, and a detail that one transaction has just made is
not missed by another that changes its parent: the parent's row is held till the end.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from artel.platform.formulas.graph import graph_of
from artel.platform.kernel.arrays import any_of
from artel.platform.schema.runtime import model_of
from artel.platform.sections.spec import SectionSpec, Snapshot

MOST_CLIMBS = 2
"""How often one reference is followed upwards: a formula looks at a parent's parent, hardly further."""
Held = dict[str, set[int]]
"""Section → ids of records that this transaction may write without waiting."""


def lock_ahead(
    spec: SectionSpec, snapshot: Snapshot, *, ids: Iterable[int] = (), rows: Sequence[Mapping[str, object]] = ()
) -> Held:
    """Lock what records of a section refer to as far as derived fields need it; return what has been locked.

    `ids` are stored records, `rows` new values of references by field key. No query when nothing follows.
    """
    wanted = _climbed(spec.key, snapshot, set(ids), rows)
    graph = graph_of(snapshot)
    for section in sorted(wanted, key=lambda key: (graph.heights[key], key)):
        # What is only read is locked as strongly: two that share a lock and both come to write wait for ever.
        lock_rows(snapshot.section(section), wanted[section])
    return wanted


def lock_rows(spec: SectionSpec, ids: Iterable[int]) -> None:
    """Lock records in the order of ids; references to them may still be made meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "id" FROM "{spec.table}" WHERE "id" = ANY(%s) ORDER BY "id" FOR NO KEY UPDATE', [list(ids)]
        )


def _climbed(section: str, snapshot: Snapshot, ids: set[int], rows: Sequence[Mapping[str, object]]) -> Held:
    climbs = graph_of(snapshot).climbs
    wanted: Held = defaultdict(set)
    taken: Counter[tuple[str, str]] = Counter()
    waiting: list[tuple[str, set[int], Sequence[Mapping[str, object]]]] = [(section, ids, rows)]
    while waiting:
        at, found, given = waiting.pop()
        ways = [way for way in climbs.get(at, ()) if taken[at, way[0]] < MOST_CLIMBS]
        if not ways:
            continue
        above: Held = defaultdict(set)
        for field, target in ways:
            taken[at, field] += 1
            above[target] |= {pointed for row in given if (pointed := _as_id(row.get(field)))}
        if found:
            columns = [f"{field}_id" for field, _target in ways]
            stored = model_of(at, snapshot)._default_manager.filter(id__in=any_of(found, "bigint"))
            for values in stored.values_list(*columns).distinct():
                for (_field, target), pointed in zip(ways, values, strict=True):
                    above[target] |= {pointed} if pointed else set()
        for target, pointed_at in above.items():
            fresh = pointed_at - wanted[target]
            wanted[target] |= fresh
            if fresh:
                waiting.append((target, fresh, ()))
    return {key: found for key, found in wanted.items() if found}


def _as_id(value: object) -> int:
    written = str(value)
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else 0
