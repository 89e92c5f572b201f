"""Rules that contradict each other: both write one field, each its own value, on one occasion that both may meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _

from artel.platform.automation.specs import Rule, all_rules
from artel.platform.conditions.clashing import clash
from artel.platform.definitions.kinds.rules.bodies import (
    ChangedBody,
    FormulaBody,
    MoveBody,
    SetBody,
    StageBody,
    Trigger,
)
from artel.platform.sections.spec import Snapshot


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two rules and the field that they fight for."""

    first: Rule
    second: Rule
    field: str

    def text(self, snapshot: Snapshot) -> str:
        """Return it in words."""
        spec = snapshot.section(self.first.section)
        message = _("“%(first)s” and “%(second)s” may write different values into “%(field)s” on one occasion.")
        field = spec.fields[self.field].label if self.field in spec.fields else self.field
        return message % {"first": self.first.label, "second": self.second.label, "field": field}


def contradictions(snapshot: Snapshot) -> list[Contradiction]:
    """Return the pairs of acting rules that are not sure never to meet."""
    acting = [rule for rule in all_rules(snapshot) if not rule.body.is_paused]
    return [
        Contradiction(one, other, field)
        for one, other in combinations(acting, 2)
        if one.section == other.section and _may_meet(one, other)
        for field in _fought_for(one, other)
    ]


def _may_meet(one: Rule, other: Rule) -> bool:
    if clash([text for text in (one.body.when, other.body.when) if text]) is not None:
        return False
    return any(_overlap(a, b) for a in one.body.on for b in other.body.on)


def _overlap(one: Trigger, other: Trigger) -> bool:
    if isinstance(one, StageBody) and isinstance(other, StageBody):
        entered = set(one.entered) & set(other.entered) or not one.entered or not other.entered
        left = set(one.left) & set(other.left) or not one.left or not other.left
        return bool(entered and left)
    if isinstance(one, ChangedBody) and isinstance(other, ChangedBody):
        return not one.fields or not other.fields or bool(set(one.fields) & set(other.fields))
    return one.event == other.event


def _fought_for(one: Rule, other: Rule) -> Iterator[str]:
    first, second = dict(_written(one)), dict(_written(other))
    for field in first.keys() & second.keys():
        if first[field] != second[field]:
            yield field


def _written(rule: Rule) -> Iterator[tuple[str, object]]:
    for action in rule.body.do:
        if isinstance(action, SetBody):
            yield from ((key, value) for key, value in action.values.items() if not isinstance(value, FormulaBody))
        elif isinstance(action, MoveBody):
            yield "stage", action.stage
