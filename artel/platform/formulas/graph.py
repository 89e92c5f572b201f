"""All derived fields of a snapshot in the order of computing, and what a change of any field reaches.

Built once per process and revision. A field whose options don't hold is left out: the check of the whole
configuration names it before anything is applied.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock

from artel.platform.formulas.reading import Derived, Source, derived_fields, read_field
from artel.platform.sections.spec import Kind, Snapshot

KEPT_REVISIONS = 3
Identity = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """`order` and `levels` are such that what a field follows from comes before it.

    `followers` tells by (section, field) which derived fields follow, and by which source. `climbs` are the references
    through which a write to a section looks at other records, or changes them: (reference, section). `reached` are
    the sections that a write to a section may change. `heights` put what refers above what is referred to: locks are
    taken from the lowest up, so that two writers never wait for one another.
    """

    order: tuple[Derived, ...]
    levels: Mapping[Identity, int]
    followers: Mapping[Identity, tuple[tuple[Derived, Source], ...]]
    climbs: Mapping[str, tuple[tuple[str, str], ...]]
    reached: Mapping[str, frozenset[str]]
    heights: Mapping[str, int]

    def of_section(self, section: str) -> tuple[Derived, ...]:
        """Return the derived fields of a section in order."""
        return tuple(d for d in self.order if d.section == section)

    def touches(self, section: str) -> bool:
        """Tell whether a write to a section may change any derived field."""
        return section in self.reached


def graph_of(snapshot: Snapshot) -> Graph:
    """Return the graph of a snapshot, built once per process and revision."""
    found = _built.get(snapshot.revision)
    if found is not None and found[0] is snapshot:
        return found[1]
    graph = build_graph(snapshot)
    with _guard:
        _built[snapshot.revision] = (snapshot, graph)
        while len(_built) > KEPT_REVISIONS:
            _built.popitem(last=False)
    return graph


_built: OrderedDict[int, tuple[Snapshot, Graph]] = OrderedDict()
_guard = Lock()


def build_graph(snapshot: Snapshot) -> Graph:
    """Return a fresh graph; fields that follow from themselves are left out."""
    order, levels, _left = _sorted(_read_all(snapshot))
    followers: dict[Identity, list[tuple[Derived, Source]]] = defaultdict(list)
    climbs: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for derived in order:
        for source in derived.sources:
            followers[source.section, source.field].append((derived, source))
            section = derived.base
            for hop in source.hops:
                climbs[section].add(hop)
                section = hop[1]
        if derived.pointer:
            climbs[derived.base].add((derived.pointer, derived.section))
    return Graph(
        order=order,
        levels=levels,
        followers={k: tuple(v) for k, v in followers.items()},
        climbs={k: tuple(sorted(v)) for k, v in climbs.items()},
        reached=_reached(order),
        heights=_heights(snapshot),
    )


def cycles(snapshot: Snapshot) -> list[tuple[Derived, ...]]:
    """Return the rings of derived fields that follow from themselves; the first of a ring is repeated at its end."""
    _order, _levels, left = _sorted(_read_all(snapshot))
    rings: list[tuple[Derived, ...]] = []
    seen: set[Identity] = set()
    for start in left:
        path: list[Derived] = []
        at = start
        while at.identity not in seen:
            seen.add(at.identity)
            path.append(at)
            # Everything left follows from something left: the way back never ends before it meets itself.
            at = next(d for d in left if d.identity in _needs(at))
        if at in path:
            rings.append((*path[path.index(at) :], at))
    return rings


def _read_all(snapshot: Snapshot) -> list[Derived]:
    found = (read_field(spec, field, snapshot)[0] for spec, field in derived_fields(snapshot))
    return [derived for derived in found if derived is not None]


def _needs(derived: Derived) -> set[Identity]:
    return {(source.section, source.field) for source in derived.sources}


def _sorted(found: Iterable[Derived]) -> tuple[tuple[Derived, ...], dict[Identity, int], list[Derived]]:
    """Return the fields in order with their levels, and those that stand in rings or follow from one."""
    left = {d.identity: d for d in found}
    order: list[Derived] = []
    levels: dict[Identity, int] = {}
    while ready := [d for d in left.values() if not (_needs(d) & set(left))]:
        level = len(set(levels.values()))
        for derived in ready:
            levels[derived.identity] = level
            order.append(derived)
            del left[derived.identity]
    return tuple(order), levels, list(left.values())


def _reached(order: Iterable[Derived]) -> dict[str, frozenset[str]]:
    """Return section → sections that a write to it may change, itself when it has derived fields."""
    direct: dict[str, set[str]] = defaultdict(set)
    for derived in order:
        for source in derived.sources:
            direct[source.section].add(derived.section)
        direct[derived.section].add(derived.section)
    reached: dict[str, frozenset[str]] = {}
    for section in direct:
        found, waiting = set(direct[section]), list(direct[section])
        while waiting:
            for more in direct.get(waiting.pop(), set()) - found:
                found.add(more)
                waiting.append(more)
        reached[section] = frozenset(found)
    return reached


def _heights(snapshot: Snapshot) -> dict[str, int]:
    """Return section → height: what refers stands above what it refers to. Rings are cut where they are met."""
    points: dict[str, set[str]] = {
        s.key: {str(f.target) for f in s.shown_fields if f.kind is Kind.REFERENCE and f.target != s.key}
        for s in snapshot.sections.values()
        if not s.retired
    }
    heights: dict[str, int] = {}

    def depth(section: str, on_way: frozenset[str]) -> int:
        """Return how long the longest way of references down from a section is."""
        if section in heights:
            return heights[section]
        below = points.get(section, set()) - on_way
        found = 1 + max((depth(s, on_way | {section}) for s in sorted(below)), default=-1)
        heights[section] = found
        return found

    for section in sorted(points):
        depth(section, frozenset())
    return heights
