"""Checks a dashboard against the whole configuration: every block at once, each problem where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.condition_check import condition_problems
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import problem, unknown_fields
from artel.platform.definitions.kinds.blocks.bodies import BlockBody, DashboardBody, PlanBody, SeriesBody
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot

DATES = frozenset({Kind.DATE, Kind.DATETIME})
NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.DURATION})
GROUPING = frozenset({Kind.CHOICE, Kind.PERSON, Kind.REFERENCE, Kind.BOOLEAN}) | DATES
EVERY_KIND = frozenset({"key", "kind", "label", "hint", "section", "filter", "period", "person", "width"})
ONLY = {
    "number": frozenset({"measure", "series", "compare", "tone"}),
    "list": frozenset({"view", "columns", "order", "top", "tone"}),
    "chart": frozenset({"measure", "series", "by", "bucket", "split", "top", "look"}),
    "plan_fact": frozenset({"measure", "by", "plan", "top"}),
    "funnel": frozenset({"pipeline", "measure"}),
    "load": frozenset({"measure", "series", "by", "plan", "top"}),
}
"""What each kind of block takes beside `EVERY_KIND`."""
Problems = Iterator[DefinitionProblem]


def check(document: Document, body: DashboardBody, snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """Yield everything that does not fit: roles, sections, fields, conditions, parts that go with other kinds."""
    for part in ("roles", "start_for"):
        for role in getattr(body, part):
            if role not in snapshot.roles:
                yield problem(document, part, "unknown_role", _("There is no role “%(key)s”.") % {"key": role})
    if body.period not in body.periods:
        yield problem(document, "period", "not_offered", _("The first period must be among those offered."))
    counted = Counter(block.key for block in body.blocks)
    for place, block in enumerate(body.blocks):
        path = f"blocks.{place}"
        if counted[block.key] > 1:
            message = _("The block “%(key)s” stands twice.") % {"key": block.key}
            yield problem(document, f"{path}.key", "twice", message)
        yield from _block(document, path, block, snapshot)


def _block(document: Document, path: str, block: BlockBody, snapshot: Snapshot) -> Problems:
    for name, described in BlockBody.model_fields.items():
        is_said = not described.is_required() and getattr(block, name) != described.default
        if is_said and name not in EVERY_KIND | ONLY[block.kind]:
            message = _("“%(part)s” does not go with a block of this kind.") % {"part": name}
            yield problem(document, f"{path}.{name}", "bad_option", message)
    if block.series and (block.section or block.filter or block.split):
        both = _("A block has either series or a section of its own; series are not split.")
        yield problem(document, f"{path}.series", "two_sources", both)
    for place, series in enumerate(block.counted):
        where = f"{path}.series.{place}" if block.series else path
        spec = snapshot.sections.get(series.section)
        if spec is None or spec.retired:
            message = _("There is no section “%(key)s”.") % {"key": series.section}
            yield problem(document, f"{where}.section", "unknown_section", message)
            continue
        yield from _series(document, where, series, spec, snapshot)
        yield from _grouping(document, path, where, block, series, spec)
        yield from _of_kind(document, path, block, spec, snapshot)
    if block.kind in ("plan_fact", "load"):
        yield from _plan(document, path, block, snapshot)


def _series(document: Document, path: str, series: SeriesBody, spec: SectionSpec, snapshot: Snapshot) -> Problems:
    yield from condition_problems(document, f"{path}.filter", series.filter, spec, snapshot)
    if series.period:
        yield from _of_sort(document, f"{path}.period", series.period, spec, DATES, _("“%(key)s” is no date."))
    person = _("“%(key)s” is no field of a person.")
    yield from _of_sort(document, f"{path}.person", series.person, spec, frozenset({Kind.PERSON}), person)
    measure = series.measure
    if measure.of == "count":
        if measure.field:
            message = _("Records are counted by themselves: a count names no field.")
            yield problem(document, f"{path}.measure.field", "bad_option", message)
    else:
        words = _("“%(key)s” is no number: it can't be added up or compared.")
        yield from _of_sort(document, f"{path}.measure.field", measure.field, spec, NUMBERS, words)


def _grouping(
    document: Document, path: str, where: str, block: BlockBody, series: SeriesBody, spec: SectionSpec
) -> Problems:
    by = block.by_of(series)
    if not by:
        if block.kind in ("chart", "load"):
            yield problem(document, f"{path}.by", "no_by", _("Say by which field this is grouped."))
        return
    wrong = _("Groups are made by choices, people, references, yes/no and dates; “%(key)s” is none of them.")
    yield from _of_sort(document, f"{where}.by", by, spec, GROUPING, wrong)
    field = spec.field(by)
    if field is not None and field.kind in GROUPING:
        is_date = field.kind in DATES
        if is_date != bool(block.bucket) and block.kind == "chart":
            of_dates = _("A date is grouped by day, week, month or quarter (bucket), and nothing else is.")
            yield problem(document, f"{path}.bucket", "bad_bucket", of_dates)
        if block.kind in ("plan_fact", "load") and field.kind is not Kind.PERSON:
            message = _("“%(key)s” is no field of a person.") % {"key": by}
            yield problem(document, f"{where}.by", "wrong_type", message)
    if block.split:
        yield from _of_sort(document, f"{path}.split", block.split, spec, GROUPING - DATES, wrong)


def _of_kind(document: Document, path: str, block: BlockBody, spec: SectionSpec, snapshot: Snapshot) -> Problems:
    """What only one kind of block asks for."""
    if block.kind == "list":
        yield from unknown_fields(document, f"{path}.columns", block.columns, spec.fields)
        yield from unknown_fields(document, f"{path}.order", block.order, spec.fields)
        if block.view and f"{spec.key}.{block.view}" not in snapshot.documents.get("view", {}):
            message = _("There is no view “%(key)s”.") % {"key": block.view}
            yield problem(document, f"{path}.view", "unknown_view", message)
    if block.kind == "funnel":
        pipelines = {p.key for p in spec.pipelines}
        if not pipelines:
            stages = _("A funnel counts stages, and this section has no pipeline.")
            yield problem(document, f"{path}.section", "no_pipeline", stages)
        elif block.pipeline and block.pipeline not in pipelines:
            message = _("There is no pipeline “%(key)s”.") % {"key": block.pipeline}
            yield problem(document, f"{path}.pipeline", "unknown_pipeline", message)
    if block.compare and not all(series.period for series in block.counted):
        undated = _("To compare with the period before, name the date that the period goes by.")
        yield problem(document, f"{path}.compare", "no_period", undated)


def _plan(document: Document, path: str, block: BlockBody, snapshot: Snapshot) -> Problems:
    plan, where = block.plan, f"{path}.plan"
    if plan is None:
        yield problem(document, path, "no_plan", _("Say what should be: a number, a section of plans, working hours."))
        return
    if (plan.value is not None) + bool(plan.section) + plan.working_hours != 1:
        message = _("A plan is one of three: a number, a section of plans, or working hours.")
        yield problem(document, where, "bad_plan", message)
        return
    if plan.working_hours != (block.kind == "load" and plan.value is None and not plan.section):
        message = _("Working hours are the norm of a load.")
        yield problem(document, f"{where}.working_hours", "bad_plan", message)
    if plan.section:
        yield from _plan_section(document, where, plan, snapshot)


def _plan_section(document: Document, path: str, plan: PlanBody, snapshot: Snapshot) -> Problems:
    spec = snapshot.sections.get(plan.section)
    if spec is None or spec.retired:
        message = _("There is no section “%(key)s”.") % {"key": plan.section}
        yield problem(document, f"{path}.section", "unknown_section", message)
        return
    yield from condition_problems(document, f"{path}.filter", plan.filter, spec, snapshot)
    number = _("“%(key)s” is no number: it can't be added up or compared.")
    yield from _of_sort(document, f"{path}.field", plan.field, spec, NUMBERS, number)
    yield from _of_sort(document, f"{path}.month", plan.month, spec, DATES, _("“%(key)s” is no date."))
    person = _("“%(key)s” is no field of a person.")
    yield from _of_sort(document, f"{path}.person", plan.person, spec, frozenset({Kind.PERSON}), person)


def _of_sort(
    document: Document, path: str, key: str, spec: SectionSpec, kinds: frozenset[Kind], message: Any
) -> Problems:
    """A field that there is, of one of these kinds."""
    found: FieldSpec | None = spec.field(key)
    if found is None:
        yield from unknown_fields(document, path, (key,), spec.fields)
    elif found.kind not in kinds:
        yield problem(document, path, "wrong_type", message % {"key": key})
