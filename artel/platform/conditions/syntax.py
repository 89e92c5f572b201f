"""The expression tree that a text becomes. Equality ignores positions: it means "says the same"."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Connective(StrEnum):
    """What joins conditions."""

    AND = "and"
    OR = "or"


class Comparison(StrEnum):
    """What compares two values."""

    EQ = "eq"
    NE = "ne"
    GT = "gt"
    GE = "ge"
    LT = "lt"
    LE = "le"


class Arithmetic(StrEnum):
    """What computes a value from two."""

    ADD = "add"
    SUB = "sub"
    MUL = "mul"
    DIV = "div"
    DIVBY = "divby"
    MOD = "mod"


class Quantity(StrEnum):
    """How many of the related records must meet a condition."""

    ANY = "any"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """Any node; `at` is the offset of its first character in the text."""

    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Literal(Expression):
    """A constant: str, int, Decimal, bool, date, aware datetime, time, timedelta or None.

    To Python 1, 1.0 and true are equal; to a condition they are not.
    """

    value: object

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Literal) and type(self.value) is type(other.value) and self.value == other.value

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Path(Expression):
    """A field, or one reached through references: `account/owner/name`. `places` are offsets of the segments."""

    segments: tuple[str, ...]
    places: tuple[int, ...] = field(default=(), compare=False)

    def place(self, index: int) -> int:
        """Return the offset of a segment in the text."""
        return self.places[index] if index < len(self.places) else self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Expression):
    """A function with its arguments; `name` in lower case."""

    name: str
    arguments: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare(Expression):
    """`left operator right`."""

    operator: Comparison
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Among(Expression):
    """`operand in (…)`, or `operand in my_teams()`: then `options` is one Call."""

    operand: Expression
    options: tuple[Expression, ...]
    is_list: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Compute(Expression):
    """`left operator right` with numbers, dates and durations."""

    operator: Arithmetic
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Negative(Expression):
    """`-operand`."""

    operand: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Not(Expression):
    """`not operand`."""

    operand: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Expression):
    """Two or more conditions under one connective."""

    connective: Connective
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantified(Expression):
    """`path/any(variable:condition)`; `condition` None means that there is at least one (`any()`)."""

    quantity: Quantity
    path: Path
    variable: str = ""
    condition: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Expression):
    """`path/$count`: how many related records there are."""

    path: Path
