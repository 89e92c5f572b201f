"""Which pipeline a record goes through, where a section has several: the first whose condition is true of it.

The database is asked once for a whole batch, and only where some pipeline has a condition.
"""

from __future__ import annotations

from datetime import datetime

from artel.platform.process.moving import first_stage
from artel.platform.records.drafts import Batch, Draft
from artel.platform.records.judging import Judge
from artel.platform.sections.pipelines import PipelineSpec


def choose_pipelines(batch: Batch) -> None:
    """Give new records their pipeline, and those in a first stage another when what it was chosen by has changed.

    Whoever names the pipeline himself gets it. Who drew ways by hand keeps them: a record of a pipeline that is no
    condition's and not the default one is never taken out of it.
    """
    conditional = [p for p in batch.section.pipelines if p.when]
    if not conditional:
        return
    moment = batch.moment if isinstance(batch.moment, datetime) else None
    judge = Judge(batch.section, batch.snapshot, batch.actor, *([moment] if moment else []))
    texts = [p.when for p in conditional]
    reads = judge.reads(texts)
    asked = [d for d in batch.drafts if (_is_open(d) if batch.is_create else _is_reconsidered(batch, d, reads))]
    rows = [{key: draft.get(key) for key in reads} | {"id": draft.id} for draft in asked]
    for draft, told in zip(asked, judge.told(texts, rows), strict=True):
        chosen = next((p for p in conditional if told[p.when]), None)
        _give(batch, draft, chosen or batch.section.pipeline(None))


def _is_open(draft: Draft) -> bool:
    return not draft.get("pipeline") and "pipeline" not in {p.field for p in draft.problems}


def _is_reconsidered(batch: Batch, draft: Draft, reads: frozenset[str]) -> bool:
    """Tell whether a stored record may get another pipeline: it has not gone anywhere yet."""
    if draft.written & {"pipeline", "stage"} or not any(draft.is_changing(key) for key in reads):
        return False
    pipeline = batch.section.pipeline(str(draft.before.get("pipeline") or ""))
    if pipeline is None or not (pipeline.when or pipeline is batch.section.pipeline(None)):
        return False
    return draft.before.get("stage") == first_stage(pipeline).key


def _give(batch: Batch, draft: Draft, pipeline: PipelineSpec | None) -> None:
    if pipeline is None:
        return
    before = batch.section.pipeline(str(draft.before.get("pipeline") or ""))
    if batch.is_create:
        draft.set("pipeline", pipeline.key)
    elif pipeline is not before:
        draft.set("pipeline", pipeline.key)
        draft.set("stage", first_stage(pipeline).key)
