"""Derived fields of a stored record as another configuration would make them; nothing is written.

The configuration need not be in force: a formula that reads what has no column yet gives nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from django.db import DatabaseError, connection, transaction

from artel.platform.formulas.graph import graph_of
from artel.platform.formulas.reading import Derived
from artel.platform.records.derived.proposed import computed_anew, stated, with_sources
from artel.platform.records.derived.statements import rolled_up
from artel.platform.schema.runtime import PROPOSED_TABLE
from artel.platform.sections.spec import SectionSpec, Snapshot

Values = dict[str, object]


def work_out(record: Mapping[str, object], section: SectionSpec, snapshot: Snapshot) -> Values:
    """Return the derived fields of a section for a record (field key → stored form, with `id`).

    Fields that can't be worked out yet are left out. A query for each rollup, one for all computed fields.
    """
    record_id = int(str(record["id"]))
    derived = graph_of(snapshot).of_section(section.key)
    found: Values = {}
    for each in derived:
        if each.pointer and (told := _tried(partial(_rolled_up, each, record_id, snapshot))):
            found |= told
    row = {**record, **found}
    computed = [each.key for each in derived if not each.pointer]
    whole = _tried(partial(_computed, row, computed, section, snapshot)) if computed else {}
    if whole is not None:
        return {**found, **whole}
    for key in computed:
        found |= _tried(partial(_computed, row, [key], section, snapshot)) or {}
    return found


def _tried(ask: Callable[[], Values]) -> Values | None:
    """Return an answer, None when the tables have no such column yet."""
    try:
        with transaction.atomic():
            return ask()
    except DatabaseError:
        return None


def _rolled_up(derived: Derived, record_id: int, snapshot: Snapshot) -> Values:
    return {derived.key: rolled_up(derived, record_id, snapshot)}


def _computed(row: Mapping[str, object], keys: Sequence[str], section: SectionSpec, snapshot: Snapshot) -> Values:
    wanted = sorted(with_sources(section, snapshot, keys) | {"id"})
    given = stated([row], wanted, section, snapshot)
    text, parameters = computed_anew(given, wanted, section, snapshot)
    columns = ", ".join(f'"{section.fields[key].column}"' for key in keys)
    with connection.cursor() as cursor:
        cursor.execute(f'WITH "{PROPOSED_TABLE}" AS ({text}) SELECT {columns} FROM "{PROPOSED_TABLE}"', parameters)
        return dict(zip(keys, cursor.fetchone(), strict=True))
