"""Which types of values go together: what compares with what, what arithmetic gives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from artel.platform.conditions.bound import DAYS, NUMBERS, POINTERS, ValueType
from artel.platform.conditions.syntax import Arithmetic, Comparison

WORDS_OF_TYPES = {
    ValueType.TEXT: _("text"),
    ValueType.INTEGER: _("a whole number"),
    ValueType.DECIMAL: _("a number"),
    ValueType.BOOLEAN: _("yes or no"),
    ValueType.DATE: _("a date"),
    ValueType.DATETIME: _("a moment"),
    ValueType.TIME: _("a time of day"),
    ValueType.DURATION: _("a duration"),
    ValueType.RECORD: _("a record"),
    ValueType.PERSON: _("a person"),
    ValueType.TEAM: _("a team"),
    ValueType.FILE: _("a file"),
    ValueType.COLLECTION: _("a list"),
    ValueType.NULL: _("nothing"),
}
ORDERED = frozenset({Comparison.GT, Comparison.GE, Comparison.LT, Comparison.LE})
UNORDERED = frozenset({*POINTERS, ValueType.BOOLEAN, ValueType.COLLECTION})


def type_of(value: object) -> ValueType:
    """Return the type of a literal's value."""
    types: tuple[tuple[type, ValueType], ...] = (
        (bool, ValueType.BOOLEAN),
        (int, ValueType.INTEGER),
        (Decimal, ValueType.DECIMAL),
        (str, ValueType.TEXT),
        (datetime, ValueType.DATETIME),
        (date, ValueType.DATE),
        (time, ValueType.TIME),
        (timedelta, ValueType.DURATION),
    )
    return next((found for python, found in types if isinstance(value, python)), ValueType.NULL)


def comparable(left: ValueType, right: ValueType) -> bool:
    """Tell whether values of two types may be compared."""
    if left is right or {left, right} & {ValueType.NULL, ValueType.ANYTHING}:
        return True
    if {left, right} <= NUMBERS or {left, right} <= DAYS:
        return True
    return ValueType.INTEGER in (left, right) and bool({left, right} & POINTERS)


def result_of(operator: Arithmetic, left: ValueType, right: ValueType) -> ValueType | None:
    """Return the type of a computed value, None when the operator does not go with the operands."""
    if {left, right} & {ValueType.NULL, ValueType.ANYTHING}:
        return ValueType.ANYTHING
    if {left, right} <= NUMBERS:
        is_whole = left is right is ValueType.INTEGER and operator is not Arithmetic.DIVBY
        return ValueType.INTEGER if is_whole else ValueType.DECIMAL
    if operator in (Arithmetic.ADD, Arithmetic.SUB) and right is ValueType.DURATION:
        return left if left in DAYS | {ValueType.DURATION} else None
    if operator is Arithmetic.ADD and left is ValueType.DURATION and right in DAYS:
        return right
    if operator is Arithmetic.SUB and left is right and left in DAYS:
        return ValueType.DURATION
    return None


def fits(given: ValueType, wanted: Iterable[ValueType]) -> bool:
    """Tell whether a type is among those wanted; what was found wrong before fits everywhere."""
    return given in wanted or given in (ValueType.NULL, ValueType.ANYTHING)


def listed(types: frozenset[ValueType]) -> str:
    """Return the types in words."""
    return str(_(" or ")).join(str(WORDS_OF_TYPES[t]) for t in sorted(types))
