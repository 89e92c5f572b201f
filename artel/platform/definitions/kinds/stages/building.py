"""From pipeline documents to specs, and the rules of fields that locks of stages make. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from artel.platform.definitions.documents import Document
from artel.platform.definitions.kinds.stages.approval import ApprovalBody
from artel.platform.definitions.kinds.stages.bodies import EVERYTHING, PipelineBody, RequirementBody, StageBody
from artel.platform.sections.pipelines import PipelineSpec, Reasons, Requirement, StageLock, StageSpec
from artel.platform.sections.spec import FieldRule, SectionSpec

PLACES = frozenset({"pipeline", "stage"})
"""Where a record stands is never locked: the ways of the pipeline and their roles say where it may go."""


def pipeline_spec(document: Document, body: PipelineBody) -> PipelineSpec:
    """Return the spec of a declared pipeline."""
    approvals = {a.key: a for s in body.stages for a in s.approvals}
    return PipelineSpec(
        key=document.key,
        section=body.section,
        label=body.label.label(),
        is_default=body.is_default,
        when=body.when.strip(),
        position=body.position,
        owner=document.owner,
        stages=tuple(_stage(s, approvals) for s in body.stages),
    )


def lock_rules(spec: SectionSpec, pipelines: Sequence[PipelineSpec]) -> tuple[FieldRule, ...]:
    """Return what the locks of all stages say of the fields of a section."""
    default = next((p for p in pipelines if p.is_default), pipelines[0] if pipelines else None)
    return tuple(
        FieldRule(
            field=key,
            readonly=stands_in(pipeline, stage.key, pipelines if pipeline is default else ()),
            except_roles=stage.lock.roles,
        )
        for pipeline in pipelines
        for stage in pipeline.stages
        for key in locked_fields(spec, stage.lock)
    )


def locked_fields(spec: SectionSpec, lock: StageLock) -> tuple[str, ...]:
    """Return the fields of a section that a lock holds."""
    if EVERYTHING not in lock.fields:
        return tuple(key for key in lock.fields if spec.field(key) is not None)
    open_ones = PLACES.union(lock.excepted)
    return tuple(f.key for f in spec.shown_fields if not (f.system or f.readonly or f.key in open_ones))


def stands_in(pipeline: PipelineSpec, stage: str, all_of_section: Iterable[PipelineSpec] = ()) -> str:
    """Return the condition of standing in a stage; `all_of_section` is given for the default pipeline.

    A record without a pipeline, or of one that is out of use, stands in the default one.
    """
    if not all_of_section:
        return f"pipeline eq '{pipeline.key}' and stage eq '{stage}'"
    others = [f"'{p.key}'" for p in all_of_section if p.key != pipeline.key]
    if not others:
        return f"stage eq '{stage}'"
    return f"(pipeline eq null or not (pipeline in ({', '.join(others)}))) and stage eq '{stage}'"


def _stage(body: StageBody, approvals: Mapping[str, ApprovalBody]) -> StageSpec:
    return StageSpec(
        key=body.key,
        label=body.label.label(),
        kind=body.kind,
        hue=body.hue,
        probability=body.probability,
        hint=body.hint.label(),
        limit_days=body.limit_days,
        limit=body.limit or "",
        warn=body.warn or "",
        to=body.to,
        to_roles=body.to_roles,
        enter=tuple(_requirements(body.enter, approvals)),
        leave=tuple(_requirements(body.leave, approvals)),
        steps=tuple(step.spec() for step in body.steps),
        approvals=tuple(approval.spec() for approval in body.approvals),
        lock=StageLock(fields=body.lock.fields, excepted=body.lock.excepted, roles=body.lock.roles),
        reasons=Reasons(field=body.reasons.field, values=body.reasons.values) if body.reasons else None,
    )


def _requirements(bodies: Iterable[RequirementBody], approvals: Mapping[str, ApprovalBody]) -> Iterator[Requirement]:
    for body in bodies:
        awaited = approvals.get(body.approval)
        yield Requirement(
            key=body.key,
            fields=body.fields,
            holds=body.holds.strip(),
            detail=body.detail.section if body.detail else "",
            at_least=body.detail.at_least if body.detail else 1,
            approval=body.approval,
            # Nobody waits for a decision that the record does not ask for.
            when=_all_of(body.when, awaited.when if awaited else ""),
            roles_free=body.roles_free,
            message=body.message.label(),
        )


def _all_of(*conditions: str) -> str:
    """Return one condition that holds when all do; empty ones always hold."""
    stated = [text.strip() for text in conditions if text.strip()]
    return stated[0] if len(stated) == 1 else " and ".join(f"({text})" for text in stated)
