"""Columns that features compute from other records: «next activity». Computed fields and rollups: `derived/`.

They change neither the version nor the history of a record: nobody edited it, and an open form must not go
stale because a colleague planned a call.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.db import connection

from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records.derived.following import follow_written
from artel.platform.records.derived.telling import tell_consequences
from artel.platform.schema.runtime import model_of


def write_computed(section: str, values: Mapping[int, Mapping[str, object]]) -> None:
    """Write system fields of records (record id → field key → stored value), one UPDATE per set of keys.

    Raises ValueError for a field that is not the system's. The caller holds locks on the records, or the
    values may be older than those of another transaction.
    """
    snapshot = current_snapshot()
    spec = snapshot.section(section)
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for record_id, written in values.items():
        groups[tuple(sorted(written))].append(record_id)
    model = model_of(section, snapshot)
    for keys, ids in groups.items():
        foreign = [key for key in keys if not spec.fields[key].system]
        if foreign:
            raise ValueError(f"{section}: not computed by the system: {foreign}")
        arrays: list[Any] = [ids, *([values[i][key] for i in ids] for key in keys)]
        types = ["bigint", *(str(model._meta.get_field(key).db_type(connection)) for key in keys)]
        columns = [spec.fields[key].column for key in keys]
        names = ", ".join(f'"{c}"' for c in ("id", *columns))
        sources = ", ".join(f"%s::{kind}[]" for kind in types)
        assignments = ", ".join(f'"{c}" = new."{c}"' for c in columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE "{spec.table}" AS old SET {assignments} FROM unnest({sources}) AS new ({names}) '
                f'WHERE old."id" = new."id"',
                arrays,
            )
        consequences = follow_written(spec, snapshot, ids, keys)
        tell_consequences(consequences, snapshot, actor=SYSTEM, cause=uuid4().hex, moment=clock.now())
