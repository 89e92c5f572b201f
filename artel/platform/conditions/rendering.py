"""From an expression to its canonical text: `parse(render(e)) == e` for every expression."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from artel.platform.conditions.parsing import STRENGTH, UNARY
from artel.platform.conditions.syntax import (
    Among,
    Call,
    Compare,
    Compute,
    Count,
    Expression,
    Joined,
    Literal,
    Negative,
    Not,
    Path,
    Quantified,
)

ATOM = 10


def render(expression: Expression) -> str:
    """Return the text of an expression: lower-case operators, single spaces, only the parentheses needed."""
    match expression:
        case Literal():
            return render_value(expression.value)
        case Path():
            return "/".join(expression.segments)
        case Call():
            return f"{expression.name}({', '.join(render(a) for a in expression.arguments)})"
        case Compare() | Compute():
            strength = STRENGTH[expression.operator]
            left, right = _within(expression.left, strength), _within(expression.right, strength + 1)
            return f"{left} {expression.operator} {right}"
        case Among():
            options = ", ".join(render(o) for o in expression.options)
            return (
                f"{_within(expression.operand, STRENGTH['in'])} in {f'({options})' if expression.is_list else options}"
            )
        case Negative():
            return f"-{_within(expression.operand, UNARY + 1)}"
        case Not():
            return f"not {_within(expression.operand, UNARY + 1)}"
        case Joined():
            strength = STRENGTH[expression.connective] + 1
            return f" {expression.connective} ".join(_within(o, strength) for o in expression.operands)
        case Quantified():
            inner = f"{expression.variable}:{render(expression.condition)}" if expression.condition is not None else ""
            return f"{render(expression.path)}/{expression.quantity}({inner})"
        case Count():
            return f"{render(expression.path)}/$count"
        case _:
            raise TypeError(f"no such node: {type(expression).__name__}")


def render_value(value: object) -> str:
    """Return a constant as conditions write it: 'it''s', 2026-11-22, duration'P7D', null."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case datetime():
            return _render_moment(value)
        case date() | time():
            return value.isoformat()
        case timedelta():
            return f"duration'{_render_span(value)}'"
        case Decimal():
            # A point tells a decimal number from a whole one, which divides differently.
            written = format(value, "f")
            return written if "." in written else f"{written}.0"
        case _:
            return str(value)


def _render_moment(moment: datetime) -> str:
    written = moment.isoformat()
    return f"{written.removesuffix('+00:00')}Z" if moment.utcoffset() == UTC.utcoffset(None) else written


def _render_span(span: timedelta) -> str:
    sign, span = ("-", -span) if span < timedelta() else ("", span)
    hours, rest = divmod(span.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    written = f"{seconds}.{span.microseconds:06}".rstrip("0") if span.microseconds else str(seconds)
    parts = [(hours, "H"), (minutes, "M"), (written if written != "0" else 0, "S")]
    clock = "".join(f"{amount}{unit}" for amount, unit in parts if amount)
    days = f"{span.days}D" if span.days else ""
    return f"{sign}P{days}{'T' + clock if clock else ''}" if days or clock else "PT0S"


def _within(expression: Expression, strength: int) -> str:
    text = render(expression)
    return text if _strength(expression) >= strength else f"({text})"


def _strength(expression: Expression) -> int:
    match expression:
        case Compare() | Compute():
            return STRENGTH[expression.operator]
        case Joined():
            return STRENGTH[expression.connective]
        case Among():
            return STRENGTH["in"]
        case Not() | Negative():
            return UNARY
        case _:
            return ATOM
