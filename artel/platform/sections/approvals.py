"""Approvals of stages as specs: a decision that somebody named must take while a record stands there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from artel.platform.kernel.labels import Label
from artel.platform.sections.steps import AssigneeSpec, StepSpec


class Mode(StrEnum):
    """How the places of an approval add up: any one decides, all must agree, or one is asked after the other."""

    ONE = "one"
    ALL = "all"
    ORDER = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalSpec:
    """A decision that a stage asks for. `to` are its places; a role is a place of several, any of whom decides for it.

    It opens on entering the stage, with `after` when those steps are over, and only if `when` holds then. `limit` is
    an allowance of working time, `2d` or `4h`, after which `escalate_to` may decide too. `approve_to` and `reject_to`
    are stages that the decision moves the record to, empty: it stays.
    """

    key: str
    label: Label
    to: tuple[AssigneeSpec, ...]
    text: Label = Label()
    mode: Mode = Mode.ONE
    when: str = ""
    after: tuple[str, ...] = ()
    limit: str = ""
    escalate_to: AssigneeSpec | None = None
    approve_to: str = ""
    reject_to: str = ""

    @property
    def places(self) -> tuple[StepSpec, ...]:
        """Return whom it asks as steps without a text: what a record says of people is read in one way."""
        last = (self.escalate_to,) if self.escalate_to else ()
        return tuple(
            StepSpec(key=f"{self.key}.{number}", label=Label(), when=self.when, assignee=assignee)
            for number, assignee in enumerate((*self.to, *last))
        )
