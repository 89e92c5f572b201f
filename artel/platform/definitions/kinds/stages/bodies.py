"""How a stage of a pipeline is written: ways, norms, gates, lock, reasons. What they mean: `sections/pipelines.py`."""

from __future__ import annotations

from pydantic import Field

from artel.platform.definitions.kind import Body, LabelBody, Labelled
from artel.platform.definitions.kinds.stages.approval import ApprovalBody
from artel.platform.definitions.kinds.stages.step import KEY, StepBody
from artel.platform.sections.pipelines import StageKind

SPAN = r"^[1-9][0-9]{0,2}[dh]$"
EVERYTHING = "*"
"""Stands for all fields in a lock."""


class DetailBody(Body):
    """At least so many records of a related section, such as products of a deal."""

    section: str
    at_least: int = Field(default=1, ge=1, le=1000)


class RequirementBody(Body):
    """What must be so: exactly one of `fields`, `holds`, `detail`, `approval`. `message` says it to who lacks it."""

    key: str = Field(pattern=KEY)
    fields: tuple[str, ...] = ()
    holds: str = ""
    detail: DetailBody | None = None
    approval: str = ""
    when: str = ""
    roles_free: tuple[str, ...] = ()
    message: LabelBody = LabelBody()


class LockBody(Body):
    """`fields: ["*"]` locks all but those of `excepted`; nobody but `roles` may change what is locked."""

    fields: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


class ReasonsBody(Body):
    """The choice that says why a record ended here, and which of its values fit (empty: all)."""

    field: str
    values: tuple[str, ...] = ()


class StageBody(Labelled):
    """One stage. `to` names the stages one may go to from here, empty means any.

    `to_roles` maps a stage to the roles that alone may go there from here. `limit` is a norm in working time (`3d`,
    `8h`), `limit_days` one in whole working days as the designer asks for it; `warn`, shorter, is when a record
    that stands here is pointed out first.
    """

    key: str = Field(pattern=KEY)
    kind: StageKind = StageKind.OPEN
    hue: int = Field(default=1, ge=1, le=6)
    probability: int | None = Field(default=None, ge=0, le=100)
    hint: LabelBody = LabelBody()
    limit_days: int | None = Field(default=None, ge=1)
    limit: str | None = Field(default=None, pattern=SPAN)
    warn: str | None = Field(default=None, pattern=SPAN)
    to: tuple[str, ...] = ()
    to_roles: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    enter: tuple[RequirementBody, ...] = ()
    leave: tuple[RequirementBody, ...] = ()
    steps: tuple[StepBody, ...] = ()
    approvals: tuple[ApprovalBody, ...] = ()
    lock: LockBody = LockBody()
    reasons: ReasonsBody | None = None


class PipelineBody(Labelled):
    """Stages in order; the first open one is where new records begin.

    Records of which `when` is true begin here, of several such pipelines in the first by `position`, then by key;
    records that fit none begin in the default one.
    """

    section: str
    stages: tuple[StageBody, ...] = Field(min_length=1)
    is_default: bool = False
    when: str = ""
    position: int = 100
