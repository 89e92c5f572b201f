"""PipelineSpec, StageSpec and what a stage demands: frozen values, part of a section's spec."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from artel.platform.kernel.labels import Label
from artel.platform.sections.approvals import ApprovalSpec
from artel.platform.sections.steps import StepSpec


class StageKind(StrEnum):
    """Open stages are work; the other two end it."""

    OPEN = "open"
    SUCCESS = "success"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What must be so to enter or leave a stage, stated as one of four.

    `fields` that are filled in, a condition that `holds` (`$filter` text), at least `at_least` records of the
    related section `detail`, or an `approval` of the pipeline that was given. It is asked of records of which `when`
    is true (empty: all), and not of actors who have one of `roles_free`. `message` says what is missing.
    """

    key: str
    fields: tuple[str, ...] = ()
    holds: str = ""
    detail: str = ""
    at_least: int = 1
    approval: str = ""
    when: str = ""
    roles_free: tuple[str, ...] = ()
    message: Label = Label()


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLock:
    """Which `fields` can't be changed in a stage (`*`: all but `excepted`); `roles` still may."""

    fields: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Why a record ended in this stage: the choice that must say it, and its values that fit here (empty: all)."""

    field: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSpec:
    """One stage of a pipeline. `hue` is 1…6; `probability` in percent; `limit_days` a norm or None.

    `limit` is a norm in working time (`3d`, `8h`), `warn` when a record that stands here is pointed out before that.
    `to` names the stages one may go to from here (empty: any), `to_roles` who alone may go to a stage from here.
    `enter` and `leave` are gates.
    """

    key: str
    label: Label
    kind: StageKind = StageKind.OPEN
    hue: int = 1
    probability: int | None = None
    hint: Label = Label()
    limit_days: int | None = None
    limit: str = ""
    warn: str = ""
    to: tuple[str, ...] = ()
    to_roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    enter: tuple[Requirement, ...] = ()
    leave: tuple[Requirement, ...] = ()
    lock: StageLock = StageLock()
    reasons: Reasons | None = None
    steps: tuple[StepSpec, ...] = ()
    """What is to be done in this stage: entering it creates activities."""
    approvals: tuple[ApprovalSpec, ...] = ()
    """What is to be decided in this stage, and by whom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineSpec:
    """Ordered stages of a section. Records name it in `pipeline` and stand in `stage`.

    New records of which `when` is true begin in it; of several such the first by `position`, then by key.
    """

    key: str
    section: str
    label: Label
    stages: tuple[StageSpec, ...]
    is_default: bool = False
    when: str = ""
    position: int = 100
    owner: str = "platform"

    def stage(self, key: str) -> StageSpec | None:
        """Return the stage or None."""
        return next((s for s in self.stages if s.key == key), None)

    def approval(self, key: str) -> ApprovalSpec | None:
        """Return an approval of one of the stages, or None."""
        return next((a for s in self.stages for a in s.approvals if a.key == key), None)
