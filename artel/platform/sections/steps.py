"""Steps of stages as specs: the work that entering a stage gives somebody, and which sections hold such work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from artel.platform.kernel.labels import Label

if TYPE_CHECKING:
    from artel.platform.sections.spec import SectionSpec

ACTIVITY_FIELDS = ("about_section", "about_id", "due_at", "done_at", "owner")
RESULT = "result"
"""The field of an activity in which it is said how it ended: a step's outcomes are values of it."""


class Assigned(StrEnum):
    """Who gets a step: someone whom the record names, his head, or one of those who have a role."""

    OWNER = "owner"
    AUTHOR = "author"
    FIELD = "field"
    HEAD = "head"
    ROLE = "role"


class Share(StrEnum):
    """Who of several gets the next one: he who has least to do, or each in his turn."""

    LEAST_LOADED = "least_loaded"
    ROUND_ROBIN = "round_robin"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssigneeSpec:
    """Whom a step goes to; `field` is that of a person, `role` a key of a role."""

    to: Assigned = Assigned.OWNER
    field: str = ""
    role: str = ""
    share: Share = Share.LEAST_LOADED


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeSpec:
    """One way in which a step may end: a value of the activity's result, and what it is called here."""

    key: str
    label: Label = Label()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSpec:
    """An activity that a stage creates. `label` and `text` are templates; `section` is empty for the first of work.

    `due` is an allowance of working time, `2d` or `4h`. It is made when the steps in `after` are over and, with
    `on` given (step, outcome), only when that one ended so; and if `when` holds of the record then.
    """

    key: str
    label: Label
    text: Label = Label()
    section: str = ""
    assignee: AssigneeSpec = field(default_factory=AssigneeSpec)
    due: str = "1d"
    required: bool = False
    when: str = ""
    after: tuple[str, ...] = ()
    outcomes: tuple[OutcomeSpec, ...] = ()
    on: tuple[str, str] | None = None

    @property
    def before(self) -> tuple[str, ...]:
        """Return the steps that this one waits for."""
        return tuple(dict.fromkeys((*self.after, *((self.on[0],) if self.on else ()))))


def is_activity(spec: SectionSpec) -> bool:
    """Return whether records of the section are activities: about other records, due, and got done by somebody."""
    return all(spec.field(key) is not None for key in ACTIVITY_FIELDS)


def section_of_step(step: StepSpec, sections: Iterable[SectionSpec]) -> SectionSpec | None:
    """Return the section that a step's activity is made in, None when there is none of activities by that key."""
    found = [s for s in sections if not s.retired and is_activity(s)]
    if step.section:
        return next((s for s in found if s.key == step.section), None)
    return min(found, key=lambda s: (s.position, s.key), default=None)
