"""The doctor's look at stages: does every record stand in one that is there, and what still moves?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from artel.installation.checking import Check
from artel.platform.definitions.current import latest_snapshot
from artel.platform.definitions.models import StageMove
from artel.platform.schema.counting import count_outside
from artel.platform.sections.spec import Snapshot

SHOWN = 10


def checks() -> Iterable[Check]:
    """Yield the check of records that stand in no stage of their pipeline."""
    waiting = StageMove.objects.filter(done_at=None, since=None).order_by("id")[:SHOWN]
    moving = "; ".join(
        f"{m.section}: {m.stage} → {m.to_pipeline}.{m.to_stage}, {m.moved} records done" for m in waiting
    )
    kept = StageMove.objects.filter(since=None, kept__gt=0).order_by("-id")[:SHOWN]
    reasons = {(m.section, m.stage): m.error for m in kept}
    going_on = {(m.section, m.stage) for m in waiting}
    found = [each for each in _outside(latest_snapshot()) if each[:2] not in going_on]
    told = "; ".join(
        f"{section}: {number} in {pipeline or '-'}.{stage}"
        + (f" ({reasons[section, stage]})" if reasons.get((section, stage)) else "")
        for section, stage, pipeline, number in found[:SHOWN]
    )
    advice = "Move them by hand on the board, or say where they go: artel pack apply base --move PIPELINE.STAGE=STAGE"
    yield Check(
        "stages", not found, f"records in stages that are not there: {told}" if found else moving or "all there", advice
    )


def _outside(snapshot: Snapshot) -> Iterator[tuple[str, str, str, int]]:
    """Yield (section, stage, pipeline, how many records). One query for each section that has pipelines."""
    for spec in snapshot.sections.values():
        default = spec.pipeline(None)
        if spec.retired or not spec.has_pipeline or default is None:
            continue
        allowed = {p.key: [s.key for s in p.stages] for p in spec.pipelines}
        for pipeline, stage, number in count_outside(spec.table, allowed, allowed[default.key]):
            yield spec.key, stage, pipeline, number
