"""Counts and sums whose cost is bounded: exact up to a thousand records, «1000+» beyond.

Nothing on the hot path counts a whole table. Each group is read up to the bound inside the database
and all groups of a page come from one statement. The exact figures of a big group are asked for by a
person, by a button, with `is_exact`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from artel.platform.sections.showing import currency_field
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec

BOUND = 1000

SUMMED = (Kind.MONEY, Kind.DECIMAL, Kind.INTEGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many records a group has and what its numbers add up to.

    `is_more` says that there are more than `count`; the sums are unknown then. `sums` maps field key →
    ((currency, sum), …), the currency empty for plain numbers.
    """

    count: int = 0
    is_more: bool = False
    sums: Mapping[str, tuple[tuple[str, Decimal], ...]] = field(default_factory=dict)


def summed_fields(spec: SectionSpec, keys: Iterable[str]) -> tuple[FieldSpec, ...]:
    """Return the fields among `keys` that can be added up."""
    found = (spec.field(key) for key in keys)
    return tuple(f for f in found if f is not None and f.kind in SUMMED and f.key not in ("id", "version"))


def figures_of(
    spec: SectionSpec, groups: Sequence[QuerySet[Any]], fields: Sequence[FieldSpec], *, is_exact: bool = False
) -> list[Figures]:
    """Return the figures of each group, in order; one statement for all of them.

    `groups` are querysets of the section's class. A group is read up to the bound unless `is_exact`.
    """
    by_currency = _currency_keys(spec, fields)
    paths = ("id", *(f.key for f in fields), *by_currency)
    statements: list[str] = []
    params: list[Any] = []
    for place, queryset in enumerate(groups):
        wanted = queryset.order_by().values_list(*paths)
        try:
            sql, values = (wanted if is_exact else wanted[: BOUND + 1]).query.sql_with_params()
        except EmptyResultSet:
            continue
        statements.append(_statement(place, sql, len(fields), len(by_currency)))
        params.extend(values)
    if not statements:
        return [Figures() for _group in groups]
    with connections[groups[0].db].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), params)
        rows = cursor.fetchall()
    return [_figures(spec, fields, by_currency, rows, place, is_exact=is_exact) for place in range(len(groups))]


def _statement(place: int, sql: str, sums: int, currencies: int) -> str:
    """Return the SELECT of one group: its place, the currencies, the count and the sums."""
    names = ", ".join(f"c{n}" for n in range(1 + sums + currencies))
    currency = [f"c{n}" for n in range(1 + sums, 1 + sums + currencies)]
    shown = [str(place), *(f"coalesce({c}::text, '')" for c in currency), "count(*)"]
    shown += [f"sum(c{n})" for n in range(1, 1 + sums)]
    ending = f" GROUP BY {', '.join(currency)}" if currency else ""
    return f"(SELECT {', '.join(shown)} FROM ({sql}) AS part({names}){ending})"  # noqa: S608 - no outside text


def _currency_keys(spec: SectionSpec, fields: Sequence[FieldSpec]) -> tuple[str, ...]:
    found = (currency_field(spec, f) for f in fields if f.kind is Kind.MONEY)
    return tuple(dict.fromkeys(key for key in found if key))


def _figures(
    spec: SectionSpec,
    fields: Sequence[FieldSpec],
    by_currency: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    place: int,
    *,
    is_exact: bool,
) -> Figures:
    """Put together the rows of one group, one for each currency met in it."""
    own = [row for row in rows if row[0] == place]
    at = 1 + len(by_currency)
    count = sum(row[at] for row in own)
    if count > BOUND and not is_exact:
        return Figures(count=BOUND, is_more=True)
    sums: dict[str, tuple[tuple[str, Decimal], ...]] = {}
    for number, each in enumerate(fields, start=1):
        key = currency_field(spec, each) if each.kind is Kind.MONEY else None
        added: dict[str, Decimal] = {}
        for row in own:
            if row[at + number] is not None:
                fixed = str(each.options.get("currency", "RUB")) if each.kind is Kind.MONEY else ""
                currency = (row[1 + by_currency.index(key)] if key else "") or fixed
                added[currency] = added.get(currency, Decimal(0)) + Decimal(row[at + number])
        sums[each.key] = tuple(sorted(added.items(), key=lambda pair: -pair[1]))
    return Figures(count=count, sums=sums)
