"""Writing a chunk through the record door: targets in the order of their references, all in one transaction.

A row that the door refuses takes nothing with it: the chunk is rolled back and written again without it.
A refusal that names no row (a constraint that somebody else made true meanwhile) is found by halving.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from artel.platform.access.policy import visible_to
from artel.platform.exchange.human.reach import PhoneFound
from artel.platform.exchange.mapping import ImportMap, Target
from artel.platform.exchange.planning.matching import Matcher
from artel.platform.exchange.planning.plans import Act, Finding, Level, Mention, RowPlan
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import Problem, ValidationFailed
from artel.platform.records import door
from artel.platform.records.door import Change
from artel.platform.sections.spec import Kind, SectionSpec, Snapshot

ABOUT = ("about_section", "about_id")


class _RowsRefused(Exception):
    """The door refused some rows of a chunk; `found` holds their findings."""

    def __init__(self, found: Mapping[int, list[Finding]]) -> None:
        super().__init__()
        self.found = found


@dataclass(frozen=True, slots=True)
class Link:
    """A reference of one target that the record of another target fills."""

    field: str
    source: str


def order_targets(found: ImportMap, specs: Mapping[str, SectionSpec]) -> list[tuple[Target, tuple[Link, ...]]]:
    """Return targets so that what is referred to comes first, each with the references that others fill."""
    mapped = {(c.target, c.field) for c in found.columns}
    links: dict[str, tuple[Link, ...]] = {}
    for target in found.targets:
        mine = []
        for spec in specs[target.alias].shown_fields:
            if spec.kind is not Kind.REFERENCE or spec.readonly or spec.system or (target.alias, spec.key) in mapped:
                continue
            source = next((t for t in found.targets if t.section == spec.target and t.alias != target.alias), None)
            if source is not None:
                mine.append(Link(spec.key, source.alias))
        links[target.alias] = tuple(mine)
    return [(found.target(alias), links[alias]) for alias in _sorted(list(links), links)]


def _sorted(aliases: Sequence[str], links: dict[str, tuple[Link, ...]]) -> list[str]:
    """Sort by references; where two point at each other (a lead and its deal), the earlier named goes first."""
    done: list[str] = []
    left = list(aliases)
    while left:
        ready = next((a for a in left if all(link.source in done or link.source == a for link in links[a])), left[0])
        links[ready] = tuple(link for link in links[ready] if link.source in done)
        done.append(ready)
        left.remove(ready)
    return done


def roots(order: Sequence[tuple[Target, tuple[Link, ...]]]) -> frozenset[str]:
    """Return the aliases that others refer to and that refer to nobody: one company on many rows."""
    named = {link.source for _target, links in order for link in links}
    return frozenset(target.alias for target, links in order if not links and target.alias in named)


@dataclass(slots=True)
class ChunkWriter:
    """Writes planned rows. `actor` carries the import as the cause of everything."""

    actor: Actor
    snapshot: Snapshot
    specs: Mapping[str, SectionSpec]
    order: Sequence[tuple[Target, tuple[Link, ...]]]
    main: str
    matcher: Matcher

    def write(self, plans: Sequence[RowPlan]) -> None:
        """Write the rows that are not refused; rows that the door refuses get their findings."""
        left = [p for p in plans if not p.is_refused and not p.is_skipped]
        _fold_twins(left)
        while left:
            try:
                with transaction.atomic():
                    self._write(left)
            except _RowsRefused as refused:
                for plan in left:
                    plan.findings += refused.found.get(plan.number, [])
                self._drop_dependants(left)
                left = [p for p in left if not p.is_refused]
            except ValidationFailed as failed:
                if len(left) == 1:
                    left[0].findings += [_finding(p, "") for p in failed.problems]
                    return
                self._halve(left)
                return
            else:
                return

    def _halve(self, plans: list[RowPlan]) -> None:
        middle = len(plans) // 2
        first, second = plans[:middle], plans[middle:]
        self.write(first)
        # What the second half shares with the first is in the base by now.
        for plan in second:
            for mention in plan.mentions.values():
                if mention.twin is not None and mention.id is not None:
                    mention.record_id, mention.twin, mention.act = mention.id, None, Act.KEEP
        self._drop_dependants([*first, *second])
        self.write([p for p in second if not p.is_refused])

    def _drop_dependants(self, plans: Iterable[RowPlan]) -> None:
        """A row whose record was to be made by a refused row makes it itself."""
        refused = {id(m) for p in plans if p.is_refused for m in p.mentions.values()}
        heirs: dict[int, Mention] = {}
        for plan in plans:
            for mention in plan.mentions.values():
                if plan.is_refused or mention.twin is None or id(mention.twin) not in refused:
                    continue
                old = mention.twin
                if id(old) in heirs:
                    mention.twin = heirs[id(old)]
                else:
                    heirs[id(old)] = mention
                    mention.twin, mention.act = old.twin, old.act if old.act is not Act.KEEP else Act.CREATE

    def _write(self, plans: Sequence[RowPlan]) -> None:
        for target, links in self.order:
            placed = [(plan, plan.mentions[target.alias]) for plan in plans if target.alias in plan.mentions]
            if placed:
                self._link(placed, links, target)
                self._create(target, [(p, m) for p, m in placed if m.act is Act.CREATE and m.twin is None])
                self._update(target, [(p, m) for p, m in placed if m.act is Act.UPDATE and m.twin is None])
                self._add_more(target, [m for _plan, m in placed])

    def _link(self, placed: Sequence[tuple[RowPlan, Mention]], links: Iterable[Link], target: Target) -> None:
        spec = self.specs[target.alias]
        is_about = all(spec.field(key) is not None for key in ABOUT) and target.alias != self.main
        for plan, mention in placed:
            for link in links:
                source = plan.mentions.get(link.source)
                if source is not None and source.id is not None:
                    mention.values[link.field] = source.id
            main = plan.mentions.get(self.main)
            if is_about and main is not None and main.id is not None:
                mention.values.update(zip(ABOUT, (main.target.section, main.id), strict=True))

    def _create(self, target: Target, placed: Sequence[tuple[RowPlan, Mention]]) -> None:
        if not placed:
            return
        rows = [{k: v for k, v in m.values.items() if v is not None} for _plan, m in placed]
        try:
            ids = door.create(target.section, rows, actor=self.actor, given=door.Given.PARSED)
        except ValidationFailed as failed:
            raise _attributed(failed, [plan for plan, _m in placed], target) from failed
        for (_plan, mention), record_id in zip(placed, ids, strict=True):
            mention.record_id = record_id

    def _update(self, target: Target, placed: Sequence[tuple[RowPlan, Mention]]) -> None:
        if not placed:
            return
        stored = self._stored(target, [m for _plan, m in placed])
        merged: dict[int, tuple[RowPlan, dict[str, object]]] = {}
        for plan, mention in placed:
            if mention.record_id is None:
                continue
            before = stored.get(mention.record_id, {})
            only_empty = mention.is_repeat or target.only_empty
            values = {
                k: v
                for k, v in mention.values.items()
                if v is not None and k not in target.defaults and not (only_empty and before.get(k) not in (None, ""))
            }
            merged.setdefault(mention.record_id, (plan, {}))[1].update(values)
        changes = [Change(id=record_id, values=values) for record_id, (_p, values) in merged.items() if values]
        if not changes:
            return
        plans = [merged[c.id][0] for c in changes]
        try:
            moved = set(door.change(target.section, changes, actor=self.actor))
        except ValidationFailed as failed:
            raise _attributed(failed, plans, target) from failed
        for _plan, mention in placed:
            mention.is_unchanged = mention.record_id not in moved

    def _stored(self, target: Target, mentions: Iterable[Mention]) -> Mapping[int, Mapping[str, object]]:
        if not (target.only_empty or any(m.is_repeat for m in mentions)):
            return {}
        keys = sorted({k for m in mentions for k in m.values if k in self.specs[target.alias].fields})
        ids = [m.record_id for m in mentions if m.record_id is not None]
        rows = visible_to(self.actor, target.section).filter(id__in=ids)
        return {int(str(row["id"])): row for row in rows.values("id", *keys)}

    def _add_more(self, target: Target, mentions: Iterable[Mention]) -> None:
        """Keep second phones and e-mails where the section keeps further ways to reach."""
        spec = self.specs[target.alias]
        wanted: dict[tuple[str, str], dict[tuple[int, str, str], dict[str, object]]] = {}
        for mention in mentions:
            for key, more in mention.extra:
                place = self.matcher.place_of_more(spec, key)
                if place is None or mention.id is None:
                    continue
                value = more.number if isinstance(more, PhoneFound) else more
                kind = spec.fields[key].type
                row: dict[str, object] = {place[1]: mention.id, "kind": kind, "value": value}
                if isinstance(more, PhoneFound) and more.note and place[0].field("label") is not None:
                    row["label"] = more.note
                wanted.setdefault((place[0].key, place[1]), {})[mention.id, kind, value] = row
        for (detail, pointer), rows in wanted.items():
            self._add_details(detail, pointer, rows)

    def _add_details(
        self, detail: str, pointer: str, rows: Mapping[tuple[int, str, str], Mapping[str, object]]
    ) -> None:
        # The system itself keeps these rows: a value that another has already becomes a shared one.
        system = replace(SYSTEM, user_id=self.actor.user_id, name=self.actor.name, cause=self.actor.cause)
        held = visible_to(system, detail).filter(**{f"{pointer}__in": [place[0] for place in rows]})
        known = set(held.values_list(pointer, "kind", "value"))
        fresh = [row for place, row in rows.items() if place not in known]
        if fresh:
            door.create(detail, fresh, actor=system)


def _fold_twins(plans: Iterable[RowPlan]) -> None:
    """Let a repeated mention fill what the first mention of the record left empty."""
    for plan in plans:
        for mention in plan.mentions.values():
            first = mention.twin
            while first is not None and first.twin is not None:
                first = first.twin
            if first is not None:
                for key, value in mention.values.items():
                    if first.values.get(key) is None:
                        first.values[key] = value


def _attributed(failed: ValidationFailed, plans: Sequence[RowPlan], target: Target) -> Exception:
    """Return a refusal of rows, or the failure itself when it names no row."""
    found: dict[int, list[Finding]] = defaultdict(list)
    for problem in failed.problems:
        if "constraint" in problem.data:
            return failed
        found[plans[problem.row].number].append(_finding(problem, target.alias))
    return _RowsRefused(found)


def _finding(problem: Problem, alias: str) -> Finding:
    return Finding(
        Level.ERROR,
        problem.code,
        problem.message,
        target=alias,
        field=problem.field or "",
        value="" if problem.value is None else str(problem.value)[:300],
        answers=[{"do": "blank", "label": ""}]
        if problem.field and problem.code != "required"
        else [{"do": "skip", "label": ""}],
    )


def check_with_door(
    plans: Sequence[RowPlan],
    order: Sequence[tuple[Target, tuple[Link, ...]]],
    *,
    actor: Actor,
) -> None:
    """Let the door judge rows without writing; references between the records of a row are not asked for."""
    for target, links in order:
        placed = [
            (plan, plan.mentions[target.alias])
            for plan in plans
            if target.alias in plan.mentions and not plan.is_refused and not plan.is_skipped
        ]
        placed = [(p, m) for p, m in placed if m.act is not Act.KEEP and m.twin is None]
        linked = {link.field for link in links}
        for is_update in (False, True):
            part = [(p, m) for p, m in placed if (m.record_id is not None) is is_update]
            if not part:
                continue
            rows = [{k: v for k, v in m.values.items() if v is not None} for _p, m in part]
            existing = {n: m.record_id for n, (_p, m) in enumerate(part) if m.record_id is not None}
            for problem in door.check(target.section, rows, actor=actor, existing=existing):
                if problem.field not in linked:
                    part[problem.row][0].findings.append(_finding(problem, target.alias))
