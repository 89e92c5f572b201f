"""Keeps the «next activity» of clients, leads and deals: the open activity that is due first.

Computed from what is stored, under locks on the records concerned, so that two colleagues who plan and close
at one moment leave the right answer. The number of queries depends on the kinds of record, not on how many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Value

from artel.domain.work.activities import ACTIVITY_SECTIONS, CLIENTS
from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.arrays import any_of
from artel.platform.records.computed import write_computed

FIELDS = ("next_activity_at", "next_activity", "next_activity_kind")
Planned = tuple[datetime | None, str | None, str | None]
NOTHING: Planned = (None, None, None)
Targets = dict[str, set[int]]
"""Section → ids of records whose next activity may have become another one."""

_CLIENT_COLUMNS = {section: f"{reference}_id" for reference, section in CLIENTS.items()}


def refresh(targets: Mapping[str, Iterable[int]]) -> None:
    """Compute the next activity of records anew; sections that keep none are passed over."""
    snapshot = current_snapshot()
    for section in sorted(targets):
        spec = snapshot.sections.get(section)
        ids = set(targets[section])
        if ids and spec is not None and all(spec.field(key) for key in FIELDS):
            _refresh_section(section, ids)


def _refresh_section(section: str, ids: set[int]) -> None:
    records = visible_to(SYSTEM, section, include_trashed=True).filter(id__in=any_of(ids, "bigint")).order_by("id")
    locked = records.select_for_update(of=("self",), no_key=True).values_list("id", *FIELDS)
    stored: dict[int, Planned] = {row[0]: row[1:] for row in locked}
    planned = _first_open(section, stored)
    changed = {i: planned.get(i, NOTHING) for i in stored if planned.get(i, NOTHING) != stored[i]}
    if changed:
        write_computed(section, {i: dict(zip(FIELDS, values, strict=True)) for i, values in changed.items()})


def _first_open(section: str, ids: Iterable[int]) -> dict[int, Planned]:
    """Return record id → its open activity that is due first. One query over all sorts of activity."""
    parts = [_open_of(kind, section, list(ids)) for kind in ACTIVITY_SECTIONS]
    first: dict[int, Planned] = {}
    for target, due_at, name, kind in parts[0].union(*parts[1:], all=True):
        known = first.get(target)
        if known is None or known[0] is None or due_at < known[0]:
            first[target] = (due_at, name, kind)
    return first


def _open_of(kind: str, section: str, ids: list[int]) -> QuerySet[Any]:
    column = _CLIENT_COLUMNS.get(section, "about_id")
    rows = visible_to(SYSTEM, kind).filter(
        done_at=None, due_at__isnull=False, **{f"{column}__in": any_of(ids, "bigint")}
    )
    if column == "about_id":
        rows = rows.filter(about_section=section)
    return rows.order_by(column, "due_at", "id").distinct(column).values_list(column, "due_at", "name", Value(kind))


def targets_of(rows: Iterable[Mapping[str, object]]) -> Targets:
    """Return the records that activities with these values (stored, by field key) are about or belong to."""
    found: Targets = defaultdict(set)
    for row in rows:
        if row.get("about_section") and row.get("about_id"):
            found[str(row["about_section"])].add(int(str(row["about_id"])))
        for reference, section in CLIENTS.items():
            if row.get(reference):
                found[section].add(int(str(row[reference])))
    return found


def stored_pointers(section: str, ids: Iterable[int]) -> dict[int, dict[str, object]]:
    """Return what stored activities of a section are about, those in the trash too: id → values. One query."""
    rows = visible_to(SYSTEM, section, include_trashed=True).filter(id__in=any_of(ids, "bigint"))
    keys = ("about_section", "about_id", *CLIENTS)
    columns = ("about_section", "about_id", *(f"{reference}_id" for reference in CLIENTS))
    return {row[0]: dict(zip(keys, row[1:], strict=True)) for row in rows.values_list("id", *columns)}
