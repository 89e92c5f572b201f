"""Checks conditions without a database: for definitions, for what people type, for the filter builder."""

from __future__ import annotations

from artel.platform.conditions.binding import Binder
from artel.platform.conditions.bound import Bound
from artel.platform.conditions.errors import ConditionError
from artel.platform.conditions.names import Allowed, everything_allowed
from artel.platform.conditions.parsing import parse
from artel.platform.conditions.syntax import Expression
from artel.platform.kernel.errors import Problem
from artel.platform.sections.spec import SectionSpec, Snapshot


def check(
    text: str, section: SectionSpec, snapshot: Snapshot, *, allowed: Allowed = everything_allowed
) -> list[Problem]:
    """Return everything that is wrong with a condition on records of a section, in the order of the text.

    Values that a choice does not have are problems here (`unknown_choice`); compiling such a text is no error, it
    finds nothing. Each problem's `data` holds `position` and `word`. An empty text is no condition and right.
    """
    if not text.strip():
        return []
    try:
        expression = parse(text)
    except ConditionError as fault:
        return [fault.as_problem()]
    binder = Binder(section, snapshot, allowed)
    binder.condition(expression)
    found = sorted([*binder.faults, *binder.doubts], key=lambda fault: fault.position)
    return [fault.as_problem() for fault in found]


def bind(expression: Expression, section: SectionSpec, snapshot: Snapshot, allowed: Allowed) -> Bound:
    """Return the checked expression; raises the ConditionError that stands first in the text."""
    binder = Binder(section, snapshot, allowed)
    bound = binder.condition(expression)
    if binder.faults:
        raise min(binder.faults, key=lambda fault: fault.position)
    return bound
