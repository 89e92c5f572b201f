"""Checks a pipeline against the whole configuration: unknown names, wrong ways, stages without a way out, norms, locks.

Gates have a check of their own: `gate_checking.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.condition_check import condition_problems
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import problem, unknown_fields
from artel.platform.definitions.kinds.stages.approval import check_approvals
from artel.platform.definitions.kinds.stages.bodies import EVERYTHING, LockBody, PipelineBody, ReasonsBody, StageBody
from artel.platform.definitions.kinds.stages.building import PLACES
from artel.platform.definitions.kinds.stages.gate_checking import gate_problems, unknown_roles
from artel.platform.definitions.kinds.stages.step import check_steps
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.sections.pipelines import StageKind
from artel.platform.sections.spec import Kind, SectionSpec, Snapshot

DAY_OF_WORK = 8


def check(document: Document, body: PipelineBody, snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """Yield everything that does not fit: section, keys, ways, roles, conditions, norms, gates, locks, reasons."""
    spec = snapshot.sections.get(body.section)
    if spec is None or not spec.has_pipeline:
        message = _("The section “%(key)s” does not exist or has no stages.") % {"key": body.section}
        yield problem(document, "section", "bad_section", message)
    keys = [s.key for s in body.stages]
    for position, stage in enumerate(body.stages):
        path = f"stages.{position}"
        if stage.key in keys[:position]:
            message = _("The stage “%(key)s” stands twice.") % {"key": stage.key}
            yield problem(document, path, "duplicate_key", message)
        yield from _way_problems(document, path, stage, keys, snapshot)
        yield from _norm_problems(document, path, stage)
        if spec is not None:
            yield from check_steps(document, f"{path}.steps", stage.steps, spec, snapshot)
            yield from _lock_problems(document, f"{path}.lock", stage.lock, spec, snapshot)
            if stage.reasons is not None:
                yield from _reason_problems(document, f"{path}.reasons", stage, stage.reasons, spec, snapshot)
            for gate in ("enter", "leave"):
                yield from gate_problems(document, f"{path}.{gate}", getattr(stage, gate), stage, body, spec, snapshot)
    if not any(s.kind is StageKind.OPEN for s in body.stages):
        yield problem(document, "stages", "no_open_stage", _("A pipeline needs a stage where work begins."))
    yield from _dead_ends(document, body.stages)
    if spec is not None:
        yield from check_approvals(document, body, spec, snapshot)
        yield from condition_problems(document, "when", body.when, spec, snapshot)


def _way_problems(
    document: Document, path: str, stage: StageBody, keys: Sequence[str], snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    for place, targets in (("to", stage.to), ("to_roles", stage.to_roles)):
        for target in targets:
            if target not in keys:
                message = _("There is no stage “%(key)s”.") % {"key": target}
                yield problem(document, f"{path}.{place}", "unknown_stage", message)
    for target, roles in stage.to_roles.items():
        here = f"{path}.to_roles.{target}"
        yield from unknown_roles(document, here, roles, snapshot)
        if not roles:
            yield problem(document, here, "no_roles", _("Name the roles that may go there."))
        if target in keys and stage.to and target not in stage.to:
            message = _("No way leads to “%(key)s” from here: add it to `to`.") % {"key": target}
            yield problem(document, here, "no_such_way", message)


def _dead_ends(document: Document, stages: Sequence[StageBody]) -> Iterable[DefinitionProblem]:
    """A record that comes into an open stage must be able to end, where the pipeline has an end at all."""
    ending = {s.key for s in stages if s.kind is not StageKind.OPEN}
    if not ending:
        return
    while found := {s.key for s in stages if s.key not in ending and (not s.to or ending & set(s.to))}:
        ending |= found
    for position, stage in enumerate(stages):
        if stage.key not in ending:
            message = _("From the stage “%(key)s” no way leads to an end: a record would stay there for ever.")
            yield problem(document, f"stages.{position}.to", "dead_end", message % {"key": stage.key})


def _norm_problems(document: Document, path: str, stage: StageBody) -> Iterable[DefinitionProblem]:
    if stage.limit and stage.limit_days:
        message = _("A stage has one norm: in days (limit_days) or in working time (limit).")
        yield problem(document, f"{path}.limit", "two_norms", message)
    if not stage.warn:
        return
    norm = stage.limit or f"{stage.limit_days or 0}d"
    if not (stage.limit or stage.limit_days):
        yield problem(document, f"{path}.warn", "no_norm", _("There is nothing to warn of: the stage has no norm."))
    elif _roughly(stage.warn) >= _roughly(norm):
        message = _("The warning must come before the norm is used up.")
        yield problem(document, f"{path}.warn", "late_warning", message)


def _roughly(allowance: str) -> int:
    """Return hours of work, a working day being taken for eight: enough to say which is longer."""
    return int(allowance[:-1]) * (DAY_OF_WORK if allowance.endswith("d") else 1)


def _lock_problems(
    document: Document, path: str, lock: LockBody, spec: SectionSpec, snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    yield from unknown_roles(document, f"{path}.roles", lock.roles, snapshot)
    named = [key for key in lock.fields if key != EVERYTHING]
    yield from unknown_fields(document, f"{path}.fields", named, spec.fields)
    yield from unknown_fields(document, f"{path}.excepted", lock.excepted, spec.fields)
    for key in named:
        if key in PLACES:
            message = _("“%(key)s” can't be locked: the ways of the pipeline say where a record may go.") % {"key": key}
            yield problem(document, f"{path}.fields", "locked_stage", message)
    if EVERYTHING in lock.fields and named:
        told = _("“*” locks everything already: name the others under `excepted`.")
        yield problem(document, f"{path}.fields", "locked_twice", told)
    if lock.excepted and EVERYTHING not in lock.fields:
        told = _("There is nothing to except from: only “*” locks all fields.")
        yield problem(document, f"{path}.excepted", "nothing_excepted", told)
    if lock.roles and not lock.fields:
        yield problem(document, f"{path}.roles", "nothing_locked", _("Name the fields that are locked."))


def _reason_problems(
    document: Document, path: str, stage: StageBody, reasons: ReasonsBody, spec: SectionSpec, snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    if stage.kind is StageKind.OPEN:
        message = _("Reasons are asked where a record ends: in a stage of success or failure.")
        yield problem(document, path, "reasons_of_work", message)
    yield from unknown_fields(document, f"{path}.field", (reasons.field,), spec.fields)
    field = spec.field(reasons.field)
    if field is None:
        return
    if field.kind is not Kind.CHOICE or field.type == "stage":
        told = _("“%(key)s” is no choice from a list.")
        yield problem(document, f"{path}.field", "no_choice", told % {"key": field.key})
        return
    known = snapshot.choices(field)
    for value in reasons.values:
        if value not in known:
            told = _("The list of “%(key)s” has no value “%(value)s”.")
            yield problem(document, f"{path}.values", "unknown_value", told % {"key": field.key, "value": value})
