"""Groups of a list: which value a row belongs to, how the group is headed, which records it holds.

Choices, people, references and yes/no group by value; a deadline groups by urgency, other dates by month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from artel.platform.screens.display import Display
from artel.platform.screens.reading.plans import CellValue
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.ui.component import Html

URGENT = frozenset({"due_at", "next_activity_at"})
"""Deadlines: grouped by how much they burn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOf:
    """One group: `key` tells groups apart, `condition` names its records, `tone` colours a late one."""

    key: str
    label: Html
    condition: Q
    tone: str = ""


def group_of(field: FieldSpec, cell: CellValue, display: Display) -> GroupOf:
    """Return the group that a row with this value belongs to."""
    value = cell.value
    if value is None or value == "":
        blank = Q(**{f"{field.key}__isnull": True})
        if field.kind in (Kind.TEXT, Kind.CHOICE):
            blank |= Q(**{field.key: ""})
        return GroupOf(key="none", label=_("Not set"), condition=blank)
    if field.kind in (Kind.DATE, Kind.DATETIME):
        return _urgency(field, value, display) if field.key in URGENT else _month(field, value)
    path = f"{field.key}_id" if field.is_pointer else field.key
    label = display.html(field, cell) if field.kind is Kind.CHOICE else display.text(field, cell)
    return GroupOf(key=str(value), label=label, condition=Q(**{path: value}))


def _day(value: date) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _edge(field: FieldSpec, day: date) -> Any:
    """Return the beginning of a day as a value of the field."""
    return timezone.make_aware(datetime.combine(day, time())) if field.kind is Kind.DATETIME else day


def _urgency(field: FieldSpec, value: date, display: Display) -> GroupOf:
    now = display.now
    today = now.date()
    tomorrow, next_week = today + timedelta(days=1), today + timedelta(days=7 - today.weekday())
    late_from = now if field.kind is Kind.DATETIME else today
    is_late = value < late_from if isinstance(value, datetime) == isinstance(late_from, datetime) else False
    if is_late:
        return GroupOf(key="late", label=_("Overdue"), condition=Q(**{f"{field.key}__lt": late_from}), tone="late")
    day = _day(value)
    if day < tomorrow:
        bounds = {f"{field.key}__gte": late_from, f"{field.key}__lt": _edge(field, tomorrow)}
        return GroupOf(key="today", label=_("Today"), condition=Q(**bounds))
    if day < next_week:
        bounds = {f"{field.key}__gte": _edge(field, tomorrow), f"{field.key}__lt": _edge(field, next_week)}
        return GroupOf(key="week", label=_("This week"), condition=Q(**bounds))
    return GroupOf(
        key="later", label=_("Later"), condition=Q(**{f"{field.key}__gte": _edge(field, max(next_week, tomorrow))})
    )


def _month(field: FieldSpec, value: date) -> GroupOf:
    first = _day(value).replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    bounds = {f"{field.key}__gte": _edge(field, first), f"{field.key}__lt": _edge(field, following)}
    return GroupOf(key=f"{first:%Y-%m}", label=date_format(first, "F Y"), condition=Q(**bounds))
