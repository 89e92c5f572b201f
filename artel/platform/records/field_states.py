"""Which fields of a record are hidden, required, read-only now: the rules of layouts, told by the database.

A `RuleBook` is what binds one actor in one section. Its conditions become columns of a query: of stored records
(`annotations`, in the query that reads them anyway) or of rows of proposed values (`judge`, one query for all rows).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from django.db.models import Case

from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.records.judging import CONSTANT, Judge
from artel.platform.sections.spec import FieldRule, LayoutSpec, SectionSpec, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldStates:
    """Keys of fields by what the rules say of them for one record; `layouts` are the variants that fit, in order."""

    hidden: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    readonly: frozenset[str] = frozenset()
    layouts: tuple[LayoutSpec, ...] = ()


@dataclass(frozen=True)
class RuleBook:
    """The rules and variants of a section that bind an actor by his roles."""

    section: SectionSpec
    snapshot: Snapshot
    actor: Actor
    rules: tuple[FieldRule, ...]
    variants: tuple[LayoutSpec, ...]
    moment: datetime = field(default_factory=clock.now)

    @cached_property
    def seen_on_condition(self) -> frozenset[str]:
        """Return the fields that may be hidden: whether they are required is asked together with that."""
        return frozenset(rule.field for rule in self.rules if rule.visible)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Return every condition of the rules and variants once, without plain yes and no."""
        named = [t for r in self.rules for t in texts_of(r)] + [v.when for v in self.variants]
        return tuple(t for t in dict.fromkeys(named) if t not in CONSTANT)

    @cached_property
    def _judge(self) -> Judge:
        return Judge(self.section, self.snapshot, self.actor, self.moment)

    def reads(self, texts: Iterable[str]) -> frozenset[str]:
        """Return the fields of the record that these conditions read, and what computed ones among them follow from."""
        return self._judge.reads(texts)

    def annotations(self) -> dict[str, Case]:
        """Return a column for every condition, in the order of `texts`."""
        return self._judge.columns(self.texts)

    def about(self, keys: Collection[str]) -> RuleBook:
        """Return the rules of some fields alone."""
        return replace(self, rules=tuple(r for r in self.rules if r.field in keys), variants=())

    def states(self, told: Iterable[bool]) -> FieldStates:
        """Return the states of a record from what its columns say, in the order of `texts`."""
        return _states(self, dict(zip(self.texts, told, strict=True)))

    def judge(self, rows: Sequence[Mapping[str, object]]) -> list[FieldStates]:
        """Return the states of every row of proposed values (field key → stored form). One query, or none.

        A row holds at least the fields that the conditions read; `id` is that of the stored record, if there is one.
        Computed fields are those of the proposed values, whatever the row says of them.
        """
        return [_states(self, told) for told in self._judge.told(self.texts, rows)]


def rule_book(section: SectionSpec, snapshot: Snapshot, actor: Actor, *, moment: datetime | None = None) -> RuleBook:
    """Return the rules and variants that bind the actor by his roles; no query."""
    return RuleBook(
        section=section,
        snapshot=snapshot,
        actor=actor,
        rules=tuple(r for r in section.rules if _binds(r, actor)),
        variants=tuple(v for v in section.variants if fits_roles(v, actor)),
        moment=moment or clock.now(),
    )


def fits_roles(layout: LayoutSpec, actor: Actor) -> bool:
    """Tell whether a layout is for the actor, whatever record he looks at."""
    return not layout.roles or bool(set(layout.roles) & set(actor.roles))


def _binds(rule: FieldRule, actor: Actor) -> bool:
    roles = set(actor.roles)
    is_named = (not rule.roles or bool(roles & set(rule.roles))) and (
        not rule.layout_roles or bool(roles & set(rule.layout_roles))
    )
    return is_named and not roles & set(rule.except_roles)


def texts_of(rule: FieldRule) -> tuple[str, str, str, str]:
    """Return the four conditions of a rule; an empty one says nothing."""
    return rule.when, rule.visible, rule.required, rule.readonly


def _holds(text: str, told: Mapping[str, bool], *, silent: bool) -> bool:
    """Return what the database said of a condition; `silent` is the answer of a rule that states none."""
    if text in CONSTANT:
        fixed = CONSTANT[text]
        return silent if fixed is None else fixed
    return told[text]


def _states(book: RuleBook, told: Mapping[str, bool]) -> FieldStates:
    """Return the states of one record, of which the database told `told` (condition → whether it is true)."""
    bound = [r for r in book.rules if _holds(r.when, told, silent=True)]
    hidden = {r.field for r in bound if not _holds(r.visible, told, silent=True)}
    required = {r.field for r in bound if _holds(r.required, told, silent=False)}
    required |= {key for key in book.seen_on_condition if book.section.fields[key].required}
    return FieldStates(
        hidden=frozenset(hidden),
        required=frozenset(required - hidden),
        readonly=frozenset(r.field for r in bound if _holds(r.readonly, told, silent=False)),
        layouts=tuple(v for v in book.variants if _holds(v.when, told, silent=True)),
    )
