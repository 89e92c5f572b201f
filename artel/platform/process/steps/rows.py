"""The records of one stage as its steps need them: people, conditions and what templates print. One query."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Value, When

from artel.platform.access.policy import visible_to
from artel.platform.conditions.compiling import compile_condition
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.arrays import any_of
from artel.platform.kernel.templates import names_in
from artel.platform.sections.showing import currency_field, currency_of, in_words
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot
from artel.platform.sections.steps import Assigned, StepSpec

Row = Mapping[str, Any]
PEOPLE = ("owner_id", "created_by_id")


@dataclass(frozen=True, slots=True)
class StagedRecords:
    """Records of a section that stand in one stage, by id, with what its steps ask of them."""

    spec: SectionSpec
    snapshot: Snapshot
    rows: Mapping[int, Row]
    printed: tuple[FieldSpec, ...]
    conditions: Mapping[str, str]

    def holds(self, record_id: int, step: StepSpec) -> bool:
        """Tell whether the step's condition is true of the record."""
        return not step.when or bool(self.rows[record_id][self.conditions[step.when]])

    def words(self, record_id: int, language: str) -> dict[str, str]:
        """Return what templates print of a record: field key → value in words."""
        row = self.rows[record_id]
        return {field.key: self._in_words(field, row, language) for field in self.printed}

    def _in_words(self, field: FieldSpec, row: Row, language: str) -> str:
        currency = currency_field(self.spec, field) if field.kind is Kind.MONEY else None
        return in_words(
            self.spec,
            self.snapshot,
            field,
            row[field.column if field.is_pointer else field.key],
            language,
            label=row[f"{field.key}__name"] if field.is_pointer else None,
            currency=currency_of(field, row[currency] if currency else None),
            pipeline=row["pipeline"],
        )


def staged_records(
    spec: SectionSpec,
    snapshot: Snapshot,
    ids: Collection[int],
    steps: Sequence[StepSpec],
    actor: Actor,
    *,
    more: Sequence[str] = (),
) -> StagedRecords:
    """Read records with everything that the steps name, and `more`; live ones alone.

    `actor` is me() of their conditions.
    """
    names = frozenset().union(*(names_in(text) for step in steps for text in _texts(step)))
    printed = tuple(f for f in spec.shown_fields if f.key in names)
    conditions = {text: f"step_{n}" for n, text in enumerate(dict.fromkeys(s.when for s in steps if s.when))}
    columns = {
        name: Case(
            When(compile_condition(text, spec, snapshot, actor), then=Value(value=True)),
            default=Value(value=False),
            output_field=BooleanField(),
        )
        for text, name in conditions.items()
    }
    people = (f"{s.assignee.field}_id" for s in steps if s.assignee.to is Assigned.FIELD)
    paths = dict.fromkeys((*PEOPLE, "pipeline", *more, *people, *_paths(spec, printed)))
    found = visible_to(SYSTEM, spec.key).filter(id__in=any_of(ids, "bigint")).annotate(**columns).order_by("id")
    rows = {row["id"]: row for row in found.values("id", *paths, *columns)}
    return StagedRecords(spec=spec, snapshot=snapshot, rows=rows, printed=printed, conditions=conditions)


def _texts(step: StepSpec) -> tuple[str, ...]:
    return (step.label.ru, step.label.en, step.text.ru, step.text.en)


def _paths(spec: SectionSpec, fields: Sequence[FieldSpec]) -> Iterator[str]:
    for field in fields:
        if field.is_pointer:
            yield from (field.column, f"{field.key}__name")
            continue
        yield field.key
        if field.kind is Kind.MONEY and (currency := currency_field(spec, field)):
            yield currency
