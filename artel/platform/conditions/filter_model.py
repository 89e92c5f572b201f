"""The filter builder's form of a condition: groups of simple conditions, as JSON for the browser.

`filter_text` turns it into text and back. Values are JSON: texts and keys as they are, whole numbers as numbers, other
numbers, dates and moments as text (ISO 8601), pointers by id, two values for `between`, a list for `in`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from artel.platform.conditions.names import details_by_name
from artel.platform.kernel.labels import Label
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot

Scalar = str | int | bool
Value = Scalar | tuple[Scalar, ...] | None


class Operator(StrEnum):
    """What a simple condition asks of a field."""

    EQ = "eq"
    NE = "ne"
    GT = "gt"
    GE = "ge"
    LT = "lt"
    LE = "le"
    BETWEEN = "between"
    IN = "in"
    NOT_IN = "not_in"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    STARTS_WITH = "starts_with"
    IS_EMPTY = "is_empty"
    IS_NOT_EMPTY = "is_not_empty"
    IS_YES = "is_yes"
    IS_NO = "is_no"
    IS_ME = "is_me"
    IS_NOT_ME = "is_not_me"
    IN_MY_TEAMS = "in_my_teams"
    IS_PAST = "is_past"
    IS_FUTURE = "is_future"
    TODAY = "today"
    YESTERDAY = "yesterday"
    TOMORROW = "tomorrow"
    BEFORE_TODAY = "before_today"
    AFTER_TODAY = "after_today"
    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    NEXT_WEEK = "next_week"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    NEXT_MONTH = "next_month"
    THIS_QUARTER = "this_quarter"
    LAST_QUARTER = "last_quarter"
    NEXT_QUARTER = "next_quarter"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"
    NEXT_YEAR = "next_year"
    LAST_DAYS = "last_days"
    NEXT_DAYS = "next_days"
    HAS_ANY = "has_any"
    HAS_NONE = "has_none"
    HOLDS_ANY = "holds_any"
    HOLDS_ALL = "holds_all"
    HOLDS_NONE = "holds_none"


class Needs(StrEnum):
    """What the builder asks the person for after an operator is chosen."""

    NOTHING = "nothing"
    ONE = "one"
    TWO = "two"
    MANY = "many"
    NUMBER = "number"


LABELS: Mapping[Operator, Label] = {
    Operator.EQ: Label("равно", "is"),
    Operator.NE: Label("не равно", "is not"),
    Operator.GT: Label("больше", "more than"),
    Operator.GE: Label("не меньше", "at least"),
    Operator.LT: Label("меньше", "less than"),
    Operator.LE: Label("не больше", "at most"),
    Operator.BETWEEN: Label("от и до", "between"),
    Operator.IN: Label("одно из", "one of"),
    Operator.NOT_IN: Label("ни одно из", "none of"),
    Operator.CONTAINS: Label("содержит", "contains"),
    Operator.NOT_CONTAINS: Label("не содержит", "does not contain"),
    Operator.STARTS_WITH: Label("начинается с", "starts with"),
    Operator.IS_EMPTY: Label("не заполнено", "is empty"),
    Operator.IS_NOT_EMPTY: Label("заполнено", "is filled in"),
    Operator.IS_YES: Label("да", "yes"),
    Operator.IS_NO: Label("нет", "no"),
    Operator.IS_ME: Label("я", "is me"),
    Operator.IS_NOT_ME: Label("не я", "is not me"),
    Operator.IN_MY_TEAMS: Label("из моих команд", "in my teams"),
    Operator.IS_PAST: Label("уже прошло", "is past"),
    Operator.IS_FUTURE: Label("ещё не наступило", "is still to come"),
    Operator.TODAY: Label("сегодня", "today"),
    Operator.YESTERDAY: Label("вчера", "yesterday"),
    Operator.TOMORROW: Label("завтра", "tomorrow"),
    Operator.BEFORE_TODAY: Label("раньше сегодняшнего дня", "before today"),
    Operator.AFTER_TODAY: Label("позже сегодняшнего дня", "after today"),
    Operator.THIS_WEEK: Label("на этой неделе", "this week"),
    Operator.LAST_WEEK: Label("на прошлой неделе", "last week"),
    Operator.NEXT_WEEK: Label("на следующей неделе", "next week"),
    Operator.THIS_MONTH: Label("в этом месяце", "this month"),
    Operator.LAST_MONTH: Label("в прошлом месяце", "last month"),
    Operator.NEXT_MONTH: Label("в следующем месяце", "next month"),
    Operator.THIS_QUARTER: Label("в этом квартале", "this quarter"),
    Operator.LAST_QUARTER: Label("в прошлом квартале", "last quarter"),
    Operator.NEXT_QUARTER: Label("в следующем квартале", "next quarter"),
    Operator.THIS_YEAR: Label("в этом году", "this year"),
    Operator.LAST_YEAR: Label("в прошлом году", "last year"),
    Operator.NEXT_YEAR: Label("в следующем году", "next year"),
    Operator.LAST_DAYS: Label("за последние дни (с сегодняшним)", "in the last days (today included)"),
    Operator.NEXT_DAYS: Label("в ближайшие дни (с сегодняшним)", "in the next days (today included)"),
    Operator.HAS_ANY: Label("есть", "there are some"),
    Operator.HAS_NONE: Label("нет ни одной записи", "there are none"),
    Operator.HOLDS_ANY: Label("есть любое из", "has any of"),
    Operator.HOLDS_ALL: Label("есть все из", "has all of"),
    Operator.HOLDS_NONE: Label("нет ни одного из", "has none of"),
}
DATE_LABELS = {
    Operator.EQ: Label("в этот день", "on"),
    Operator.NE: Label("не в этот день", "not on"),
    Operator.GT: Label("позже", "after"),
    Operator.GE: Label("не раньше", "on or after"),
    Operator.LT: Label("раньше", "before"),
    Operator.LE: Label("не позже", "on or before"),
}
"""Other words for the same operators where the field is a date or a moment."""

NEEDS: Mapping[Operator, Needs] = {
    **dict.fromkeys((Operator.EQ, Operator.NE, Operator.GT, Operator.GE, Operator.LT, Operator.LE), Needs.ONE),
    **dict.fromkeys((Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH), Needs.ONE),
    **dict.fromkeys((Operator.IN, Operator.NOT_IN), Needs.MANY),
    **dict.fromkeys((Operator.HOLDS_ANY, Operator.HOLDS_ALL, Operator.HOLDS_NONE), Needs.MANY),
    **dict.fromkeys((Operator.LAST_DAYS, Operator.NEXT_DAYS), Needs.NUMBER),
    Operator.BETWEEN: Needs.TWO,
}
"""Operators that are not here need nothing."""

_EQUAL = (Operator.EQ, Operator.NE)
_SOME = (Operator.IN, Operator.NOT_IN)
_FILLED = (Operator.IS_EMPTY, Operator.IS_NOT_EMPTY)
_ORDER = (Operator.GT, Operator.GE, Operator.LT, Operator.LE, Operator.BETWEEN)
_NAMED_DAYS = tuple(Operator)[tuple(Operator).index(Operator.TODAY) : tuple(Operator).index(Operator.HAS_ANY)]
_TEXTUAL = (Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH, *_EQUAL, *_SOME, *_FILLED)
_NUMERIC = (*_EQUAL, *_ORDER, *_FILLED)
_TEMPORAL = (*_NAMED_DAYS, *_EQUAL, *_ORDER, *_FILLED)
OFFERED: Mapping[Kind, tuple[Operator, ...]] = {
    Kind.TEXT: _TEXTUAL,
    Kind.LONG_TEXT: (Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH, *_FILLED),
    Kind.INTEGER: (*_NUMERIC, *_SOME),
    Kind.DECIMAL: _NUMERIC,
    Kind.MONEY: _NUMERIC,
    Kind.DURATION: _NUMERIC,
    Kind.DATE: _TEMPORAL,
    Kind.DATETIME: (*_NAMED_DAYS, Operator.IS_PAST, Operator.IS_FUTURE, *_EQUAL, *_ORDER, *_FILLED),
    Kind.BOOLEAN: (Operator.IS_YES, Operator.IS_NO, *_FILLED),
    Kind.CHOICE: (*_SOME, *_EQUAL, *_FILLED),
    Kind.CHOICES: (Operator.HOLDS_ANY, Operator.HOLDS_ALL, Operator.HOLDS_NONE, *_FILLED),
    Kind.REFERENCE: (*_SOME, *_EQUAL, *_FILLED),
    Kind.PERSON: (Operator.IS_ME, Operator.IS_NOT_ME, Operator.IN_MY_TEAMS, *_SOME, *_EQUAL, *_FILLED),
    Kind.FILE: _FILLED,
    Kind.FILES: _FILLED,
}
"""What the builder offers for each kind of field, the likeliest first."""
FOR_RELATED = (Operator.HAS_ANY, Operator.HAS_NONE)


class FilterCondition(BaseModel):
    """One line of the builder. `field` is a path (`amount`, `account/name`), or the name of related records."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str = Field(max_length=300)
    operator: Operator
    value: Value = None

    def normal(self) -> FilterCondition:
        """Return the condition with each value that must be held named once."""
        if self.operator is not Operator.HOLDS_ALL or not isinstance(self.value, tuple):
            return self
        return self.model_copy(update={"value": tuple(dict.fromkeys(self.value))})


class FilterGroup(BaseModel):
    """Conditions and groups that hold all together (and) or each by itself (or)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    connective: Literal["and", "or"] = "and"
    items: tuple[FilterCondition | FilterGroup, ...] = ()

    def normal(self) -> FilterGroup:
        """Return the same filter in its one form.

        There are no empty groups and no group of one; «от и до» and «есть все из» are one condition each.
        """
        items: list[FilterCondition | FilterGroup] = []
        for item in self.items:
            found = item.normal()
            if isinstance(found, FilterGroup) and len(found.items) < 2:
                items.extend(found.items)
            else:
                items.append(found)
        if self.connective == "and":
            items = _united(items)
        if len(items) == 1 and isinstance(items[0], FilterGroup):
            return items[0]
        return FilterGroup(connective=self.connective if len(items) > 1 else "and", items=tuple(items))


def _united(items: list[FilterCondition | FilterGroup]) -> list[FilterCondition | FilterGroup]:
    """Join «not less» and the «not more» of the same field right after it; «has all of» likewise."""
    found: list[FilterCondition | FilterGroup] = []
    for item in items:
        last = found[-1] if found else None
        if (
            isinstance(last, FilterCondition)
            and isinstance(item, FilterCondition)
            and (last.field, last.operator, item.operator) == (item.field, Operator.GE, Operator.LE)
            and isinstance(last.value, str | int)
            and isinstance(item.value, str | int)
        ):
            found[-1] = FilterCondition(field=item.field, operator=Operator.BETWEEN, value=(last.value, item.value))
        elif (
            isinstance(last, FilterCondition)
            and isinstance(item, FilterCondition)
            and (last.field, last.operator, item.operator) == (item.field, Operator.HOLDS_ALL, Operator.HOLDS_ALL)
            and isinstance(last.value, tuple)
            and isinstance(item.value, tuple)
        ):
            values = tuple(dict.fromkeys((*last.value, *item.value)))
            found[-1] = FilterCondition(field=item.field, operator=Operator.HOLDS_ALL, value=values)
        else:
            found.append(item)
    return found


class OperatorChoice(BaseModel):
    """An operator as the builder shows it."""

    operator: Operator
    label: str
    needs: Needs


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterField:
    """A field as the builder offers it. `spec` is None for related records (`is there any?`)."""

    path: str
    label: str
    spec: FieldSpec | None


def operators_for(kind: Kind | None, language: str | None = None) -> list[OperatorChoice]:
    """Return the operators of a kind of field with their labels, None for related records."""
    offered = OFFERED[kind] if kind is not None else FOR_RELATED
    other_words = DATE_LABELS if kind in (Kind.DATE, Kind.DATETIME) else {}
    return [
        OperatorChoice(
            operator=o, label=other_words.get(o, LABELS[o]).text(language), needs=NEEDS.get(o, Needs.NOTHING)
        )
        for o in offered
    ]


def offered_fields(
    section: SectionSpec,
    snapshot: Snapshot,
    allowed: Callable[[str, str], bool],
    language: str | None = None,
) -> list[FilterField]:
    """Return what a filter of the section may ask: its fields, those one reference away, its related records.

    Where records of the section that a field points to stand in a tree, what tells the branch above is offered too.
    """
    own = [f for f in section.shown_fields if allowed(section.key, f.key)]
    found = [FilterField(path=f.key, label=f.label.text(language), spec=f) for f in own]
    for field in own:
        target = snapshot.sections.get(field.target or "")
        if field.kind is not Kind.REFERENCE or target is None or target.retired:
            continue
        found += [
            FilterField(
                path=f"{field.key}/{inner.key}",
                label=f"{field.label.text(language)} → {inner.label.text(language)}",
                spec=inner,
            )
            for inner in target.shown_fields
            if not inner.system and allowed(target.key, inner.key)
        ]
        found += _above(field, target, allowed, language)
    for name, detail in details_by_name(section, snapshot).items():
        if allowed(detail.section, detail.field):
            found.append(FilterField(path=name, label=detail.label.text(language), spec=None))
    return found


def _above(
    field: FieldSpec, target: SectionSpec, allowed: Callable[[str, str], bool], language: str | None
) -> list[FilterField]:
    """Return what tells the record above the one that a reference points to: `category/parent/name`, `…/code`."""
    telling = [f for f in target.shown_fields if (f.key == "name" or f.unique) and allowed(target.key, f.key)]
    return [
        FilterField(
            path=f"{field.key}/{up.key}/{inner.key}",
            label=" → ".join(each.label.text(language) for each in (field, up, inner)),
            spec=inner,
        )
        for up in target.shown_fields
        if up.kind is Kind.REFERENCE and up.target == target.key and allowed(target.key, up.key)
        for inner in telling
    ]
