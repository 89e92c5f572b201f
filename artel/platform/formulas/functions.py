"""Functions that formulas have beyond those of conditions: they take values of any fitting type.

Every one is made of parts that are checked already; `build` gets the setting that the formula is compiled for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import Case, Func, Value, When

from artel.platform.conditions.bound import Bound, BoundBuilt, ValueType
from artel.platform.conditions.compiling import compile_bound, compile_value
from artel.platform.conditions.values import FIELDS, Setting, Sql

MOST_PLACES = 6
LAST = {"coalesce": "COALESCE", "min": "LEAST", "max": "GREATEST"}
SPANS = {"totalseconds": 1, "totalhours": 3_600, "totaldays": 86_400}
NAMES = ("if", "concat", "round", "text", *LAST, *SPANS)
_AS_TEXT = {
    ValueType.INTEGER: "trim_scale(({0})::numeric)::text",
    ValueType.DECIMAL: "trim_scale(({0})::numeric)::text",
    ValueType.DATE: "to_char({0}, 'YYYY-MM-DD')",
}
TEXTS = frozenset(_AS_TEXT)
"""What `text` turns into a text."""


def choice(condition: Bound, yes: Bound, no: Bound, gives: ValueType, at: int) -> Bound:
    """Return `if(condition, yes, no)`; a condition that is null chooses `no`."""

    def build(setting: Setting) -> Sql:
        chosen = When(compile_bound(condition, setting), then=compile_value(yes, setting))
        return Case(chosen, default=compile_value(no, setting), output_field=FIELDS[gives])

    return _built(build, (condition, yes, no), gives, at)


def first_or_last(name: str, parts: Sequence[Bound], gives: ValueType, at: int) -> Bound:
    """Return coalesce, min or max of values: the first that is not empty, the least, the greatest."""
    return _built(lambda setting: _call(f"{LAST[name]}(%(expressions)s)", parts, setting, gives), parts, gives, at)


def concatenation(parts: Sequence[Bound], at: int) -> Bound:
    """Return the texts one after another; an empty one makes the whole empty, as in conditions."""
    gives = ValueType.TEXT
    return _built(lambda setting: _call("(%(expressions)s)", parts, setting, gives, " || "), parts, gives, at)


def rounding(part: Bound, places: int, at: int) -> Bound:
    """Return the number rounded half away from zero."""
    template, gives = f"ROUND((%(expressions)s)::numeric, {places:d})", ValueType.DECIMAL
    return _built(lambda setting: _call(template, [part], setting, gives), [part], gives, at)


def as_text(part: Bound, at: int) -> Bound:
    """Return a number without idle zeros, or a date as year-month-day."""
    template, gives = _AS_TEXT.get(part.type, "({0})::text").format("%(expressions)s"), ValueType.TEXT
    return _built(lambda setting: _call(template, [part], setting, gives), [part], gives, at)


def span(name: str, part: Bound, at: int) -> Bound:
    """Return a duration in seconds, hours or days, with decimals."""
    template, gives = f"(EXTRACT(EPOCH FROM %(expressions)s)::numeric / {SPANS[name]:d})", ValueType.DECIMAL
    return _built(lambda setting: _call(template, [part], setting, gives), [part], gives, at)


def _built(build: Callable[[Setting], Sql], parts: Sequence[Bound], gives: ValueType, at: int) -> Bound:
    return BoundBuilt(type=gives, at=at, parts=tuple(parts), build=build)


def _call(template: str, parts: Sequence[Bound], setting: Setting, gives: ValueType, joiner: str = ", ") -> Sql:
    made = [compile_value(part, setting) if part.type is not ValueType.NULL else Value(None) for part in parts]
    return Func(*made, template=template, arg_joiner=joiner, output_field=FIELDS[gives])
