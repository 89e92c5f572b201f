"""What the door calls: records were made, changed, put into the trash, deleted; what follows from it is kept right.

Each call computes inside the caller's transaction and returns what changed, for `telling.tell_consequences`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from artel.platform.formulas.graph import Graph, graph_of
from artel.platform.formulas.reading import Derived
from artel.platform.kernel.arrays import any_of
from artel.platform.records.derived.locking import Held
from artel.platform.records.derived.spreading import Spread
from artel.platform.records.derived.statements import OF_NONE, Changes
from artel.platform.records.drafts import Draft
from artel.platform.schema.runtime import model_of
from artel.platform.sections.spec import Kind, SectionSpec, Snapshot

Spreading = dict[str, Changes]
TRASHING = frozenset({"trashed_at"})


def first_values(spec: SectionSpec, snapshot: Snapshot) -> dict[str, object]:
    """Return what rollups of a new record start with: it has no details yet."""
    rollups = (d for d in graph_of(snapshot).of_section(spec.key) if d.pointer)
    return {d.key: OF_NONE[d.function] for d in rollups if d.function in OF_NONE}


def follow_created(spec: SectionSpec, snapshot: Snapshot, ids: Sequence[int], held: Held) -> Spreading:
    """Compute what follows from new records: their own fields, and rollups of what they point to."""
    if not graph_of(snapshot).touches(spec.key):
        return {}
    spread = Spread(snapshot, held=held)
    spread.created(spec.key, ids)
    spread.run()
    return spread.changes


def follow_changed(spec: SectionSpec, snapshot: Snapshot, drafts: Sequence[Draft], held: Held) -> Spreading:
    """Compute what follows from changed records; those that left a parent leave its rollups too."""
    if not graph_of(snapshot).touches(spec.key):
        return {}
    spread = Spread(snapshot, held=held)
    groups: dict[frozenset[str], list[Draft]] = {}
    for draft in drafts:
        groups.setdefault(frozenset(draft.values), []).append(draft)
    spread.hold(spec.key, (int(str(d.id)) for d in drafts))
    for keys, group in groups.items():
        spread.changed(spec.key, (int(str(d.id)) for d in group), keys, left=_left(spec, keys, group))
    spread.run()
    return spread.changes


def follow_written(
    spec: SectionSpec,
    snapshot: Snapshot,
    ids: Iterable[int],
    keys: Iterable[str],
    *,
    left: Mapping[str, Iterable[int]] | None = None,
) -> Spreading:
    """Compute what follows from fields that were written past the drafts: the trash mark, moved references.

    `left` are the records that references pointed at before, by field key.
    """
    if not graph_of(snapshot).touches(spec.key):
        return {}
    found = set(ids)
    spread = Spread(snapshot)
    spread.hold(spec.key, found)
    spread.changed(spec.key, found, keys, left=left)
    spread.run()
    return spread.changes


def before_deletion(spec: SectionSpec, snapshot: Snapshot, ids: Sequence[int]) -> dict[Derived, set[int]]:
    """Return the records whose derived fields follow from records about to be deleted, for `follow_deleted`.

    The database itself empties references to them, or deletes what can't be without them (ON DELETE).
    """
    graph = graph_of(snapshot)
    affected: dict[Derived, set[int]] = {}
    gone: list[tuple[str, set[int]]] = [(spec.key, set(ids))]
    seen: set[str] = set()
    while gone:
        section, lost = gone.pop()
        if section in seen or not lost:
            continue
        seen.add(section)
        for detail in snapshot.details(section):
            holder = snapshot.section(detail.section)
            is_followed = (detail.section, detail.field) in graph.followers
            is_cascade = holder.fields[detail.field].cascade
            if not is_followed and not (is_cascade and graph.touches(detail.section)):
                continue
            rows = model_of(detail.section, snapshot)._default_manager.filter(
                **{f"{detail.field}__in": any_of(lost, "bigint")}
            )
            holders = set(rows.values_list("id", flat=True))
            _collect(affected, snapshot, graph, detail.section, holders)
            if is_cascade:
                gone.append((detail.section, holders))
        _collect(affected, snapshot, graph, section, lost)
    return affected


def follow_deleted(snapshot: Snapshot, affected: Mapping[Derived, set[int]]) -> Spreading:
    """Compute what `before_deletion` found, of records that are still there."""
    spread = Spread(snapshot, limit=None)
    for derived, ids in affected.items():
        spread.affect(derived, ids)
    spread.run()
    return spread.changes


def _collect(affected: dict[Derived, set[int]], snapshot: Snapshot, graph: Graph, section: str, ids: set[int]) -> None:
    spread = Spread(snapshot, limit=None)
    spread.changed(section, ids, [f.key for f in snapshot.section(section).shown_fields])
    for derived in graph.order:
        found = spread.marked(derived)
        if found:
            affected.setdefault(derived, set()).update(found)


def _left(spec: SectionSpec, keys: Iterable[str], drafts: Iterable[Draft]) -> dict[str, set[int]]:
    pointers = [k for k in keys if spec.fields[k].kind is Kind.REFERENCE]
    return {key: {i for d in drafts if isinstance(i := d.before.get(key), int)} for key in pointers}
