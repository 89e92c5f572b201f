"""What is planned about a record: the next action, read for a whole page of records at once.

A section is of activities when its records point at any record (`about_section`, `about_id`), are due and get done.
Nothing here names tasks or calls: a company's own kind of activity counts as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Value

from artel.platform.access.policy import may, visible_to
from artel.platform.kernel.actor import Actor
from artel.platform.screens.reading.plans import ReadPlan, Row
from artel.platform.sections.spec import Kind, SectionSpec, Snapshot
from artel.platform.sections.steps import is_activity
from artel.platform.ui.icons import known

PLANNED = ("next_activity_at", "next_activity", "next_activity_kind")
"""Columns in which a section may keep its next action: then it is read with the row, sorted and grouped by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One planned activity: where it is kept, what it is about in a line, when it is due, whose it is.

    One read from the columns of its record has no id and no owner.
    """

    section: str
    name: str
    due_at: datetime | None
    icon: str
    id: int = 0
    version: int = 0
    owner_id: int | None = None
    owner: str = ""


def activity_sections(snapshot: Snapshot, actor: Actor, operation: str = "read") -> tuple[SectionSpec, ...]:
    """Return the sections of activities in which the actor may do `operation`."""
    return tuple(
        s for s in snapshot.sections.values() if not s.retired and is_activity(s) and may(actor, s.key, operation)
    )


def keeps_planned(spec: SectionSpec) -> bool:
    """Return whether records of the section carry their next action in columns of their own."""
    return all(spec.field(key) is not None for key in PLANNED)


def planned_paths(spec: SectionSpec) -> tuple[str, ...]:
    """Return what a plan must read besides its fields to know the next action of each row."""
    return PLANNED if keeps_planned(spec) else ()


def planned_for(snapshot: Snapshot, actor: Actor, plan: ReadPlan, rows: Sequence[Row]) -> dict[int, Activity]:
    """Return record id → its next action for rows of a plan made with `planned_paths`; one query at most."""
    if not keeps_planned(plan.spec):
        return next_activities(snapshot, actor, plan.spec.key, [row[0] for row in rows])
    readable = {spec.key for spec in activity_sections(snapshot, actor)}
    found: dict[int, Activity] = {}
    for row in rows:
        due_at, name, kind = (plan.value(row, path) for path in PLANNED)
        if due_at is not None or name:
            spec = snapshot.sections.get(kind or "")
            mark = known(spec.icon, "checkbox") if spec else "checkbox"
            # The line stands in a column of this record, but its words are those of the activity.
            shown = name or "" if spec is None or spec.key in readable else spec.singular.text()
            found[row[0]] = Activity(section=kind or "", name=shown, due_at=due_at, icon=mark)
    return found


FIELDS = ("about_id", "kept_in", "id", "version", "name", "due_at", "owner_id", "owner__name")
MOST_OPEN = 5


def next_activities(snapshot: Snapshot, actor: Actor, section: str, ids: Sequence[int]) -> dict[int, Activity]:
    """Return record id → its open activity due first, of those the actor sees. One query for all ids."""
    specs = activity_sections(snapshot, actor)
    if not ids or not specs:
        return {}
    about = Q(about_section=section, about_id__in=list(ids))
    first = (_open(spec, actor, about, "about_id").distinct("about_id") for spec in specs)
    found: dict[int, Activity] = {}
    for about_id, activity in _read(specs, list(first)):
        if about_id not in found or _when(activity) < _when(found[about_id]):
            found[about_id] = activity
    return found


def open_activities(snapshot: Snapshot, actor: Actor, section: str, record_id: int) -> list[Activity]:
    """Return the first open activities of one record, the one due first in front. One query."""
    specs = activity_sections(snapshot, actor)
    if not specs:
        return []
    parts = [_open(spec, actor, _concerning(spec, section, record_id))[:MOST_OPEN] for spec in specs]
    return sorted((a for _id, a in _read(specs, parts)), key=_when)[:MOST_OPEN]


def _concerning(spec: SectionSpec, section: str, record_id: int) -> Q:
    """Return «about this record, or naming it»: a task about a deal is also one with the deal's client."""
    found = Q(about_section=section, about_id=record_id)
    for field in spec.shown_fields:
        if field.kind is Kind.REFERENCE and field.target == section:
            found |= Q(**{f"{field.key}_id": record_id})
    return found


def _open(spec: SectionSpec, actor: Actor, about: Q, *first: str) -> QuerySet[Any]:
    """Return open activities, due first in front; `first` orders before that."""
    return (
        visible_to(actor, spec.key)
        .filter(about, done_at__isnull=True)
        .annotate(kept_in=Value(spec.key))
        .order_by(*first, F("due_at").asc(nulls_last=True), "id")
        .values_list(*FIELDS)
    )


def _read(specs: Sequence[SectionSpec], parts: Sequence[QuerySet[Any]]) -> Iterator[tuple[int, Activity]]:
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    icons = {s.key: known(s.icon, "checkbox") for s in specs}
    for about_id, kind, record_id, version, name, due_at, owner_id, owner in rows:
        yield (
            about_id,
            Activity(
                section=kind,
                id=record_id,
                version=version,
                name=name,
                due_at=due_at,
                owner_id=owner_id,
                owner=owner or "",
                icon=icons[kind],
            ),
        )


def _when(activity: Activity) -> tuple[bool, float]:
    """What has no deadline comes last."""
    return (activity.due_at is None, activity.due_at.timestamp() if activity.due_at else 0.0)
