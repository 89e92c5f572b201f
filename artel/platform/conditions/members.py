"""Conditions on a field that holds several values: `tags/any(t:t eq 'vip')`, `'vip' in tags`, `tags/$count`.

What a lambda asks of one value is a set of values, or everything but a set: so it becomes one operator of arrays
(`@>`, `&&`, `<@`), which an inverted index answers, never a loop over the values.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q, Value
from django.utils.translation import gettext_lazy as _

from artel.platform.conditions.bound import BoundMembers
from artel.platform.conditions.errors import ConditionError
from artel.platform.conditions.syntax import (
    Among,
    Compare,
    Comparison,
    Connective,
    Expression,
    Joined,
    Literal,
    Not,
    Path,
    Quantity,
)
from artel.platform.conditions.values import Setting, Sql, column
from artel.platform.sections.spec import Kind

YES_OR_NO = models.BooleanField()
COLUMNS = {
    Kind.CHOICES: ("text[]", ArrayField(models.TextField())),
    Kind.FILES: ("bigint[]", ArrayField(models.BigIntegerField())),
}
"""Kind of a field that holds several values → type of its column."""


@dataclass(frozen=True, slots=True)
class Picked:
    """The values that a lambda accepts: `keys`, or all `others`. `named` are the constants it wrote."""

    keys: frozenset[object]
    is_others: bool = False
    named: tuple[Literal, ...] = ()

    def flipped(self) -> Picked:
        """Return what is not accepted."""
        return Picked(self.keys, not self.is_others, self.named)

    def both(self, other: Picked) -> Picked:
        """Return what both accept."""
        named = (*self.named, *other.named)
        match self.is_others, other.is_others:
            case False, False:
                return Picked(self.keys & other.keys, False, named)
            case False, True:
                return Picked(self.keys - other.keys, False, named)
            case True, False:
                return Picked(other.keys - self.keys, False, named)
            case _:
                return Picked(self.keys | other.keys, True, named)


def picked(condition: Expression, variable: str) -> Picked:
    """Return the values that a condition on one value accepts; raises ConditionError for what no set can say."""
    match condition:
        case Compare(operator=Comparison.EQ | Comparison.NE as operator):
            sides = (condition.left, condition.right)
            literal = next((side for side in sides if isinstance(side, Literal)), None)
            if literal is not None and any(_is_value(side, variable) for side in sides):
                return Picked(frozenset({literal.value}), operator is Comparison.NE, (literal,))
        case Among(is_list=True) if _is_value(condition.operand, variable):
            literals = tuple(option for option in condition.options if isinstance(option, Literal))
            if len(literals) == len(condition.options):
                return Picked(frozenset(option.value for option in literals), False, literals)
        case Not():
            return picked(condition.operand, variable).flipped()
        case Joined():
            found = [picked(operand, variable) for operand in condition.operands]
            is_or = condition.connective is Connective.OR
            whole = found[0].flipped() if is_or else found[0]
            for part in found[1:]:
                whole = whole.both(part.flipped() if is_or else part)
            return whole.flipped() if is_or else whole
    example = f"{variable} in ('a', 'b')"
    message = _("A value of a list is compared with constants only: %(example)s.") % {"example": example}
    raise ConditionError("wrong_type", message, position=condition.at, suggestion=example)


def _is_value(node: Expression, variable: str) -> bool:
    return isinstance(node, Path) and node.segments == (variable,)


def members(node: BoundMembers, setting: Setting, *, is_exact: bool) -> Q:
    """Return the condition; without `is_exact` null may stand for false, and an index serves it."""
    held = column(node.operand, setting)
    if node.keys is None:
        return Q(_test("(%(expressions)s IS NOT NULL)", held))
    if node.quantity is Quantity.ANY:
        found = _any(node, held)
        return Q(_test("(%(expressions)s IS TRUE)", found) if is_exact else found)
    return Q(_all(node, held))


def _any(node: BoundMembers, held: Sql) -> Sql:
    keys = node.keys or ()
    if node.is_others:
        # Some value is none of these; of an empty list there is none.
        return _test("(%(expressions)s)", held, _array(node), joiner=" <@ ", before="NOT ")
    if not keys:
        return Value(False, output_field=YES_OR_NO)
    return _test("(%(expressions)s)", held, _array(node), joiner=" @> " if len(keys) == 1 else " && ")


def _all(node: BoundMembers, held: Sql) -> Sql:
    """Every value of an empty list is whatever one likes."""
    if node.is_others:
        return _test("((%(expressions)s) IS NOT TRUE)", held, _array(node), joiner=" && ")
    return _test("((%(expressions)s) IS NOT FALSE)", held, _array(node), joiner=" <@ ")


def _array(node: BoundMembers) -> Sql:
    spec = node.operand.spec
    written, output = COLUMNS[spec.kind if spec else Kind.CHOICES]
    listed = Value(sorted(node.keys or (), key=str), output_field=output)
    return Func(listed, template=f"%(expressions)s::{written}", output_field=output)


def _test(template: str, *sides: Sql, joiner: str = "", before: str = "") -> Sql:
    return Func(*sides, template=before + template, arg_joiner=joiner, output_field=YES_OR_NO)
