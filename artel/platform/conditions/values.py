"""SQL of values: columns, constants, functions, arithmetic. No value can make the database raise an error.

Whole numbers are computed as `numeric` (no overflow), a division by zero is null, lengths are clamped. Dates are those
of the actor's time zone. What is constant is computed here once, so that an index can serve the comparison.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, F, Field, Func, OuterRef, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from artel.platform.conditions.bound import (
    NUMBERS,
    Bound,
    BoundBuilt,
    BoundCall,
    BoundCompute,
    BoundCount,
    BoundField,
    BoundLiteral,
    BoundNegative,
    BoundSize,
    Related,
    ValueType,
)
from artel.platform.conditions.errors import ConditionError
from artel.platform.conditions.syntax import Arithmetic
from artel.platform.kernel.actor import Actor
from artel.platform.sections.spec import Kind

Sql = Any
"""A Django expression; its own type is of no use to us, the bound node knows what it gives."""
Models = Callable[[str], type[models.Model]]
Visible = Callable[[str], QuerySet[Any] | None]
"""Returns the records of a section that may be looked into; None for all of them but the trash."""

NOBODY = 0
"""The id of me() for an actor who is no user: no record has it."""
LONGEST = 1_000_000
FIELDS: dict[ValueType, Field[Any, Any]] = {
    ValueType.TEXT: models.TextField(),
    ValueType.INTEGER: models.BigIntegerField(),
    ValueType.DECIMAL: models.DecimalField(),
    ValueType.BOOLEAN: models.BooleanField(),
    ValueType.DATE: models.DateField(),
    ValueType.DATETIME: models.DateTimeField(),
    ValueType.TIME: models.TimeField(),
    ValueType.DURATION: models.DurationField(),
    ValueType.COLLECTION: ArrayField(models.TextField()),
}
_COMPUTED = {Arithmetic.ADD: " + ", Arithmetic.SUB: " - ", Arithmetic.MUL: " * "}
_PARTS = {"year": "YEAR", "month": "MONTH", "day": "DAY", "hour": "HOUR", "minute": "MINUTE", "second": "SECOND"}
_PLAIN = {"length": "LENGTH", "tolower": "LOWER", "toupper": "UPPER"}
_ROUNDED = {"round": "ROUND", "floor": "FLOOR", "ceiling": "CEILING"}


class _NotConstant:
    """Tells "depends on the record" from the constant None."""


NOT_CONSTANT = _NotConstant()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a condition is compiled for. `depth` is the number of the scope being compiled."""

    actor: Actor
    now: datetime
    zone: ZoneInfo
    models: Models
    visible: Visible | None = None
    depth: int = 0

    def deeper(self) -> Setting:
        """Return the setting of a subquery."""
        return replace(self, depth=self.depth + 1)


def value(node: Bound, setting: Setting) -> Sql:
    """Return the expression of a value that is no condition."""
    known = constant(node, setting)
    if not isinstance(known, _NotConstant):
        return literal(known, node.type)
    match node:
        case BoundField():
            return column(node, setting)
        case BoundCount():
            counted = related_records(node.related, setting).annotate(
                number=_call("COUNT", F("pk"), of=ValueType.INTEGER)
            )
            return Subquery(counted.order_by().values("number"), output_field=models.BigIntegerField())
        case BoundSize():
            return _sql("COALESCE(CARDINALITY(%(expressions)s), 0)", column(node.operand, setting), of=node.type)
        case BoundNegative():
            return _sql("(-%(expressions)s)", value(node.operand, setting), of=node.type)
        case BoundCompute():
            return _computed(node, setting)
        case BoundCall():
            return _called(node, setting)
        case BoundBuilt():
            return node.build(setting)
        case _:
            raise TypeError(f"{type(node).__name__} is no value")


def column(node: BoundField, setting: Setting) -> Sql:
    """Return the column, or null where the way to it leads through a record that may not be looked into."""
    found = _reference(node.orm, setting.depth - node.level)
    if is_in_minutes(node):
        found = _sql("(%(expressions)s * interval '1 minute')", found, of=ValueType.DURATION)
    if setting.visible is None:
        return found
    is_label = node.orm.rpartition("__")[2] in ("id", "name")
    hops = node.hops[:-1] if is_label else node.hops
    for hop in hops:
        records = setting.visible(hop.section)
        if records is not None:
            target = _reference(hop.orm, setting.depth + 1 - node.level)
            output = FIELDS.get(node.type, FIELDS[ValueType.INTEGER])
            found = Case(When(Exists(records.filter(pk=target)), then=found), default=None, output_field=output)
    return found


def is_in_minutes(node: Bound) -> bool:
    """Tell whether a node is a column of whole minutes."""
    return isinstance(node, BoundField) and node.spec is not None and node.spec.kind is Kind.DURATION


def related_records(related: Related, setting: Setting) -> QuerySet[Any]:
    """Return the related records as a subquery correlated with the record that `anchor` names."""
    records = setting.visible(related.section) if setting.visible is not None else None
    if records is None:
        records = setting.models(related.section)._default_manager.filter(trashed_at__isnull=True)
    anchor = _reference(related.anchor.orm, setting.depth + 1 - related.anchor.level)
    return records.filter(**{related.field: anchor})


def _reference(orm: str, levels: int) -> Sql:
    found: Any = orm
    for _level in range(levels):
        found = OuterRef(found)
    return F(orm) if levels == 0 else found


def literal(known: object, of: ValueType) -> Sql:
    """Return a constant as an expression."""
    if known is None:
        return Value(None)
    if isinstance(known, Decimal) or (isinstance(known, int) and not -(2**63) <= known < 2**63):
        return Value(Decimal(known), output_field=FIELDS[ValueType.DECIMAL])
    return Value(known, output_field=FIELDS.get(of, FIELDS[ValueType.INTEGER]))


def constant(node: Bound, setting: Setting) -> object:
    """Return what a node means for every record alike, NOT_CONSTANT when it depends on the record."""
    match node:
        case BoundLiteral():
            return node.value
        case BoundCall(name="now"):
            return setting.now
        case BoundCall(name="today"):
            return setting.now.astimezone(setting.zone).date()
        case BoundCall(name="me"):
            return setting.actor.user_id or NOBODY
        case BoundCall():
            return _constant_call(node, setting)
        case BoundNegative():
            operand = constant(node.operand, setting)
            return -operand if isinstance(operand, int | Decimal | timedelta) else operand
        case BoundCompute():
            return _constant_result(node, setting)
        case _:
            return NOT_CONSTANT


def _constant_call(node: BoundCall, setting: Setting) -> object:
    arguments = [constant(argument, setting) for argument in node.arguments]
    if any(argument is None for argument in arguments):
        return None
    match node.name, arguments:
        case "tolower", [str() as text]:
            return text.lower()
        case "toupper", [str() as text]:
            return text.upper()
        case "date", [datetime() as moment]:
            return moment.astimezone(setting.zone).date()
        case _:
            return NOT_CONSTANT


def _constant_result(node: BoundCompute, setting: Setting) -> object:
    left, right = constant(node.left, setting), constant(node.right, setting)
    if left is None or right is None:
        return None
    if node.operator not in (Arithmetic.ADD, Arithmetic.SUB):
        return NOT_CONSTANT
    if node.operator is Arithmetic.ADD and isinstance(left, timedelta) and isinstance(right, date):
        left, right = right, left
    try:
        match left, right:
            case ((date() | timedelta()), timedelta()):
                # To Python a day less five hours is the same day; to the database it is the day before.
                return left + (right if node.operator is Arithmetic.ADD else -right)
            case int(), int():
                return left + right if node.operator is Arithmetic.ADD else left - right
            case _:
                return NOT_CONSTANT
    except OverflowError:
        raise ConditionError("wrong_type", _("The year is out of reason."), position=node.at) from None


def _computed(node: BoundCompute, setting: Setting) -> Sql:
    left, right = value(node.left, setting), value(node.right, setting)
    if node.type in NUMBERS:
        return _computed_number(node, _numeric(left, node.left), _numeric(right, node.right))
    joiner = _COMPUTED[node.operator]
    if node.type is ValueType.DATE:
        return _sql("(%(expressions)s)::date", left, right, of=node.type, joiner=joiner)
    if node.left.type is ValueType.DATE and node.right.type is ValueType.DATE:
        return _sql("((%(expressions)s) * interval '1 day')", left, right, of=node.type, joiner=joiner)
    return _sql("(%(expressions)s)", left, right, of=node.type, joiner=joiner)


def _computed_number(node: BoundCompute, left: Sql, right: Sql) -> Sql:
    if node.operator in _COMPUTED:
        return _sql("(%(expressions)s)", left, right, of=ValueType.DECIMAL, joiner=_COMPUTED[node.operator])
    divisor = _sql("NULLIF(%(expressions)s, 0)", right, of=ValueType.DECIMAL)
    if node.operator is Arithmetic.MOD:
        return _call("MOD", left, divisor, of=ValueType.DECIMAL)
    quotient = _sql("(%(expressions)s)", left, divisor, of=ValueType.DECIMAL, joiner=" / ")
    return _call("TRUNC", quotient, of=ValueType.DECIMAL) if node.type is ValueType.INTEGER else quotient


def _called(node: BoundCall, setting: Setting) -> Sql:
    arguments = [value(argument, setting) for argument in node.arguments]
    first, name = arguments[0], node.name
    if name in _PLAIN:
        return _call(_PLAIN[name], first, of=node.type)
    if name in _ROUNDED:
        return _call(_ROUNDED[name], _numeric(first, node.arguments[0]), of=node.type)
    if name in _PARTS:
        return _part(name, first, node.arguments[0].type, setting)
    match name:
        case "trim":
            return _sql("BTRIM(%(expressions)s, E' \\t\\r\\n')", first, of=node.type)
        case "concat":
            return _sql("(%(expressions)s)", *arguments, of=node.type, joiner=" || ")
        case "indexof":
            return _sql("(STRPOS(%(expressions)s) - 1)", *arguments, of=node.type)
        case "substring":
            sizes = [_clamped(_numeric(a, n)) for a, n in zip(arguments[1:], node.arguments[1:], strict=True)]
            start = _sql("(%(expressions)s + 1)", sizes[0], of=ValueType.INTEGER)
            return _call("SUBSTRING", first, start, *sizes[1:], of=node.type)
        case "date":
            return _sql("(%(expressions)s)::date", _local(first, setting), of=node.type)
        case "time":
            return _sql("(%(expressions)s)::time", _local(first, setting), of=node.type)
        case _:
            return text_test(name, first, arguments[1], constant(node.arguments[1], setting))


def text_test(name: str, text: Sql, part: Sql, known: object) -> Sql:
    """Return the condition of `contains`, `startswith`, `endswith`; a known part becomes a LIKE that indexes serve."""
    if isinstance(known, str):
        escaped = known.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        pattern = {"contains": f"%{escaped}%", "startswith": f"{escaped}%", "endswith": f"%{escaped}"}[name]
        return _sql("(%(expressions)s)", text, Value(pattern), of=ValueType.BOOLEAN, joiner=" LIKE ")
    if name == "contains":
        return _sql("(STRPOS(%(expressions)s) > 0)", text, part, of=ValueType.BOOLEAN)
    if name == "startswith":
        return _call("STARTS_WITH", text, part, of=ValueType.BOOLEAN)
    end = _call("RIGHT", text, _call("LENGTH", part, of=ValueType.INTEGER), of=ValueType.TEXT)
    return _sql("(%(expressions)s)", end, part, of=ValueType.BOOLEAN, joiner=" = ")


def _part(name: str, moment: Sql, of: ValueType, setting: Setting) -> Sql:
    local = _local(moment, setting) if of is ValueType.DATETIME else moment
    return _sql(f"FLOOR(EXTRACT({_PARTS[name]} FROM %(expressions)s))::int", local, of=ValueType.INTEGER)


def local_day(moment: Sql, setting: Setting) -> Sql:
    """Return the actor's calendar day of a moment."""
    return _sql("(%(expressions)s)::date", _local(moment, setting), of=ValueType.DATE)


def _local(moment: Sql, setting: Setting) -> Sql:
    zone = Value(setting.zone.key, output_field=FIELDS[ValueType.TEXT])
    return _sql("(%(expressions)s)", moment, zone, of=ValueType.DATETIME, joiner=" AT TIME ZONE ")


def _numeric(expression: Sql, node: Bound) -> Sql:
    if node.type is ValueType.DECIMAL and isinstance(node, BoundField):
        return expression
    return _sql("(%(expressions)s)::numeric", expression, of=ValueType.DECIMAL)


def _clamped(number: Sql) -> Sql:
    return _sql(f"LEAST(GREATEST(TRUNC(%(expressions)s), 0), {LONGEST})::int", number, of=ValueType.INTEGER)


def _sql(template: str, *expressions: Sql, of: ValueType, joiner: str = ", ") -> Sql:
    output = FIELDS.get(of, FIELDS[ValueType.INTEGER])
    return Func(*expressions, template=template, arg_joiner=joiner, output_field=output)


def _call(function: str, *expressions: Sql, of: ValueType) -> Sql:
    return _sql(f"{function}(%(expressions)s)", *expressions, of=of)
