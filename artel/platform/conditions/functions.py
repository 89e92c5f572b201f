"""The functions that conditions may call: what they take and what they give. Their SQL is in `values.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from artel.platform.conditions.bound import DAYS, NUMBERS, ValueType

_TEXT = frozenset({ValueType.TEXT})
_MOMENT = frozenset({ValueType.DATETIME})
_CLOCK = frozenset({ValueType.DATETIME, ValueType.TIME})


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """`takes`: the types allowed for each argument; the last `optional` of them may be left out."""

    gives: ValueType
    takes: tuple[frozenset[ValueType], ...] = ()
    optional: int = 0


FUNCTIONS: Mapping[str, Function] = {
    "contains": Function(takes=(_TEXT, _TEXT), gives=ValueType.BOOLEAN),
    "startswith": Function(takes=(_TEXT, _TEXT), gives=ValueType.BOOLEAN),
    "endswith": Function(takes=(_TEXT, _TEXT), gives=ValueType.BOOLEAN),
    "length": Function(takes=(_TEXT,), gives=ValueType.INTEGER),
    "indexof": Function(takes=(_TEXT, _TEXT), gives=ValueType.INTEGER),
    "substring": Function(takes=(_TEXT, NUMBERS, NUMBERS), optional=1, gives=ValueType.TEXT),
    "concat": Function(takes=(_TEXT, _TEXT), gives=ValueType.TEXT),
    "tolower": Function(takes=(_TEXT,), gives=ValueType.TEXT),
    "toupper": Function(takes=(_TEXT,), gives=ValueType.TEXT),
    "trim": Function(takes=(_TEXT,), gives=ValueType.TEXT),
    "year": Function(takes=(DAYS,), gives=ValueType.INTEGER),
    "month": Function(takes=(DAYS,), gives=ValueType.INTEGER),
    "day": Function(takes=(DAYS,), gives=ValueType.INTEGER),
    "hour": Function(takes=(_CLOCK,), gives=ValueType.INTEGER),
    "minute": Function(takes=(_CLOCK,), gives=ValueType.INTEGER),
    "second": Function(takes=(_CLOCK,), gives=ValueType.INTEGER),
    "date": Function(takes=(_MOMENT,), gives=ValueType.DATE),
    "time": Function(takes=(_MOMENT,), gives=ValueType.TIME),
    "round": Function(takes=(NUMBERS,), gives=ValueType.DECIMAL),
    "floor": Function(takes=(NUMBERS,), gives=ValueType.DECIMAL),
    "ceiling": Function(takes=(NUMBERS,), gives=ValueType.DECIMAL),
    "now": Function(gives=ValueType.DATETIME),
    "today": Function(gives=ValueType.DATE),
    "me": Function(gives=ValueType.PERSON),
}
MY_TEAMS = "my_teams"
"""Stands only after `in`: the teams of the actor and all below them."""

PERIODS = tuple(
    f"{which}_{what}" for which in ("this", "last", "next") for what in ("week", "month", "quarter", "year")
)
COUNTED_PERIODS = ("last_days", "next_days")
"""Stand after `in`: `created_at in this_month()`, `due_on in next_days(7)`. See `periods.py`."""
