"""The norms of stages as invariants: nobody stands in a stage longer than its `limit`; at `warn` the owner hears of it.

A breach lasts as long as the stay, so each stay is told of once. Time is that of the company's calendar.
"""

from __future__ import annotations

from collections.abc import Iterator

from artel.platform.automation.invariants.specs import Invariant, Sort
from artel.platform.definitions.kind import LabelBody
from artel.platform.definitions.kinds.invariant import HEAD, OWNER, InvariantBody
from artel.platform.kernel.labels import Label
from artel.platform.sections.pipelines import PipelineSpec, StageKind, StageSpec
from artel.platform.sections.spec import SectionSpec, Snapshot

PASSED = (OWNER, HEAD)
"""Who hears that a norm is over."""
_kept: tuple[Snapshot, tuple[Invariant, ...]] | None = None


def all_norms(snapshot: Snapshot) -> tuple[Invariant, ...]:
    """Return the norms and warnings of all open stages in use."""
    global _kept
    kept = _kept
    if kept is None or kept[0] is not snapshot:
        specs = [s for s in snapshot.sections.values() if not s.retired and s.has_pipeline and s.field("stage_since")]
        kept = _kept = (snapshot, tuple(norm for spec in specs for norm in _of_section(spec)))
    return kept[1]


def _of_section(spec: SectionSpec) -> Iterator[Invariant]:
    for pipeline in spec.pipelines:
        for stage in pipeline.stages:
            if stage.kind is StageKind.OPEN:
                if stage.warn:
                    yield _norm(spec, pipeline, stage, stage.warn, Sort.WARNING)
                if stage.limit or stage.limit_days:
                    yield _norm(spec, pipeline, stage, stage.limit or f"{stage.limit_days}d", Sort.NORM)


def _norm(spec: SectionSpec, pipeline: PipelineSpec, stage: StageSpec, allowance: str, sort: Sort) -> Invariant:
    # The day on which it came is none: «2d» is over when the second working day after it is.
    number, unit = int(allowance[:-1]), allowance[-1]
    body = InvariantBody(
        label=LabelBody(ru=stage.label.ru, en=stage.label.en),
        section=spec.key,
        holds=f"stage ne '{stage.key}'",
        applies=_in_pipeline(spec, pipeline, stage),
        within=f"{number + 1}d" if unit == "d" else allowance,
        since="stage_since",
        alert=PASSED if sort is Sort.NORM else (OWNER,),
    )
    label = Label(ru=stage.label.ru, en=stage.label.en)
    return Invariant(
        key=f"{sort}-{pipeline.key}-{stage.key}",
        section=spec.key,
        label=label,
        body=body,
        asked_of=body.applies,
        sort=sort,
        norm=allowance,
    )


def _in_pipeline(spec: SectionSpec, pipeline: PipelineSpec, stage: StageSpec) -> str:
    """Return which records of a stage stand in this pipeline, where others have a stage of that name, too."""
    if all(other.stage(stage.key) is None for other in spec.pipelines if other is not pipeline):
        return ""
    named = f"pipeline eq '{pipeline.key}'"
    return f"({named} or pipeline eq null)" if spec.pipeline(None) is pipeline else named
