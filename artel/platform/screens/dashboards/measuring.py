"""Counts and adds up in the database: everything that one block shows comes from one statement.

A `Part` is one set of records, grouped or not. Each is read through `visible_to(actor)`, so two people get different
numbers of one block. Sums of money come by currency. A statement that takes too long is ended and said so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, DateField, F, Q, QuerySet, Value
from django.db.models.functions import Trunc

from artel.platform.definitions.kinds.blocks.bodies import MeasureBody
from artel.platform.kernel.errors import AccessDenied
from artel.platform.kernel.patience import patiently
from artel.platform.screens.opening.filtering import condition
from artel.platform.screens.place import Place
from artel.platform.screens.reading.plans import label_path
from artel.platform.sections.showing import currency_field, currency_of
from artel.platform.sections.spec import FieldSpec, Kind

PATIENCE_MS = 5000
MOST_GROUPS = 500
"""Groups of one part that come from the database, the biggest first."""
COLUMNS = ("m_key", "m_label", "m_split", "m_split_label", "m_currency", "m_number")
DATES = (Kind.DATE, Kind.DATETIME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Records of a place that meet `text`, measured, by the groups of `by` (dates in a `bucket`) and of `split`.

    `also` is what no text can say of them.
    """

    place: Place
    text: str
    measure: MeasureBody
    by: FieldSpec | None = None
    bucket: str = ""
    split: FieldSpec | None = None
    also: Q = field(default_factory=Q)

    @property
    def number(self) -> FieldSpec | None:
        """Return the field that is added up or compared, None when records are counted."""
        return self.place.fields[self.measure.field] if self.measure.field else None


@dataclass(frozen=True, slots=True)
class Measured:
    """One group of a part: its keys with their names, the currency of a sum, how many records and what they give."""

    key: str | None
    label: str
    split: str | None
    split_label: str
    currency: str
    count: int
    value: Decimal


def field_of(place: Place, key: str) -> FieldSpec | None:
    """Return a field that a block names; None for no name. Raises AccessDenied when it is hidden from the actor."""
    if not key:
        return None
    found = place.fields.get(key)
    if found is None:
        raise AccessDenied
    return found


def measure(parts: Sequence[Part]) -> list[list[Measured]]:
    """Return the groups of each part, in its order. One statement; raises TookTooLong, ConditionError."""
    statements: list[str] = []
    params: list[Any] = []
    for place, part in enumerate(parts):
        try:
            sql, values = _columns_of(part).query.sql_with_params()
        except EmptyResultSet:
            continue
        statements.append(_statement(place, sql, part))
        params.extend(values)
    found: list[list[Measured]] = [[] for _part in parts]
    if not statements:
        return found
    with patiently(PATIENCE_MS), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), params)
        for place, key, label, split, split_label, currency, count, value in cursor.fetchall():
            written = _currency(parts[place], currency)
            measured = Measured(
                _of_day(parts[place], key), label or "", split, split_label or "", written, count, Decimal(value or 0)
            )
            found[place].append(measured)
    return found


def records_of(part: Part) -> QuerySet[Any]:
    """Return the records that a part counts."""
    return part.place.records().filter(condition(part.place, part.text), part.also)


def _columns_of(part: Part) -> QuerySet[Any]:
    nothing = Value(None, output_field=CharField())
    key, label = _group(part, part.by, part.bucket) if part.by else (nothing, nothing)
    split, split_label = _group(part, part.split, "") if part.split else (nothing, nothing)
    number = part.number
    by_currency = currency_field(part.place.spec, number) if number is not None and number.kind is Kind.MONEY else None
    given = (
        key,
        label,
        split,
        split_label,
        F(by_currency) if by_currency else nothing,
        F(number.key) if number else nothing,
    )
    return records_of(part).order_by().annotate(**dict(zip(COLUMNS, given, strict=True))).values_list(*COLUMNS)


def _group(part: Part, field: FieldSpec, bucket: str) -> tuple[Any, Any]:
    """Return the expressions of a group's key and of its name."""
    nothing = Value(None, output_field=CharField())
    if field.kind in DATES:
        zone = {"tzinfo": ZoneInfo(part.place.actor.timezone)} if field.kind is Kind.DATETIME else {}
        return Trunc(field.key, bucket, output_field=DateField(), **zone), nothing
    if field.is_pointer:
        return F(f"{field.key}_id"), F(label_path(field))
    return F(field.key), nothing


def _statement(place: int, sql: str, part: Part) -> str:
    """Return the SELECT of one part."""
    names = ", ".join(COLUMNS)
    value = "count(*)" if part.number is None else f"{part.measure.of}(m_number)"
    order = "m_key" if part.by is not None and part.by.kind in DATES else f"{value} DESC NULLS LAST"
    texts = ", ".join(f"{name}::text" for name in COLUMNS[:5])
    return (
        f"(SELECT {place}, {texts}, count(*), {value}::numeric FROM ({sql}) AS part({names})"  # noqa: S608 - no outside text
        f" GROUP BY {', '.join(COLUMNS[:5])} ORDER BY {order} LIMIT {MOST_GROUPS})"
    )


def _currency(part: Part, written: str | None) -> str:
    number = part.number
    return currency_of(number, written) if number is not None and number.kind is Kind.MONEY else ""


def _of_day(part: Part, key: str | None) -> str | None:
    """Return the key of a bucket as its first day: the database truncates a moment to a moment."""
    return key[:10] if key and part.by is not None and part.by.kind in DATES else key
