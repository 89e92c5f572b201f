"""From the filter builder's model to text and back: `from_text(to_text(m)) == m.normal()`.

A text that the builder can't show comes back as None: the screen then shows it as it is («сложное условие»).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from artel.platform.conditions.bound import ValueType
from artel.platform.conditions.errors import ConditionError
from artel.platform.conditions.filter_model import FilterCondition, FilterGroup, Operator, Scalar
from artel.platform.conditions.names import Names, Scope, everything_allowed
from artel.platform.conditions.parsing import parse
from artel.platform.conditions.rendering import render
from artel.platform.conditions.syntax import (
    Among,
    Arithmetic,
    Call,
    Compare,
    Comparison,
    Compute,
    Connective,
    Expression,
    Joined,
    Literal,
    Not,
    Path,
    Quantified,
    Quantity,
)
from artel.platform.sections.durations import iso_text, read_minutes
from artel.platform.sections.fieldtype import ValueProblem
from artel.platform.sections.spec import SectionSpec, Snapshot

COMPARISONS = {Operator(c.value): c for c in Comparison}
TEXT_TESTS = {Operator.CONTAINS: "contains", Operator.STARTS_WITH: "startswith"}
TODAY = Call(name="today")
ONE_DAY = Literal(value=timedelta(days=1))
FIXED: Mapping[Operator, tuple[Comparison, Expression]] = {
    Operator.IS_EMPTY: (Comparison.EQ, Literal(value=None)),
    Operator.IS_NOT_EMPTY: (Comparison.NE, Literal(value=None)),
    Operator.IS_YES: (Comparison.EQ, Literal(value=True)),
    Operator.IS_NO: (Comparison.NE, Literal(value=True)),
    Operator.IS_ME: (Comparison.EQ, Call(name="me")),
    Operator.IS_NOT_ME: (Comparison.NE, Call(name="me")),
    Operator.IS_PAST: (Comparison.LT, Call(name="now")),
    Operator.IS_FUTURE: (Comparison.GT, Call(name="now")),
    Operator.TODAY: (Comparison.EQ, TODAY),
    Operator.YESTERDAY: (Comparison.EQ, Compute(operator=Arithmetic.SUB, left=TODAY, right=ONE_DAY)),
    Operator.TOMORROW: (Comparison.EQ, Compute(operator=Arithmetic.ADD, left=TODAY, right=ONE_DAY)),
    Operator.BEFORE_TODAY: (Comparison.LT, TODAY),
    Operator.AFTER_TODAY: (Comparison.GT, TODAY),
}
"""Operators that compare with something always the same."""
HOLDING = frozenset({Operator.HOLDS_ANY, Operator.HOLDS_ALL, Operator.HOLDS_NONE})
VALUE = "v"
"""The variable of a lambda over the values that a field holds."""
PERIODS = frozenset(o for o in Operator if o.startswith(("this_", "last_", "next_")))


def to_text(group: FilterGroup, section: SectionSpec, snapshot: Snapshot) -> str:
    """Return the condition that a filter says, "" for an empty one.

    Raises ConditionError for a field that is not there or a value that does not fit its field.
    """
    names = Names(snapshot, everything_allowed, (Scope(section),))
    expression = _group(group.normal(), names)
    return render(expression) if expression is not None else ""


def from_text(text: str, section: SectionSpec, snapshot: Snapshot) -> FilterGroup | None:
    """Return the filter that a text says, None when the builder can't show it (or it is wrong)."""
    if not text.strip():
        return FilterGroup()
    try:
        found = _Reader(Names(snapshot, everything_allowed, (Scope(section),))).item(parse(text))
    except (ConditionError, _NotSimple):
        return None
    group = found if isinstance(found, FilterGroup) else FilterGroup(items=(found,))
    return group.normal()


def _group(group: FilterGroup, names: Names) -> Expression | None:
    operands: list[Expression] = []
    for item in group.items:
        found = _group(item, names) if isinstance(item, FilterGroup) else _condition(item, names)
        is_several = isinstance(item, FilterCondition) and item.operator in (Operator.BETWEEN, Operator.HOLDS_ALL)
        if is_several and isinstance(found, Joined) and group.connective == "and":
            operands.extend(found.operands)
        elif found is not None:
            operands.append(found)
    if len(operands) < 2:
        return operands[0] if operands else None
    return Joined(connective=Connective(group.connective), operands=tuple(operands))


def _condition(condition: FilterCondition, names: Names) -> Expression:
    operator = condition.operator
    path = Path(segments=tuple(condition.field.split("/")))
    if operator in (Operator.HAS_ANY, Operator.HAS_NONE):
        names.related(path)
        found = Quantified(quantity=Quantity.ANY, path=path)
        return found if operator is Operator.HAS_ANY else Not(operand=found)
    type_ = names.field(path).type
    if operator in FIXED:
        comparison, right = FIXED[operator]
        return Compare(operator=comparison, left=path, right=right)
    if operator is Operator.IN_MY_TEAMS:
        team = Path(segments=(*path.segments, "team"))
        return Among(operand=team, options=(Call(name="my_teams"),), is_list=False)
    if operator in PERIODS:
        return Among(operand=path, options=(_period(condition),), is_list=False)
    if operator in (Operator.IN, Operator.NOT_IN):
        values = condition.value if isinstance(condition.value, tuple) else ()
        if not values:
            raise _misfit(condition)
        listed = Among(operand=path, options=tuple(_literal(v, type_, condition) for v in values))
        return listed if operator is Operator.IN else Not(operand=listed)
    if operator in HOLDING:
        return _holding(condition, path)
    if operator is Operator.BETWEEN:
        return _between(condition, path, type_)
    value = _literal(condition.value, type_, condition)
    if operator in COMPARISONS:
        return Compare(operator=COMPARISONS[operator], left=path, right=value)
    return _text_test(operator, path, value)


def _holding(condition: FilterCondition, path: Path) -> Expression:
    """Say what a field with several values holds: `tags/any(v:v in (…))`, or `'a' in tags and 'b' in tags`."""
    given = condition.value if isinstance(condition.value, tuple) else ()
    values = tuple(_literal(v, ValueType.TEXT, condition) for v in given)
    if not values:
        raise _misfit(condition)
    if condition.operator is Operator.HOLDS_ALL:
        each = tuple(Among(operand=value, options=(path,), is_list=False) for value in values)
        return each[0] if len(each) == 1 else Joined(connective=Connective.AND, operands=each)
    among = Among(operand=Path(segments=(VALUE,)), options=values)
    found = Quantified(quantity=Quantity.ANY, path=path, variable=VALUE, condition=among)
    return found if condition.operator is Operator.HOLDS_ANY else Not(operand=found)


def _between(condition: FilterCondition, path: Path, type_: ValueType) -> Expression:
    if not isinstance(condition.value, tuple) or len(condition.value) != 2:
        raise _misfit(condition)
    low, high = (_literal(v, type_, condition) for v in condition.value)
    sides = (
        Compare(operator=Comparison.GE, left=path, right=low),
        Compare(operator=Comparison.LE, left=path, right=high),
    )
    return Joined(connective=Connective.AND, operands=sides)


def _text_test(operator: Operator, path: Path, value: Literal) -> Expression:
    """Texts are found in any case of letters: both sides are made small."""
    small, wanted = Call(name="tolower", arguments=(path,)), Call(name="tolower", arguments=(value,))
    if operator is not Operator.NOT_CONTAINS:
        return Call(name=TEXT_TESTS[operator], arguments=(small, wanted))
    # What is empty does not contain anything either; OData alone would leave it out.
    empty = Compare(operator=Comparison.EQ, left=path, right=Literal(value=None))
    lacking = Not(operand=Call(name="contains", arguments=(small, wanted)))
    return Joined(connective=Connective.OR, operands=(empty, lacking))


def _period(condition: FilterCondition) -> Call:
    if condition.operator not in (Operator.LAST_DAYS, Operator.NEXT_DAYS):
        return Call(name=str(condition.operator))
    written = condition.value
    if isinstance(written, str) and written.isdigit():
        written = int(written)
    if not isinstance(written, int) or isinstance(written, bool) or not 1 <= written <= 36_600:
        raise _misfit(condition)
    return Call(name=str(condition.operator), arguments=(Literal(value=written),))


def _literal(value: object, type_: ValueType, condition: FilterCondition) -> Literal:
    read = _READERS.get(type_, _read_id)
    if value is None or value == "" or isinstance(value, tuple | bool):
        raise _misfit(condition)
    try:
        found = read(str(value).strip() if type_ is not ValueType.TEXT else str(value))
    except (ValueError, InvalidOperation):
        raise _misfit(condition) from None
    return Literal(value=found)


def _read_number(written: str) -> int | Decimal:
    number = Decimal(written.replace(",", "."))
    if not number.is_finite() or abs(number) >= 10**18:
        raise ValueError(written)
    return int(number) if number == number.to_integral_value() else number


def _read_moment(written: str) -> date | datetime:
    if len(written) == len("2026-11-22"):
        return date.fromisoformat(written)
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError(written)
    return moment


def _read_duration(written: str) -> timedelta:
    try:
        return timedelta(minutes=read_minutes(written))
    except ValueProblem:
        raise ValueError(written) from None


def _read_id(written: str) -> int:
    return int(written)


_READERS: Mapping[ValueType, Callable[[str], object]] = {
    ValueType.TEXT: str,
    ValueType.INTEGER: _read_number,
    ValueType.DECIMAL: _read_number,
    ValueType.DATE: date.fromisoformat,
    ValueType.DATETIME: _read_moment,
    ValueType.DURATION: _read_duration,
}


def _misfit(condition: FilterCondition) -> ConditionError:
    message = _("The filter by “%(field)s” needs another value.") % {"field": condition.field}
    return ConditionError("wrong_type", message, position=0, word=condition.field)


class _NotSimple(Exception):
    """The expression is more than the builder shows."""


class _Reader:
    """Reads expressions as builder items; whatever is not exactly what `to_text` writes is not simple."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def item(self, node: Expression) -> FilterCondition | FilterGroup:
        match node:
            case Joined(connective=Connective.OR, operands=(Compare() as empty, Not(operand=Call() as test))) if (
                lacking := self._lacking(empty, test)
            ):
                return lacking
            case Joined():
                connective = "and" if node.connective is Connective.AND else "or"
                return FilterGroup(
                    connective=connective,
                    items=tuple(self.item(operand) for operand in node.operands),
                )
            case Compare(left=Path() as path):
                return self._comparison(path, node)
            case Among(operand=Path() as path):
                return self._among(path, node)
            case Not(operand=Among(operand=Path() as path, is_list=True) as among):
                return self._made(path, Operator.NOT_IN, tuple(self._value(o) for o in among.options))
            case Quantified(condition=None):
                return FilterCondition(field=self._related(node.path), operator=Operator.HAS_ANY)
            case Not(operand=Quantified(condition=None) as inner):
                return FilterCondition(field=self._related(inner.path), operator=Operator.HAS_NONE)
            case Among(operand=Literal() as one, options=(Path() as path,)) if not node.is_list:
                return self._made(path, Operator.HOLDS_ALL, (self._value(one),))
            case Quantified():
                return self._holding(node, Operator.HOLDS_ANY)
            case Not(operand=Quantified() as inner):
                return self._holding(inner, Operator.HOLDS_NONE)
            case Call():
                return self._text_test(node)
            case _:
                raise _NotSimple

    def _holding(self, node: Quantified, operator: Operator) -> FilterCondition:
        match node.condition:
            case Among(operand=Path(segments=(variable,)), is_list=True) as among if variable == node.variable:
                if node.quantity is Quantity.ANY:
                    return self._made(node.path, operator, tuple(self._value(o) for o in among.options))
        raise _NotSimple

    def _comparison(self, path: Path, node: Compare) -> FilterCondition:
        for operator, fixed in FIXED.items():
            if fixed == (node.operator, node.right):
                return self._made(path, operator, None)
        return self._made(path, Operator(node.operator.value), self._value(node.right))

    def _among(self, path: Path, node: Among) -> FilterCondition:
        call = node.options[0]
        if node.is_list:
            return self._made(path, Operator.IN, tuple(self._value(o) for o in node.options))
        if not isinstance(call, Call):
            raise _NotSimple
        if call.name == "my_teams" and path.segments[-1] == "team":
            return self._made(Path(segments=path.segments[:-1]), Operator.IN_MY_TEAMS, None)
        if call.name not in PERIODS:
            raise _NotSimple
        return self._made(path, Operator(call.name), self._value(call.arguments[0]) if call.arguments else None)

    def _text_test(self, node: Call) -> FilterCondition:
        operator = next((o for o, name in TEXT_TESTS.items() if name == node.name), None)
        match node.arguments:
            case (
                Call(name="tolower", arguments=(Path() as path,)),
                Call(name="tolower", arguments=(Literal() as text,)),
            ):
                if operator is not None and isinstance(text.value, str):
                    return self._made(path, operator, text.value)
        raise _NotSimple

    def _lacking(self, empty: Compare, test: Call) -> FilterCondition | None:
        try:
            found = self._text_test(test)
        except _NotSimple:
            return None
        expected = Compare(
            operator=Comparison.EQ, left=Path(segments=tuple(found.field.split("/"))), right=Literal(value=None)
        )
        if found.operator is not Operator.CONTAINS or empty != expected:
            return None
        return FilterCondition(field=found.field, operator=Operator.NOT_CONTAINS, value=found.value)

    def _made(self, path: Path, operator: Operator, value: Scalar | tuple[Scalar, ...] | None) -> FilterCondition:
        made = FilterCondition(field="/".join(path.segments), operator=operator, value=value)
        # Whatever would be written differently from what was read, the builder does not show faithfully.
        _condition(made, self.names)
        return made

    def _related(self, path: Path) -> str:
        self.names.related(path)
        return "/".join(path.segments)

    def _value(self, node: Expression) -> Scalar:
        if not isinstance(node, Literal) or node.value is None or isinstance(node.value, bool):
            raise _NotSimple
        value = node.value
        if isinstance(value, timedelta):
            return _minutes_of(value)
        if isinstance(value, int | str):
            return value
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else str(value)
        if isinstance(value, date):
            return value.isoformat()
        raise _NotSimple


def _minutes_of(span: timedelta) -> str:
    """Return whole minutes as the builder holds them; other durations it can't show."""
    if span < timedelta() or span % timedelta(minutes=1):
        raise _NotSimple
    return iso_text(span // timedelta(minutes=1))
