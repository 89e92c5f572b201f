"""From a condition to a Django `Q`.

OData's meaning of null is kept exactly: a comparison with null is false (with `ne` true), `null eq null` is true, a
function of null is null, and `not` of null is null. At the top, null and false find nothing alike, so comparisons stay
plain and indexes serve them; under `not`, and wherever a condition is used as a value, every comparison is made
two-valued (`IS TRUE`). `all(c)` is "there is none of which c is not true".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Exists, ExpressionWrapper, Func, Q, Value
from django.utils import timezone

from artel.platform.conditions.bound import (
    DAYS,
    Bound,
    BoundAmong,
    BoundBuilt,
    BoundCall,
    BoundCompare,
    BoundField,
    BoundJoined,
    BoundLiteral,
    BoundMembers,
    BoundNot,
    BoundQuantified,
    ValueType,
)
from artel.platform.conditions.checking import bind
from artel.platform.conditions.members import members
from artel.platform.conditions.names import Allowed, everything_allowed
from artel.platform.conditions.parsing import parse
from artel.platform.conditions.periods import days_of
from artel.platform.conditions.syntax import Comparison, Connective, Expression, Quantity
from artel.platform.conditions.values import (
    NOT_CONSTANT,
    Models,
    Setting,
    Sql,
    Visible,
    constant,
    is_in_minutes,
    literal,
    local_day,
    related_records,
    value,
)
from artel.platform.kernel.actor import Actor
from artel.platform.schema.runtime import model_of
from artel.platform.sections.spec import SectionSpec, Snapshot

YES_OR_NO = models.BooleanField()
TRUE: Sql = Value(True, output_field=YES_OR_NO)
FALSE: Sql = Value(False, output_field=YES_OR_NO)
NULL: Sql = Func(template="NULL::boolean", output_field=YES_OR_NO)
SIGNS = {
    Comparison.EQ: " = ",
    Comparison.NE: " IS DISTINCT FROM ",
    Comparison.GT: " > ",
    Comparison.GE: " >= ",
    Comparison.LT: " < ",
    Comparison.LE: " <= ",
}
MIRRORED = {
    Comparison.GT: Comparison.LT,
    Comparison.GE: Comparison.LE,
    Comparison.LT: Comparison.GT,
    Comparison.LE: Comparison.GE,
}


def compile_condition(
    text: str,
    section: SectionSpec,
    snapshot: Snapshot,
    actor: Actor,
    *,
    now: datetime | None = None,
    allowed: Allowed = everything_allowed,
    visible: Visible | None = None,
    models: Models | None = None,
    aliases: Mapping[str, str] | None = None,
) -> Q:
    """Return the condition on records of a section; the empty `Q` for an empty text.

    `now` is the moment of now() and today(). Conditions written by those whom policies bind must come with both
    `allowed` (which fields may be named) and `visible` (which records of other sections may be looked into): then
    nothing hidden can be probed by asking. `models` gives the runtime class of a section. Raises ConditionError.
    """
    if not text.strip():
        return Q()
    setting = Setting(
        actor=actor,
        now=now or timezone.now(),
        zone=ZoneInfo(actor.timezone),
        models=models or (lambda key: model_of(key, snapshot)),
        visible=visible,
    )
    return compile_expression(parse(text, aliases=aliases), section, snapshot, setting, allowed=allowed)


def compile_expression(
    expression: Expression,
    section: SectionSpec,
    snapshot: Snapshot,
    setting: Setting,
    *,
    allowed: Allowed = everything_allowed,
) -> Q:
    """Return the condition that an expression says; raises ConditionError."""
    return _Compiler(setting).plain(bind(expression, section, snapshot, allowed))


def compile_value(node: Bound, setting: Setting) -> Sql:
    """Return any checked expression as one value: a condition too, null only where OData says null."""
    return _Compiler(setting).one_value(node)


def compile_bound(node: Bound, setting: Setting) -> Q:
    """Return a checked condition."""
    return _Compiler(setting).plain(node)


_VALUES = (BoundField, BoundCall, BoundLiteral, BoundBuilt)
"""Nodes that are values even when they are true or false."""


class _Compiler:
    def __init__(self, setting: Setting) -> None:
        self.setting = setting

    def plain(self, node: Bound) -> Q:
        """Return a condition in which null may stand for false."""
        return self._condition(node, is_exact=False)

    def exact(self, node: Bound) -> Q:
        """Return a condition that is null only where OData says null."""
        return self._condition(node, is_exact=True)

    def one_value(self, node: Bound) -> Sql:
        """Return any node as one value."""
        return self._value(node)

    def _condition(self, node: Bound, *, is_exact: bool) -> Q:
        match node:
            case BoundJoined():
                parts = [self._condition(operand, is_exact=is_exact) for operand in node.operands]
                return Q(*parts, _connector=Q.AND if node.connective is Connective.AND else Q.OR)
            case BoundNot():
                return ~self.exact(node.operand)
            case BoundCompare() | BoundAmong():
                test = self._compare(node) if isinstance(node, BoundCompare) else self._among(node)
                return Q(_operation("(%(expressions)s IS TRUE)", "", test) if is_exact else test)
            case BoundQuantified():
                return self._quantified(node)
            case BoundMembers():
                return members(node, self.setting, is_exact=is_exact)
            case BoundLiteral():
                return Q(NULL if node.value is None else TRUE if node.value else FALSE)
            case BoundField() | BoundCall() | BoundBuilt():
                return Q(_wrapped(self._value(node)))
            case _:
                raise TypeError(f"{type(node).__name__} is no condition")

    def _value(self, node: Bound) -> Sql:
        is_condition = node.type is ValueType.BOOLEAN and not isinstance(node, _VALUES)
        return _wrapped(self.exact(node)) if is_condition else value(node, self.setting)

    def _quantified(self, node: BoundQuantified) -> Q:
        inner = _Compiler(self.setting.deeper())
        records = related_records(node.related, self.setting)
        if node.condition is None:
            return Q(Exists(records))
        condition = inner.plain(node.condition)
        if node.quantity is Quantity.ANY:
            return Q(Exists(records.filter(condition)))
        breaks = _operation("(%(expressions)s IS NOT TRUE)", "", _wrapped(condition))
        return ~Q(Exists(records.filter(breaks)))

    def _compare(self, node: BoundCompare) -> Sql:
        left, right, operator = node.left, node.right, node.operator
        nulls = [constant(side, self.setting) is None for side in (left, right)]
        if any(nulls):
            return self._compare_with_null(operator, right if nulls[0] else left, is_null=all(nulls))
        if {left.type, right.type} == DAYS:
            if left.type is ValueType.DATE:
                left, right, operator = right, left, MIRRORED.get(operator, operator)
            return self._compare_days(operator, left, right)
        if isinstance(left, BoundCall) and left.name == "date" and right.type is ValueType.DATE:
            return self._compare_days(operator, left.arguments[0], right)
        sides = [self._aligned(left, right), self._aligned(right, left)]
        if operator is Comparison.EQ and not self._has_constant(left, right):
            return _operation("(%(expressions)s)", " IS NOT DISTINCT FROM ", *sides)
        return _operation("(%(expressions)s)", SIGNS[operator], *sides)

    def _compare_with_null(self, operator: Comparison, other: Bound, *, is_null: bool) -> Sql:
        if operator not in (Comparison.EQ, Comparison.NE):
            return FALSE
        if is_null:
            return TRUE if operator is Comparison.EQ else FALSE
        expression = self._value(other)
        if isinstance(other, BoundField) and other.spec is not None and other.spec.key == "name":
            # A record without a name holds an empty text: the column of names has no nulls.
            expression = _operation("NULLIF(%(expressions)s, '')", "", expression, output=models.TextField())
        sign = "IS NULL" if operator is Comparison.EQ else "IS NOT NULL"
        return _operation(f"(%(expressions)s {sign})", "", expression)

    def _compare_days(self, operator: Comparison, moment: Bound, day: Bound) -> Sql:
        """Compare a moment with a day by the day it falls on; a known day becomes a range of moments."""
        known_moment, known_day = constant(moment, self.setting), constant(day, self.setting)
        if isinstance(known_moment, datetime):
            of_moment = known_moment.astimezone(self.setting.zone).date()
            sides = [literal(of_moment, ValueType.DATE), value(day, self.setting)]
            return _operation("(%(expressions)s)", SIGNS[operator], *sides)
        left = value(moment, self.setting)
        if not isinstance(known_day, date):
            sign = " IS NOT DISTINCT FROM " if operator is Comparison.EQ else SIGNS[operator]
            return _operation("(%(expressions)s)", sign, local_day(left, self.setting), value(day, self.setting))
        start, end = self._midnight(known_day), self._midnight(known_day + timedelta(days=1))
        match operator:
            case Comparison.EQ:
                return _operation("(%(expressions)s)", " AND ", _from(left, start), _before(left, end))
            case Comparison.NE:
                within = _operation("(%(expressions)s)", " AND ", _from(left, start), _before(left, end))
                return _operation("(%(expressions)s IS NOT TRUE)", "", within)
            case Comparison.GE:
                return _from(left, start)
            case Comparison.GT:
                return _from(left, end)
            case Comparison.LT:
                return _before(left, start)
            case _:
                return _before(left, end)

    def _midnight(self, day: date) -> Sql:
        moment = datetime.combine(day, time.min, tzinfo=self.setting.zone)
        return literal(moment, ValueType.DATETIME)

    def _among(self, node: BoundAmong) -> Sql:
        operand = self._value(node.operand)
        if node.is_my_teams:
            teams = [literal(team, ValueType.INTEGER) for team in self.setting.actor.team_ids]
            return _one_of(operand, teams) if teams else FALSE
        if node.period:
            return self._in_period(node)
        nulls = [o for o in node.options if constant(o, self.setting) is None]
        is_by_value = {node.operand.type, *(o.type for o in node.options)} - {ValueType.NULL} != DAYS
        tests = []
        if is_by_value:
            fixed = [o for o in node.options if self._has_constant(o) and o not in nulls]
            if fixed:
                held = self._aligned(node.operand, fixed[0])
                tests.append(_one_of(held, [self._aligned(o, node.operand) for o in fixed]))
        else:
            fixed = []
        rest = [o for o in node.options if o not in fixed]
        for option in rest:
            pair = BoundCompare(type=ValueType.BOOLEAN, operator=Comparison.EQ, left=node.operand, right=option)
            tests.append(self._compare(pair))
        return tests[0] if len(tests) == 1 else _operation("(%(expressions)s)", " OR ", *tests)

    def _in_period(self, node: BoundAmong) -> Sql:
        today = self.setting.now.astimezone(self.setting.zone).date()
        bounds = zip((Comparison.GE, Comparison.LE), days_of(node.period, node.days, today), strict=True)
        sides = [
            self._compare(BoundCompare(type=ValueType.BOOLEAN, operator=operator, left=node.operand, right=_day(day)))
            for operator, day in bounds
        ]
        return _operation("(%(expressions)s)", " AND ", *sides)

    def _aligned(self, node: Bound, other: Bound) -> Sql:
        """Return a side of a comparison; a whole number written 5.0 stays whole, so that an index serves it."""
        known = constant(node, self.setting)
        if self._are_minutes(node, other):
            # The column is compared as it is stored, so that an index serves it.
            of_minutes = replace(node, type=ValueType.INTEGER, spec=None) if isinstance(node, BoundField) else None
            if of_minutes is not None:
                return value(of_minutes, self.setting)
            return literal(Decimal(str(known.total_seconds())) / 60, ValueType.DECIMAL)  # type: ignore[attr-defined]
        if isinstance(known, Decimal) and other.type is ValueType.INTEGER and known == known.to_integral_value():
            return literal(int(known), ValueType.INTEGER)
        return self._value(node)

    def _are_minutes(self, *sides: Bound) -> bool:
        """Tell whether a column of minutes stands against a known duration."""
        known = [constant(side, self.setting) for side in sides]
        return any(is_in_minutes(s) for s in sides) and any(isinstance(k, timedelta) for k in known)

    def _has_constant(self, *nodes: Bound) -> bool:
        return any(constant(node, self.setting) is not NOT_CONSTANT for node in nodes)


def _operation(template: str, joiner: str, *sides: Sql, output: models.Field[Any, Any] = YES_OR_NO) -> Sql:
    return Func(*sides, template=template, arg_joiner=joiner, output_field=output)


def _day(day: date) -> BoundLiteral:
    return BoundLiteral(type=ValueType.DATE, value=day)


def _one_of(operand: Sql, options: list[Sql]) -> Sql:
    listed = _operation("(%(expressions)s)", ", ", *options)
    return _operation("(%(expressions)s)", " IN ", operand, listed)


def _from(moment: Sql, start: Sql) -> Sql:
    return _operation("(%(expressions)s)", " >= ", moment, start)


def _before(moment: Sql, end: Sql) -> Sql:
    return _operation("(%(expressions)s)", " < ", moment, end)


def _wrapped(condition: Sql) -> Sql:
    """Return a condition as one value: the parentheses keep a NOT from reaching over what follows."""
    return _operation("(%(expressions)s)", "", ExpressionWrapper(condition, output_field=YES_OR_NO))
