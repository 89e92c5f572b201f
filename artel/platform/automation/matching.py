"""Of which records a rule's condition is true, with all that its actions need of them: one query a rule.

A state before a change is asked for by putting the values from before beside the tables: one query more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from artel.platform.access.policy import visible_to
from artel.platform.automation.specs import Rule
from artel.platform.conditions.compiling import compile_condition
from artel.platform.conditions.valuing import worked_out
from artel.platform.definitions.kinds.rules.bodies import (
    ROLE,
    Action,
    CreateBody,
    HandOnBody,
    LetterBody,
    NotifyBody,
    StageBody,
    WebhookBody,
    formulas_in,
    texts_in,
)
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.arrays import any_of
from artel.platform.kernel.events import RecordChange
from artel.platform.kernel.templates import names_in
from artel.platform.records.judging import Judge
from artel.platform.sections.showing import currency_field, currency_of, in_words
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot

OWNER = "owner"
"""Who gets what a rule makes, when it says nobody."""
Row = tuple[int, dict[str, Any], dict[str, Any]]
"""A record: its id, expressions worked out, columns that texts need."""


@dataclass(frozen=True, slots=True)
class Met:
    """A record that a rule acts on: `values` are worked out expressions by their text, `columns` what texts need."""

    id: int
    run_id: int
    values: Mapping[str, Any]
    columns: Mapping[str, Any]

    def words(self, reading: Reading, language: str) -> dict[str, str]:
        """Return the values that templates name, as people read them."""
        return {field.key: self._text(field, reading, language) for field in reading.fields}

    def _text(self, field: FieldSpec, reading: Reading, language: str) -> str:
        label = self.columns.get(f"{field.key}__name")
        pipeline = self.columns.get("pipeline")
        currency = currency_field(reading.section, field) if field.kind is Kind.MONEY else None
        return in_words(
            reading.section,
            reading.snapshot,
            field,
            self.columns[field.key],
            language,
            label=str(label) if label else None,
            pipeline=str(pipeline) if pipeline else None,
            currency=currency_of(field, self.columns[currency] if currency else None),
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What the actions of a rule need of a record: expressions, and fields for texts."""

    section: SectionSpec
    snapshot: Snapshot
    expressions: tuple[str, ...]
    fields: tuple[FieldSpec, ...]
    columns: tuple[str, ...] = field(default=())

    def rows(self, records: QuerySet[Any], actor: Actor, moment: datetime) -> Iterable[Row]:
        """Yield id, worked out expressions and columns of the records; one query."""
        made = {
            f"worked_out_{number}": worked_out(text, self.section, self.snapshot, actor, now=moment)
            for number, text in enumerate(self.expressions)
        }
        count = len(made)
        for record_id, *row in records.annotate(**made).order_by("id").values_list("id", *made, *self.columns):
            yield (
                record_id,
                dict(zip(self.expressions, row[:count], strict=True)),
                dict(zip(self.columns, row[count:], strict=True)),
            )


def reading_of(actions: Sequence[Action], section: SectionSpec, snapshot: Snapshot) -> Reading:
    """Return what the actions read of records of a section."""
    expressions = dict.fromkeys(text for action in actions for text in _expressions(action))
    named = {name for action in actions for _place, text in texts_in(action) for name in names_in(text)}
    named |= {key for action in actions if isinstance(action, WebhookBody) for key in action.fields}
    fields = tuple(f for f in section.shown_fields if f.key in named)
    columns = dict.fromkeys(column for field in fields for column in _columns(field, section))
    return Reading(section, snapshot, tuple(expressions), fields, tuple(columns))


def matching(
    rule: Rule,
    ids: Collection[int],
    reading: Reading,
    *,
    actor: Actor,
    moment: datetime,
    deleted: bool = False,
) -> list[Row]:
    """Return the records among `ids` of which the rule's condition is true, with what its actions need. One query.

    `actor` is who began it: `me()` of the condition.
    """
    spec, snapshot = reading.section, reading.snapshot
    asking = replace(SYSTEM, user_id=actor.user_id, team_ids=actor.team_ids)
    condition = compile_condition(rule.body.when, spec, snapshot, asking, now=moment)
    records = visible_to(SYSTEM, spec.key, only_trashed=deleted)
    records = records.filter(condition, _in_pipelines(rule, spec), id__in=any_of(ids, "bigint"))
    return list(reading.rows(records, asking, moment))


def were_so(
    rule: Rule, changes: Sequence[RecordChange], spec: SectionSpec, snapshot: Snapshot, *, actor: Actor
) -> set[int]:
    """Return the records of which `was` held before the change. Two queries at most, none without `was`."""
    if not rule.body.was:
        return {c.record_id for c in changes}
    judge = Judge(section=spec, snapshot=snapshot, actor=actor)
    keys = sorted(judge.reads((rule.body.was,)) | {"id"})
    ids = [c.record_id for c in changes]
    columns = [spec.fields[key].column if key != "id" else "id" for key in keys]
    stored = visible_to(SYSTEM, spec.key, include_trashed=True).filter(id__in=any_of(ids, "bigint"))
    now = {row[keys.index("id")]: dict(zip(keys, row, strict=True)) for row in stored.values_list(*columns)}
    before = [
        {**now[c.record_id], **{k: v for k, v in c.before.items() if k in keys}} for c in changes if c.record_id in now
    ]
    told = judge.told((rule.body.was,), before)
    return {int(row["id"]) for row, said in zip(before, told, strict=True) if said[rule.body.was]}


def _in_pipelines(rule: Rule, spec: SectionSpec) -> Q:
    named = [t.pipeline for t in rule.body.on if isinstance(t, StageBody)]
    if len(named) < len(rule.body.on) or not all(named):
        return Q()
    found = Q(pipeline__in=named)
    default = spec.pipeline(None)
    return found | Q(pipeline=None) if default is not None and default.key in named else found


def _expressions(action: Action) -> Iterable[str]:
    yield from (text for _place, text in formulas_in(action))
    match action:
        case NotifyBody():
            yield from (to for to in action.to if not to.startswith(ROLE))
        case LetterBody() if "@" not in action.to:
            yield action.to
        case HandOnBody():
            yield action.of
        case CreateBody():
            yield OWNER


def _columns(field: FieldSpec, section: SectionSpec) -> Iterable[str]:
    yield field.key
    if field.is_pointer:
        yield f"{field.key}__name"
    if field.type == "stage":
        yield "pipeline"
    if field.kind is Kind.MONEY and (currency := currency_field(section, field)):
        yield currency
