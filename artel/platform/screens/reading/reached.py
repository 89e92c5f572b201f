"""Records that ever came to a stage, or beyond it: by where they stand and by the moves in their history.

A record that skipped a stage has passed it. One that failed has come as far as it stood before.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from artel.platform.records.models import FeedEntry
from artel.platform.sections.pipelines import PipelineSpec, StageKind, StageSpec
from artel.platform.sections.spec import SectionSpec


def way_of(pipeline: PipelineSpec) -> tuple[StageSpec, ...]:
    """Return the stages of the way to success, in order; those that end work without it are no part of it."""
    return tuple(s for s in pipeline.stages if s.kind is not StageKind.FAILURE)


def reached_stage(spec: SectionSpec, text: str) -> tuple[PipelineSpec, StageSpec] | None:
    """Return the stage that `<pipeline>.<stage>` names, None for what is no stage of a way."""
    pipeline_key, _dot, stage_key = text.partition(".")
    pipeline = next((p for p in spec.pipelines if p.key == pipeline_key), None)
    stage = next((s for s in way_of(pipeline) if s.key == stage_key), None) if pipeline else None
    return (pipeline, stage) if pipeline is not None and stage is not None else None


def has_reached(spec: SectionSpec, pipeline: PipelineSpec, stage: StageSpec) -> Q:
    """Return «a record of this pipeline came to the stage or beyond»."""
    way = way_of(pipeline)
    of_pipeline = Q(pipeline=pipeline.key)
    place = way.index(stage)
    if place == 0:
        # Whatever it came to later, it began here.
        return of_pipeline
    beyond = [s.key for s in way[place:]]
    moves = FeedEntry.objects.filter(section=spec.key, record_id=OuterRef("id"), kind="stage")
    stood = Q(body__fields__stage__0__in=beyond) | Q(body__fields__stage__1__in=beyond)
    return of_pipeline & (Q(stage__in=beyond) | Q(Exists(moves.filter(stood))))
