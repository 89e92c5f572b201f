"""Computed fields of records that are not written yet, for the conditions that read them.

The values are worked out by the statement that judges the proposed records: each level of formulas is a query over the
one before it, under the same name, so that a condition reads a computed column as any other. What a formula reads of
other records is read as it is stored. Rollups follow from details, which a write of the record itself does not change:
they are the stored ones, of a new record those of no details.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from artel.platform.conditions.compiling import compile_value
from artel.platform.conditions.values import Setting
from artel.platform.formulas.graph import graph_of
from artel.platform.formulas.reading import Derived
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records.derived.statements import OF_NONE, fitted
from artel.platform.schema.runtime import PROPOSED_ROW, PROPOSED_TABLE, model_of, proposed_model_of
from artel.platform.sections.spec import SectionSpec, Snapshot

Statement = tuple[str, list[Any]]


def with_sources(section: SectionSpec, snapshot: Snapshot, keys: Iterable[str]) -> frozenset[str]:
    """Return the fields of a record and those that its computed ones among them follow from."""
    found = set(keys)
    for derived in reversed(graph_of(snapshot).of_section(section.key)):
        if derived.key in found and not derived.pointer:
            found |= {s.field for s in derived.sources if s.section == section.key and not s.route}
    return frozenset(found)


def stated(
    rows: Sequence[Mapping[str, object]], keys: Sequence[str], section: SectionSpec, snapshot: Snapshot
) -> Statement:
    """Return a statement that gives rows of proposed values (field key → stored form), numbered in their order."""
    model = proposed_model_of(section.key, snapshot)
    columns = {key: section.fields[key].column for key in keys}
    described = ", ".join([f'"{PROPOSED_ROW}" integer', *(f'"{c}" {_type(model, k)}' for k, c in columns.items())])
    given = [
        {PROPOSED_ROW: number, **{column: row.get(key) for key, column in columns.items()}}
        for number, row in enumerate(rows)
    ]
    as_json = orjson.dumps(given, default=str).decode()
    return f"SELECT * FROM jsonb_to_recordset(%s::jsonb) AS given ({described})", [as_json]


def _type(model: Any, key: str) -> str:
    """Return the type of a proposed value; a text is not cut to its column's length, that is the parser's business."""
    kind = "bigint" if key == "id" else str(model._meta.get_field(key).db_type(connection))
    return "text" if kind.startswith("varchar") else kind


def none_yet(section: SectionSpec, snapshot: Snapshot) -> Mapping[str, object]:
    """Return the rollups of a record that is new: it has no details."""
    rollups = (d for d in graph_of(snapshot).of_section(section.key) if d.pointer)
    return {d.key: OF_NONE.get(d.function) for d in rollups}


def computed_anew(given: Statement, keys: Iterable[str], section: SectionSpec, snapshot: Snapshot) -> Statement:
    """Return a statement that gives the rows of `given` (columns of `keys`) with its computed fields worked out."""
    graph, wanted = graph_of(snapshot), set(keys)
    computed = [d for d in graph.of_section(section.key) if d.key in wanted and not d.pointer and d.value is not None]
    for _level, fields in groupby(computed, key=lambda d: graph.levels[d.identity]):
        given = _level_over(given, sorted(wanted), list(fields), section, snapshot)
    return given


def _level_over(
    given: Statement, keys: Sequence[str], fields: Sequence[Derived], section: SectionSpec, snapshot: Snapshot
) -> Statement:
    setting = Setting(
        actor=SYSTEM, now=clock.now(), zone=ZoneInfo(settings.TIME_ZONE), models=lambda key: model_of(key, snapshot)
    )
    columns = {key: section.fields[key].column for key in keys}
    values = {f"derived_{n}": compile_value(d.value, setting) for n, d in enumerate(fields) if d.value is not None}
    rows = QuerySet(proposed_model_of(section.key, snapshot)).annotate(**values)
    inner, parameters = rows.values_list(PROPOSED_ROW, *columns.values(), *values).query.sql_with_params()
    named = [f'"{column}"' for column in (PROPOSED_ROW, *columns.values())]
    made = {f'"{columns[d.key]}"': fitted(d, f"raw.v{n}") for n, d in enumerate(fields)}
    chosen = ", ".join(f"{made.get(column, f'raw.{column}')} AS {column}" for column in named)
    names = ", ".join([*named, *(f"v{n}" for n in range(len(fields)))])
    text = f'WITH "{PROPOSED_TABLE}" AS ({given[0]}) SELECT {chosen} FROM ({inner}) AS raw ({names})'
    return text, [*given[1], *parameters]
