"""What a new record has before anybody has said anything of it: what is judged or compared before it is stored."""

from __future__ import annotations

from collections.abc import Mapping

from artel.platform.kernel.actor import Actor
from artel.platform.process.moving import first_stage
from artel.platform.sections.spec import SectionSpec

NOTHING: Mapping[str, object] = {}


def beginning(section: SectionSpec, actor: Actor, given: Mapping[str, object] = NOTHING) -> dict[str, object]:
    """Return the declared defaults, the actor as the owner and the first stage, with what is `given` over them."""
    row: dict[str, object] = {f.key: f.default for f in section.shown_fields if f.default is not None}
    row["owner"] = actor.user_id
    pipeline = section.pipeline(str(given.get("pipeline") or "") or None) if section.has_pipeline else None
    if pipeline is not None:
        row |= {"pipeline": pipeline.key, "stage": first_stage(pipeline).key}
    return {**row, **given}
