"""A pipeline: ordered stages of a section with allowed moves."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import DefinitionKind, LabelBody, Labelled, problem
from artel.platform.definitions.kinds.stages.step import StepBody, check_steps
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.labels import Label
from artel.platform.sections.spec import Snapshot, StageKind


class StageBody(Labelled):
    """One stage; `to` names the stages one may go to from here, empty means any."""

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9_]{0,47}$")
    kind: StageKind = StageKind.OPEN
    hue: int = Field(default=1, ge=1, le=6)
    probability: int | None = Field(default=None, ge=0, le=100)
    hint: LabelBody = LabelBody()
    limit_days: int | None = Field(default=None, ge=1)
    to: tuple[str, ...] = ()
    steps: tuple[StepBody, ...] = ()


class PipelineBody(Labelled):
    """Stages in order; the first open one is where new records begin."""

    section: str
    stages: tuple[StageBody, ...] = Field(min_length=1)
    is_default: bool = False


def check(document: Document, body: PipelineBody, snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """The section has stages; keys are unique; moves name stages; there is an open one."""
    spec = snapshot.sections.get(body.section)
    if spec is None or not spec.has_pipeline:
        message = _("The section «%(key)s» does not exist or has no stages.") % {"key": body.section}
        yield problem(document, "section", "bad_section", message)
    keys = [s.key for s in body.stages]
    for position, stage in enumerate(body.stages):
        if stage.key in keys[:position]:
            message = _("The stage «%(key)s» stands twice.") % {"key": stage.key}
            yield problem(document, f"stages.{position}", "duplicate_key", message)
        for target in stage.to:
            if target not in keys:
                message = _("There is no stage «%(key)s».") % {"key": target}
                yield problem(document, f"stages.{position}.to", "unknown_stage", message)
        if spec is not None:
            yield from check_steps(document, f"stages.{position}.steps", stage.steps, spec, snapshot)
    if not any(s.kind is StageKind.OPEN for s in body.stages):
        yield problem(document, "stages", "no_open_stage", _("A pipeline needs a stage where work begins."))


KIND = DefinitionKind(key="pipeline", label=Label("Воронка", "Pipeline"), body=PipelineBody, check=check, order=30)
