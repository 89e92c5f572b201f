"""What a plan does beyond its documents: columns that appear, records that hold what is taken away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.definitions.consequences.stranding import Stranded
from artel.platform.definitions.kinds.field import split_key
from artel.platform.definitions.planning import Plan, Step, StepAction
from artel.platform.schema.apply import KEPT_AFTER_RETIRING
from artel.platform.schema.counting import MANY, count_blank, count_filled, count_holding, count_rows
from artel.platform.sections.spec import FieldSpec, SectionSpec, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one step does to tables and records.

    `columns` are added ones as `table.column` (a bare table: a new table). `records` is how many the step touches,
    MANY + 1 standing for more. `text` says it to a person; `is_loss` when something goes out of sight.
    """

    step: Step
    columns: tuple[str, ...] = ()
    records: int = 0
    text: str = ""
    is_loss: bool = False


def effects_of(plan: Plan) -> tuple[Effect, ...]:
    """Return the effects of a plan in the order of its steps. A bounded count for each step that takes away."""
    if plan.before is None or plan.after is None:
        return ()
    return tuple(effect for step in plan.steps for effect in _effects(step, plan.before, plan.after, plan.stranded))


def counted_records(number: int) -> str:
    """Return «3 records», or «more than 1000 records»."""
    if number > MANY:
        return _("more than %(number)d records") % {"number": MANY}
    return ngettext("%(number)d record", "%(number)d records", number) % {"number": number}


def _effects(step: Step, before: Snapshot, after: Snapshot, stranded: Iterable[Stranded]) -> Iterator[Effect]:
    kind, key = step.document.kind, step.document.key
    if kind == "section":
        yield from _section(step, before.sections.get(key), after.sections.get(key))
    elif kind == "field":
        section, name = split_key(key)
        if section in after.sections:
            yield from _field(step, name, before.sections.get(section), after.sections[section])
    elif kind == "lookup":
        yield from _lookup(step, before)
    elif kind == "pipeline":
        yield from _pipeline(step, stranded)


def _section(step: Step, old: SectionSpec | None, new: SectionSpec | None) -> Iterator[Effect]:
    if step.action is StepAction.ADD and new is not None:
        yield Effect(step=step, columns=(new.table,))
    elif step.action is StepAction.RETIRE and old is not None:
        text = _("%(records)s disappear from sight, and are dropped in %(days)d days")
        yield _loss(step, count_rows(old.table), text)


def _field(step: Step, name: str, old: SectionSpec | None, new: SectionSpec) -> Iterator[Effect]:
    field = new.fields.get(name)
    if step.action is StepAction.ADD and field is not None:
        yield Effect(step=step, columns=(f"{new.table}.{field.column}",))
    if old is None:
        return
    if step.action is StepAction.RETIRE and (gone := old.fields.get(name)):
        text = _("the values of %(records)s disappear from sight, and are dropped in %(days)d days")
        yield _loss(step, count_filled(old.table, gone.column), text)
    present = old.fields.get(name) if step.action is StepAction.CHANGE else None
    is_asked_now = present is not None and field is not None and field.required and not present.required
    if is_asked_now and field is not None and (number := count_blank(old.table, field.column)):
        text = _("%(records)s have nothing here and will be asked at their next change")
        yield Effect(step=step, records=number, text=text % {"records": counted_records(number)})


def _lookup(step: Step, before: Snapshot) -> Iterator[Effect]:
    gone = _keys(step.before, "values") - _keys(step.after, "values")
    if gone and (number := sum(_holders(step.document.key, gone, before))):
        values = ", ".join(sorted(gone))
        text = _("%(records)s hold values that are no longer listed: %(values)s")
        told = text % {"records": counted_records(number), "values": values}
        yield Effect(step=step, records=number, text=told, is_loss=True)


def _holders(lookup: str, values: set[str], snapshot: Snapshot) -> Iterator[int]:
    for spec, field in _choices_of(lookup, snapshot):
        yield count_holding(spec.table, field.column, sorted(values))


def _choices_of(lookup: str, snapshot: Snapshot) -> Iterable[tuple[SectionSpec, FieldSpec]]:
    for spec in snapshot.sections.values():
        if not spec.retired:
            yield from ((spec, field) for field in spec.shown_fields if field.lookup == lookup)


def _pipeline(step: Step, found: Iterable[Stranded]) -> Iterator[Effect]:
    for each in found:
        if each.pipeline != step.document.key:
            continue
        data = {"records": counted_records(each.records), "stage": each.label.text()}
        if each.target is None:
            text = _("%(records)s stand in the stage “%(stage)s”, which goes") % data
        else:
            text = _("%(records)s go from the stage “%(stage)s” to “%(target)s”")
            text = text % {**data, "target": each.target[1].label.text()}
        yield Effect(step=step, records=each.records, text=text, is_loss=each.target is None)


def _keys(body: Mapping[str, Any] | None, part: str) -> set[str]:
    return {item["key"] for item in (body or {}).get(part, ())}


def _loss(step: Step, number: int, text: str) -> Effect:
    told = text % {"records": counted_records(number), "days": KEPT_AFTER_RETIRING.days}
    return Effect(step=step, records=number, text=told, is_loss=bool(number))
