"""The checked expression: names resolved, every value of a known type. What `compiling` turns into SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from artel.platform.conditions.syntax import Arithmetic, Comparison, Connective, Quantity
from artel.platform.sections.spec import FieldSpec, Kind


class ValueType(StrEnum):
    """What a value is to a condition."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    DURATION = "duration"
    RECORD = "record"
    PERSON = "person"
    TEAM = "team"
    FILE = "file"
    COLLECTION = "collection"
    NULL = "null"
    ANYTHING = "anything"
    """Of something already found wrong: fits everywhere, so that one mistake is told once."""


TYPE_OF_KIND = {
    Kind.TEXT: ValueType.TEXT,
    Kind.LONG_TEXT: ValueType.TEXT,
    Kind.INTEGER: ValueType.INTEGER,
    Kind.DECIMAL: ValueType.DECIMAL,
    Kind.MONEY: ValueType.DECIMAL,
    Kind.DATE: ValueType.DATE,
    Kind.DATETIME: ValueType.DATETIME,
    Kind.BOOLEAN: ValueType.BOOLEAN,
    Kind.DURATION: ValueType.DURATION,
    Kind.CHOICE: ValueType.TEXT,
    Kind.CHOICES: ValueType.COLLECTION,
    Kind.REFERENCE: ValueType.RECORD,
    Kind.PERSON: ValueType.PERSON,
    Kind.FILE: ValueType.FILE,
    Kind.FILES: ValueType.COLLECTION,
}
TYPE_OF_ELEMENT = {Kind.CHOICES: ValueType.TEXT, Kind.FILES: ValueType.INTEGER}
"""What one value of a field is that holds several."""
NUMBERS = frozenset({ValueType.INTEGER, ValueType.DECIMAL})
DAYS = frozenset({ValueType.DATE, ValueType.DATETIME})
POINTERS = frozenset({ValueType.RECORD, ValueType.PERSON, ValueType.TEAM, ValueType.FILE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Any checked node."""

    type: ValueType
    at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundLiteral(Bound):
    """A constant."""

    value: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A reference that a path goes through: its ORM path, and the section it leads to."""

    orm: str
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundField(Bound):
    """A column, by its ORM path from the record of scope number `level` (0 is the record filtered).

    `hops` are the references on the way; `section` is the section of the last field, or of the record that
    a reference points to; None for people, teams and files.
    """

    orm: str
    level: int
    hops: tuple[Hop, ...] = ()
    spec: FieldSpec | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundCall(Bound):
    """A function with checked arguments."""

    name: str
    arguments: tuple[Bound, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundCompare(Bound):
    """Two comparable values."""

    operator: Comparison
    left: Bound
    right: Bound


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundAmong(Bound):
    """A value and the options comparable with it; instead of them `is_my_teams`, or a period of days by name.

    `days` is the number of a counted period.
    """

    operand: Bound
    options: tuple[Bound, ...] = ()
    is_my_teams: bool = False
    period: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundCompute(Bound):
    """Arithmetic of fitting types."""

    operator: Arithmetic
    left: Bound
    right: Bound


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundNegative(Bound):
    """A number or duration with the sign changed."""

    operand: Bound


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundNot(Bound):
    """The opposite of a condition."""

    operand: Bound


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundJoined(Bound):
    """Conditions under one connective."""

    connective: Connective
    operands: tuple[Bound, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """The related records of one record: those of `section` whose `field` holds the id that `anchor` names."""

    section: str
    field: str
    anchor: BoundField


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundQuantified(Bound):
    """Any or all of the related records meet a condition; its fields live one level deeper."""

    quantity: Quantity
    related: Related
    condition: Bound | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundCount(Bound):
    """How many related records there are."""

    related: Related


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundMembers(Bound):
    """Any or all of the values that a field holds are among `keys` (`is_others`: are none of them).

    `keys` None: the field holds something.
    """

    operand: BoundField
    quantity: Quantity = Quantity.ANY
    keys: tuple[object, ...] | None = None
    is_others: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundSize(Bound):
    """How many values a field holds."""

    operand: BoundField


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundBuilt(Bound):
    """A value over `parts` that a higher floor knows how to make: `build` gets a Setting and returns the SQL."""

    parts: tuple[Bound, ...]
    build: Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundNothing(Bound):
    """Stands where something wrong was found."""

    type: ValueType = field(default=ValueType.ANYTHING)
