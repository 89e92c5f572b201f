"""Checks the gates of a stage: names, conditions, what contradicts, and what nobody who may move could meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from artel.platform.conditions.clashing import clash
from artel.platform.definitions.condition_check import condition_problems
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import problem, unknown_fields
from artel.platform.definitions.kinds.stages.bodies import PipelineBody, RequirementBody, StageBody
from artel.platform.definitions.kinds.stages.building import PLACES
from artel.platform.definitions.layouts.building import ALWAYS, NEVER
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.sections.spec import FieldSpec, RoleSpec, SectionSpec, Snapshot

ANY = "*"
MOVING = frozenset({"change", "create"})


def gate_problems(
    document: Document,
    path: str,
    gate: Sequence[RequirementBody],
    stage: StageBody,
    pipeline: PipelineBody,
    spec: SectionSpec,
    snapshot: Snapshot,
) -> Iterable[DefinitionProblem]:
    """Yield everything that is wrong with one gate of a stage."""
    keys = [r.key for r in gate]
    movers = _movers(stage, pipeline, snapshot, is_entering=path.endswith("enter"))
    for position, requirement in enumerate(gate):
        here = f"{path}.{position}"
        if requirement.key in keys[:position]:
            message = _("The requirement “%(key)s” stands twice.") % {"key": requirement.key}
            yield problem(document, here, "duplicate_key", message)
        yield from _requirement_problems(document, here, requirement, spec, snapshot)
        bound = [r for r in movers if r.key not in requirement.roles_free]
        yield from _unmeetable(document, f"{here}.fields", requirement, bound, spec)
    yield from _contradictions(document, path, gate)


def unknown_roles(
    document: Document, path: str, roles: Iterable[str], snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    """Yield a problem for each key that is no role."""
    for role in roles:
        if role not in snapshot.roles:
            yield problem(document, path, "unknown_role", _("There is no role “%(key)s”.") % {"key": role})


def _requirement_problems(
    document: Document, path: str, requirement: RequirementBody, spec: SectionSpec, snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    demands = [requirement.fields, requirement.holds.strip(), requirement.detail, requirement.approval]
    if sum(map(bool, demands)) != 1:
        message = _("A requirement states exactly one of: fields, holds, detail, approval.")
        yield problem(document, path, "not_one_demand", message)
    yield from unknown_roles(document, f"{path}.roles_free", requirement.roles_free, snapshot)
    yield from condition_problems(document, f"{path}.when", requirement.when, spec, snapshot)
    yield from condition_problems(document, f"{path}.holds", requirement.holds, spec, snapshot)
    if requirement.holds.strip() and not requirement.message.label().text():
        message = _("Say in words what is missing when the condition does not hold.")
        yield problem(document, f"{path}.message", "no_message", message)
    if requirement.detail is not None:
        details = [d.section for d in snapshot.details(spec.key)]
        if details.count(requirement.detail.section) != 1:
            message = _("“%(section)s” is no section whose records stand under this one.")
            yield problem(document, f"{path}.detail", "bad_detail", message % {"section": requirement.detail.section})
    yield from unknown_fields(document, f"{path}.fields", requirement.fields, spec.fields)


def _movers(stage: StageBody, pipeline: PipelineBody, snapshot: Snapshot, *, is_entering: bool) -> list[RoleSpec]:
    """Return the roles that may move a record through the gate; administrators may everything and are none."""
    working = [
        role
        for role in snapshot.roles.values()
        if not role.is_portal and MOVING & set(role.sections.get(pipeline.section, role.sections.get(ANY, ())))
    ]
    if is_entering:
        ways = [s.to_roles.get(stage.key) for s in pipeline.stages if s is not stage and _leads(s, stage.key)]
    else:
        ways = [stage.to_roles.get(s.key) for s in pipeline.stages if s is not stage and _leads(stage, s.key)]
    if not ways or None in ways:
        return working
    named = {key for roles in ways for key in roles or ()}
    return [role for role in working if role.key in named]


def _leads(stage: StageBody, wanted: str) -> bool:
    return not stage.to or wanted in stage.to


def _unmeetable(
    document: Document, path: str, requirement: RequirementBody, movers: Sequence[RoleSpec], spec: SectionSpec
) -> Iterable[DefinitionProblem]:
    for key in requirement.fields:
        field = spec.field(key)
        if field is None:
            continue
        if key in PLACES or field.system or field.readonly:
            message = _("“%(key)s” is filled in by the system: ask for it by a condition (holds).") % {"key": key}
            yield problem(document, path, "system_field", message)
        elif _is_always(field, spec):
            told = _("“%(key)s” must be filled in and is never seen or can't be changed: nobody could do it.")
            yield problem(document, path, "nobody_could", told % {"key": key})
        elif movers and all(key in role.fields.get(spec.key, {}) for role in movers):
            told = _("“%(key)s” must be filled in, but every role that may move the record has it hidden or locked.")
            yield problem(document, path, "nobody_could", told % {"key": key})


def _is_always(field: FieldSpec, spec: SectionSpec) -> bool:
    """Tell whether a layout hides or locks a field from everybody for good."""
    rules = (
        r for r in spec.rules if r.field == field.key and not (r.roles or r.except_roles or r.layout_roles or r.when)
    )
    return any(r.visible == NEVER or r.readonly == ALWAYS for r in rules)


def _contradictions(document: Document, path: str, gate: Sequence[RequirementBody]) -> Iterable[DefinitionProblem]:
    """Requirements that are asked of everybody and always can't all be met when some deny one another."""
    always = [(n, r) for n, r in enumerate(gate) if not r.when.strip() and not r.roles_free]
    stated = [(n, r, r.holds) for n, r in always if r.holds.strip()]
    stated += [(n, r, f"{key} ne null") for n, r in always for key in r.fields]
    found = clash([text for _n, _r, text in stated])
    if found is None:
        return
    (_first, one, _text), (place, other, _other) = sorted((stated[found[0]], stated[found[1]]), key=lambda s: s[0])
    if one is other:
        message = _("The condition denies itself: nothing meets it.")
        yield problem(document, f"{path}.{place}.holds", "never_holds", message)
    else:
        message = _("“%(other)s” and “%(one)s” are never true together: nothing gets through.")
        data = {"one": one.key, "other": other.key}
        yield problem(document, f"{path}.{place}", "contradictory", message % data)
