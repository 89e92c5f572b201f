"""Who may already be there: matches of rows by phone, e-mail, requisite or name, for a whole batch at once.

A feature that knows better ways to compare registers a finder for its section; every other section is
compared by its unique, phone, e-mail and INN fields and by the name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from artel.platform.access.policy import field_access, visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.registry import Registry
from artel.platform.sections.spec import FieldSpec, SectionSpec

MAX_MATCHES = 10
"""More candidates than this help nobody to choose."""

Row = Mapping[str, object]
"""Stored (normalised) values of one record by field key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A record that may be the same: `by` are the fields whose values agree, surest first."""

    record_id: int
    name: str
    by: tuple[str, ...]


Finder = Callable[[Sequence[Row], tuple[str, ...], Actor], list[dict[int, tuple[str, ...]]]]
"""(rows, field keys to compare, actor) → for each row, record id → fields that agree."""

finders: Registry[Finder] = Registry("duplicate finders")


def comparable_fields(section: SectionSpec) -> tuple[str, ...]:
    """Return the keys that duplicates are looked for by when nobody chose: requisites first, the name last."""
    sure = [f.key for f in section.shown_fields if f.unique or f.options.get("check") == "inn"]
    ways = [f.key for f in section.shown_fields if f.type in ("phone", "email") and f.key not in sure]
    return (*sure, *ways, "name")


def find_matches(section: str, rows: Sequence[Row], *, actor: Actor, by: Sequence[str] = ()) -> list[tuple[Match, ...]]:
    """Return, for each row, the live records the actor sees that agree with it in any of the fields `by`.

    Those that agree in more and surer fields come first. The number of queries does not depend on the number of rows.
    """
    spec = current_snapshot().section(section)
    hidden = field_access(actor, section).hidden
    keys = tuple(key for key in (by or comparable_fields(spec)) if key not in hidden and spec.field(key))
    finder = finders.find(section) or _equal_values(section)
    found = finder(rows, keys, actor)
    ids = {record_id for candidates in found for record_id in candidates}
    names = dict(visible_to(actor, section).filter(id__in=ids).values_list("id", "name")) if ids else {}
    rank = {key: place for place, key in enumerate(keys)}
    return [
        tuple(
            Match(record_id=record_id, name=names[record_id], by=agreed)
            for record_id, agreed in sorted(
                candidates.items(), key=lambda item: (min(rank[k] for k in item[1]), -len(item[1]), item[0])
            )
            if record_id in names
        )[:MAX_MATCHES]
        for candidates in found
    ]


def _equal_values(section: str) -> Finder:
    """Return the finder of sections without one of their own: equal values, one query a field."""

    def find(rows: Sequence[Row], keys: tuple[str, ...], actor: Actor) -> list[dict[int, tuple[str, ...]]]:
        columns = {key: holders(section, key, {row.get(key) for row in rows}, actor) for key in keys}
        return collect(rows, keys, lambda key, row: columns[key].get(row.get(key), ()))

    return find


def holders(section: str, key: str, values: set[object], actor: Actor) -> dict[object, list[int]]:
    """Return value → ids of live visible records that have it in field `key`. One query."""
    wanted = [value for value in values if value not in (None, "")]
    found: dict[object, list[int]] = defaultdict(list)
    if wanted:
        rows = visible_to(actor, section).filter(**{f"{_attribute(section, key)}__in": wanted})
        for value, record_id in rows.order_by("id").values_list(_attribute(section, key), "id"):
            found[value].append(record_id)
    return found


def collect(
    rows: Sequence[Row], keys: tuple[str, ...], candidates: Callable[[str, Row], Sequence[int]]
) -> list[dict[int, tuple[str, ...]]]:
    """Gather, for each row, the candidates of every key into record id → keys that agree."""
    found = []
    for row in rows:
        agreed: dict[int, tuple[str, ...]] = {}
        for key in keys:
            for record_id in candidates(key, row):
                agreed[record_id] = (*agreed.get(record_id, ()), key)
        found.append(agreed)
    return found


def _attribute(section: str, key: str) -> str:
    field: FieldSpec | None = current_snapshot().section(section).field(key)
    return f"{key}_id" if field is not None and field.is_pointer else key
