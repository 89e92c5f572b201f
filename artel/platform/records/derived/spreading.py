"""Follows a change to everything that follows from it: level by level, a statement per section or rollup.

The number of statements depends on the fields that follow, never on the number of records. What is more than
`AT_ONCE` records below a changed parent is written down for the job (`recomputing.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from artel.platform.formulas.graph import Graph, Identity, graph_of
from artel.platform.formulas.pending import note
from artel.platform.formulas.reading import Derived, Source
from artel.platform.kernel.arrays import any_of
from artel.platform.records.derived.locking import Held, lock_rows
from artel.platform.records.derived.statements import Changes, compute
from artel.platform.schema.runtime import model_of
from artel.platform.sections.spec import Snapshot

AT_ONCE = 5_000
BOOKKEEPING = frozenset({"updated_at", "updated_by", "version"})
"""Columns that every write of the door moves."""


@dataclass(slots=True)
class Spread:
    """One change on its way. `held` are records locked already; `changes` is what became of it: section → changes.

    More than `limit` records below a changed one are left to the job; None: nothing is.
    """

    snapshot: Snapshot
    held: Held = field(default_factory=dict)
    limit: int | None = AT_ONCE
    changes: dict[str, Changes] = field(default_factory=dict)
    _dirty: dict[Identity, set[int]] = field(default_factory=lambda: defaultdict(set))

    @property
    def graph(self) -> Graph:
        """What follows from what."""
        return graph_of(self.snapshot)

    def hold(self, section: str, ids: Iterable[int]) -> None:
        """Note records that this transaction has locked or made."""
        self.held.setdefault(section, set()).update(ids)

    def created(self, section: str, ids: Iterable[int]) -> None:
        """Mark what follows from records that have just been made."""
        found = set(ids)
        self.hold(section, found)
        for derived in self.graph.of_section(section):
            if not derived.pointer:
                self.affect(derived, found)
        over = [d for d in self.graph.order if d.pointer and d.base == section]
        self._mark({(d, s) for d in over for s in d.sources if not s.route}, found)

    def changed(
        self, section: str, ids: Iterable[int], keys: Iterable[str], *, left: Mapping[str, Iterable[int]] | None = None
    ) -> None:
        """Mark what follows from fields of records; `left` are the records that references pointed at before."""
        followers = {
            follower for key in {*keys, *BOOKKEEPING} for follower in self.graph.followers.get((section, key), ())
        }
        self._mark(followers, set(ids))
        for derived in {d for d, s in followers if not s.route}:
            if derived.pointer and left:
                self._dirty[derived.identity].update(left.get(derived.pointer, ()))

    def affect(self, derived: Derived, ids: Iterable[int]) -> None:
        """Mark records whose value of a field is to be computed."""
        self._dirty[derived.identity].update(ids)

    def marked(self, derived: Derived) -> frozenset[int]:
        """Return the records whose value of a field is to be computed, as far as they are known yet."""
        return frozenset(self._dirty.get(derived.identity, ()))

    def run(self) -> None:
        """Compute all that is marked, and what follows from that."""
        order = self.graph.order
        for level in sorted({self.graph.levels[d.identity] for d in order}):
            fields = [d for d in order if self.graph.levels[d.identity] == level and self._dirty.get(d.identity)]
            computed: dict[str, list[Derived]] = defaultdict(list)
            for derived in fields:
                if derived.pointer:
                    self._compute([derived])
                else:
                    computed[derived.section].append(derived)
            for group in computed.values():
                self._compute(group)

    def _compute(self, fields: list[Derived]) -> None:
        section = fields[0].section
        ids = set().union(*(self._dirty.pop(d.identity) for d in fields))
        held = self.held.setdefault(section, set())
        if ids - held:
            lock_rows(self.snapshot.section(section), ids - held)
            held |= ids
        found = compute(fields, ids, self.snapshot)
        kept = self.changes.setdefault(section, {})
        moved: dict[str, set[int]] = defaultdict(set)
        for record_id, pairs in found.items():
            kept.setdefault(record_id, {}).update(pairs)
            for key in pairs:
                moved[key].add(record_id)
        followers: dict[tuple[Derived, Source], set[int]] = defaultdict(set)
        for key, changed_ids in moved.items():
            for follower in self.graph.followers.get((section, key), ()):
                followers[follower] |= changed_ids
        by_ids: dict[frozenset[int], set[tuple[Derived, Source]]] = defaultdict(set)
        for follower, changed_ids in followers.items():
            by_ids[frozenset(changed_ids)].add(follower)
        for changed_set, group in by_ids.items():
            self._mark(group, set(changed_set))

    def _mark(self, followers: Iterable[tuple[Derived, Source]], ids: set[int]) -> None:
        """Find the records that follow from `ids` by their sources; one query per way that leads there."""
        ways: dict[tuple[str, str, str, str], set[Derived]] = defaultdict(set)
        for derived, source in followers:
            ways[derived.section, derived.base, source.route, derived.pointer].add(derived)
        for (section, base, route, pointer), fields in ways.items():
            if not route and not pointer:
                found = ids
            else:
                found = self._following(base, route, pointer, ids)
                if route and self.limit is not None and len(found) > self.limit:
                    self._put_off(section, base, route, pointer, fields, ids)
                    continue
            for derived in fields:
                self._dirty[derived.identity] |= found

    def _following(self, base: str, route: str, pointer: str, ids: set[int]) -> set[int]:
        records = model_of(base, self.snapshot)._default_manager.order_by()
        records = records.filter(**{f"{route or 'id'}__in": any_of(ids, "bigint")})
        if pointer:
            records = records.exclude(**{pointer: None})
        found = records.values_list(f"{pointer}_id" if pointer else "id", flat=True).distinct()
        return set(found if not route or self.limit is None else found[: self.limit + 1])

    def _put_off(
        self, section: str, base: str, route: str, pointer: str, fields: Iterable[Derived], ids: set[int]
    ) -> None:
        keys = {d.key for d in fields}
        if not pointer:
            note(section, keys, via=route, targets=ids)
            return
        records = model_of(base, self.snapshot)._default_manager.order_by()
        records = records.filter(**{f"{route}__in": any_of(ids, "bigint")}).exclude(**{pointer: None})
        note(section, keys, via="id", targets=set(records.values_list(f"{pointer}_id", flat=True).distinct()))
