"""What conditions mean, told once more in plain Python from the OData text: the judge of the compiled SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any
from zoneinfo import ZoneInfo

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
    Negative,
    Not,
    Path,
    Quantified,
    Quantity,
)

Row = Mapping[str, Any]
ROUNDING = {"round": ROUND_HALF_UP, "floor": ROUND_FLOOR, "ceiling": ROUND_CEILING}


@dataclass(frozen=True)
class World:
    """All rows, and the moment and place from which they are looked at."""

    clients: Mapping[int, Row]
    orders: list[Row]
    now: datetime
    zone: ZoneInfo

    def day(self, value: Any) -> Any:
        """Return the calendar day of a moment; anything else as it is."""
        return value.astimezone(self.zone).date() if isinstance(value, datetime) else value


def holds(node: Expression, client: Row, world: World) -> bool:
    return meaning(node, {"": client}, world) is True


def meaning(node: Expression, scope: Mapping[str, Row | None], world: World) -> Any:
    def of(inner: Expression) -> Any:
        return meaning(inner, scope, world)

    match node:
        case Literal():
            return node.value
        case Path():
            return follow(node.segments, scope, world)
        case Not():
            operand = of(node.operand)
            return None if operand is None else not operand
        case Joined():
            return joined(node.connective, [of(o) for o in node.operands])
        case Compare():
            return compare(node.operator, of(node.left), of(node.right), world)
        case Among():
            operand = of(node.operand)
            return any(compare(Comparison.EQ, operand, of(o), world) for o in node.options)
        case Negative():
            operand = of(node.operand)
            return None if operand is None else -operand
        case Compute():
            return compute(node.operator, of(node.left), of(node.right))
        case Call(name="now"):
            return world.now
        case Call(name="today"):
            return world.day(world.now)
        case Call():
            return call(node.name, [of(a) for a in node.arguments])
        case Quantified():
            return quantified(node, scope, world)
    raise TypeError(node)


def follow(segments: tuple[str, ...], scope: Mapping[str, Row | None], world: World) -> Any:
    first, *rest = segments
    row: Row | None = scope[""]
    if first in scope:
        row = scope[first]
    else:
        rest = [first, *rest]
    for step in rest[:-1]:
        row = world.clients.get(row[step]) if row is not None else None
    return row[rest[-1]] if row is not None else None


def joined(connective: Connective, operands: list[Any]) -> Any:
    decisive = connective is Connective.OR
    if any(o is decisive for o in operands):
        return decisive
    return None if any(o is None for o in operands) else not decisive


def compare(operator: Comparison, left: Any, right: Any, world: World) -> bool:
    if left is None or right is None:
        same = left is None and right is None
        return {Comparison.EQ: same, Comparison.NE: not same}.get(operator, False)
    if isinstance(left, datetime) != isinstance(right, datetime):
        left, right = world.day(left), world.day(right)
    tests = {
        Comparison.EQ: eq,
        Comparison.NE: ne,
        Comparison.GT: gt,
        Comparison.GE: ge,
        Comparison.LT: lt,
        Comparison.LE: le,
    }
    return bool(tests[operator](left, right))


def compute(operator: Arithmetic, left: Any, right: Any) -> Any:
    if left is None or right is None:
        return None
    if isinstance(left, date) and isinstance(right, timedelta):
        # A day is its midnight: five hours before it, it is the day before.
        return left + (right if operator is Arithmetic.ADD else -right)
    if operator is Arithmetic.ADD:
        return left + right
    if operator is Arithmetic.SUB:
        return left - right
    if operator is Arithmetic.MUL:
        return left * right
    if right == 0:
        return None
    is_whole = isinstance(left, int) and isinstance(right, int)
    a, b = Decimal(left), Decimal(right)
    if operator is Arithmetic.MOD:
        return int(a % b) if is_whole else a % b
    quotient = a / b
    return int(quotient.to_integral_value(ROUND_DOWN)) if is_whole else quotient


def call(name: str, given: list[Any]) -> Any:
    if any(g is None for g in given):
        return None
    if name in ROUNDING:
        return Decimal(given[0]).quantize(Decimal(1), rounding=ROUNDING[name])
    first = given[0]
    match name:
        case "contains":
            return given[1] in first
        case "startswith":
            return first.startswith(given[1])
        case "endswith":
            return first.endswith(given[1])
        case "tolower":
            return first.lower()
        case "toupper":
            return first.upper()
        case "concat":
            return first + given[1]
        case "length":
            return len(first)
        case "indexof":
            return first.find(given[1])
        case "substring":
            start, size = max(given[1], 0), max(given[2], 0)
            return first[start : start + size]
    raise ValueError(name)


def quantified(node: Quantified, scope: Mapping[str, Row | None], world: World) -> bool:
    holder = scope[""] if len(node.path.segments) == 1 else world.clients.get(scope[""]["parent"])  # type: ignore[index]
    orders = [o for o in world.orders if holder is not None and o["client"] == holder["id"]]
    if node.condition is None:
        return bool(orders)
    found = [meaning(node.condition, {**scope, node.variable: o}, world) is True for o in orders]
    return any(found) if node.quantity is Quantity.ANY else all(found)
