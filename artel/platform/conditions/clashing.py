"""Conditions that can't be true together, as far as that is plain: what each states of one field, compared.

Only what is certain is told: conditions joined by `and`, fields compared with constants, a condition and its opposite.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from artel.platform.conditions.errors import ConditionError
from artel.platform.conditions.parsing import parse
from artel.platform.conditions.syntax import Compare, Comparison, Connective, Expression, Joined, Literal, Not, Path

LEAST = (Comparison.GT, Comparison.GE)
MOST = (Comparison.LT, Comparison.LE)


def clash(texts: Sequence[str]) -> tuple[int, int] | None:
    """Return the places of two conditions that are never true together (twice the same: it denies itself), or None.

    A text that does not parse says nothing.
    """
    stated = [(place, fact) for place, text in enumerate(texts) for fact in _facts(text)]
    for (place, one), (other_place, other) in combinations(stated, 2):
        if _denies(one, other) or _denies(other, one):
            return place, other_place
    return None


def _facts(text: str) -> Iterable[Expression]:
    try:
        return list(_conjuncts(parse(text)))
    except ConditionError:
        return ()


def _conjuncts(node: Expression) -> Iterator[Expression]:
    if isinstance(node, Joined) and node.connective is Connective.AND:
        for operand in node.operands:
            yield from _conjuncts(operand)
    else:
        yield node


def _denies(one: Expression, other: Expression) -> bool:
    if isinstance(one, Not) and one.operand == other:
        return True
    if not (isinstance(one, Compare) and isinstance(other, Compare)):
        return False
    if not (isinstance(one.left, Path) and one.left == other.left):
        return False
    if not (isinstance(one.right, Literal) and isinstance(other.right, Literal)):
        return False
    return _apart(one.operator, one.right, other.operator, other.right)


def _apart(operator: Comparison, value: Literal, other_operator: Comparison, other: Literal) -> bool:
    """Tell whether no value of a field compares so with both constants; true of (a, b) or of (b, a) is enough."""
    if operator is Comparison.EQ and other_operator is Comparison.EQ:
        return value.value != other.value
    if operator is Comparison.EQ and other_operator is Comparison.NE:
        return value.value == other.value
    if value.value is None or other.value is None:
        return operator is Comparison.EQ and value.value is None and other_operator in (*LEAST, *MOST)
    if operator is Comparison.EQ and other_operator in (*LEAST, *MOST):
        return not _meets(value.value, other_operator, other.value)
    if operator in LEAST and other_operator in MOST:
        is_touching = operator is Comparison.GE and other_operator is Comparison.LE
        return not _meets(value.value, Comparison.LE if is_touching else Comparison.LT, other.value)
    return False


def _meets(value: object, operator: Comparison, bound: object) -> bool:
    """Compare two constants; what can't be compared is taken to fit."""
    try:
        return {
            Comparison.GT: lambda: value > bound,  # type: ignore[operator]
            Comparison.GE: lambda: value >= bound,  # type: ignore[operator]
            Comparison.LT: lambda: value < bound,  # type: ignore[operator]
            Comparison.LE: lambda: value <= bound,  # type: ignore[operator]
        }[operator]()
    except TypeError:
        return True
