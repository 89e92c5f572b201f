"""Order and keyset pages: «1–50», next and previous, without an offset however deep the page lies.

A page begins after the order values of the last row seen, not at a number, so page 4,000 costs what
page 1 costs and a row added meanwhile moves nothing. Empty values stand last in both directions.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils.dateparse import parse_datetime

from artel.platform.screens.reading.plans import ReadPlan, Row, label_path
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot

PAGE_SIZE = 50
MOST_RANKED = 60
"""A choice with more values is ordered by its key: a longer CASE costs more than it tells."""
NEVER_EMPTY = frozenset({"id", "name", "created_at", "updated_at", "version"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderKey:
    """One column of an order; `rank` numbers the values of a choice in the order of its list."""

    field: str
    path: str
    kind: Kind
    is_descending: bool = False
    is_nullable: bool = True
    rank: Case | None = None

    def beyond(self, value: Any, *, is_forward: bool) -> Q | None:
        """Return the condition of standing further along than `value`, None when nothing can."""
        if value is None:
            return None if is_forward else Q(**{f"{self.path}__isnull": False})
        sign = "lt" if self.is_descending == is_forward else "gt"
        found = Q(**{f"{self.path}__{sign}": value})
        return found | Q(**{f"{self.path}__isnull": True}) if is_forward and self.is_nullable else found

    def same(self, value: Any) -> Q:
        """Return the condition of standing level with `value`."""
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def by(self, *, is_forward: bool) -> Any:
        """Return the expression for ORDER BY."""
        column, descending = F(self.path), self.is_descending == is_forward
        if not self.is_nullable:
            return column.desc() if descending else column.asc()
        nulls = {"nulls_last": True} if is_forward else {"nulls_first": True}
        return column.desc(**nulls) if descending else column.asc(**nulls)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows of one page; `next_cursor` and `previous_cursor` are empty where there is nothing."""

    rows: list[Row]
    next_cursor: str = ""
    previous_cursor: str = ""


def order_keys(spec: SectionSpec, snapshot: Snapshot, wanted: Sequence[str]) -> tuple[OrderKey, ...]:
    """Return the keys of an order, unknown fields left out, ending with the id that makes it total."""
    keys: list[OrderKey] = []
    for text in wanted:
        field = spec.field(text.removeprefix("-"))
        if field is not None and field.kind is not Kind.FILES and all(k.field != field.key for k in keys):
            keys.append(_order_key(spec, snapshot, field, is_descending=text.startswith("-")))
    if all(k.field != "id" for k in keys):
        last_down = keys[-1].is_descending if keys else True
        keys.append(OrderKey(field="id", path="id", kind=Kind.INTEGER, is_descending=last_down, is_nullable=False))
    return tuple(keys)


def _order_key(spec: SectionSpec, snapshot: Snapshot, field: FieldSpec, *, is_descending: bool) -> OrderKey:
    if field.is_pointer:
        return OrderKey(field=field.key, path=label_path(field), kind=Kind.TEXT, is_descending=is_descending)
    ranked = ranked_values(spec, snapshot, field)
    if ranked:
        rank = Case(
            *(When(**{field.key: key, "then": Value(n)}) for n, key in enumerate(ranked)),
            default=Value(len(ranked)),
            output_field=IntegerField(),
        )
        path = f"rank_of_{field.key}"
        kind = Kind.INTEGER
        return OrderKey(
            field=field.key, path=path, kind=kind, is_descending=is_descending, is_nullable=False, rank=rank
        )
    return OrderKey(
        field=field.key,
        path=field.key,
        kind=field.kind,
        is_descending=is_descending,
        is_nullable=field.key not in NEVER_EMPTY,
    )


def ranked_values(spec: SectionSpec, snapshot: Snapshot, field: FieldSpec) -> tuple[str, ...]:
    """Return the values of a choice or stage in the order people see, empty when there are too many."""
    if field.type == "stage":
        values = tuple(dict.fromkeys(s.key for p in spec.pipelines for s in p.stages))
    elif field.kind is Kind.CHOICE:
        values = tuple(snapshot.choices(field))
    else:
        return ()
    return values if len(values) <= MOST_RANKED else ()


def ordered(queryset: QuerySet[Any], keys: Sequence[OrderKey], *, is_forward: bool = True) -> QuerySet[Any]:
    """Return the queryset in that order."""
    ranks = {k.path: k.rank for k in keys if k.rank is not None}
    return queryset.annotate(**ranks).order_by(*(k.by(is_forward=is_forward) for k in keys))


def read_page(
    plan: ReadPlan,
    queryset: QuerySet[Any],
    keys: Sequence[OrderKey],
    *,
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
) -> Page:
    """Return one page: the first, the one after a cursor, or the one before it. One query.

    A cursor that can't be read (of another order, cut by a mail program) gives the first page.
    """
    is_forward = not before
    place = read_cursor(keys, after or before)
    found = ordered(queryset, keys, is_forward=is_forward or place is None)
    if place is not None:
        found = found.filter(_further(keys, place, is_forward=is_forward))
    rows = list(plan.on(found).values_list(*plan.paths, *(k.path for k in keys))[: size + 1])
    has_more, rows = len(rows) > size, rows[:size]
    if place is not None and not is_forward:
        rows.reverse()
        is_first, is_last = not has_more, False
    else:
        is_first, is_last = place is None, not has_more
    width = len(plan.paths)
    return Page(
        rows=[row[:width] for row in rows],
        next_cursor="" if is_last or not rows else write_cursor(rows[-1][width:]),
        previous_cursor="" if is_first or not rows else write_cursor(rows[0][width:]),
    )


def _further(keys: Sequence[OrderKey], place: Sequence[Any], *, is_forward: bool) -> Q:
    """Return «stands further along than the place», key by key.

    The bound on the first key repeats what the alternatives say, in a form that an index serves.
    """
    further = Q(pk__in=())
    level = Q()
    for key, value in zip(keys, place, strict=True):
        beyond = key.beyond(value, is_forward=is_forward)
        if beyond is not None:
            further |= level & beyond
        level &= key.same(value)
    first, value = keys[0], place[0]
    if first.is_nullable or value is None:
        return further
    sign = "lte" if first.is_descending == is_forward else "gte"
    return Q(**{f"{first.path}__{sign}": value}) & further


def write_cursor(values: Sequence[Any]) -> str:
    """Return the order values of a row as text for an address."""
    plain = [v if v is None or isinstance(v, (bool, int)) else _written(v) for v in values]
    packed = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def read_cursor(keys: Sequence[OrderKey], text: str) -> tuple[Any, ...] | None:
    """Return the order values that a cursor holds, None when it does not fit these keys."""
    if not text or len(text) > 4000:
        return None
    try:
        plain = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(plain, list) or len(plain) != len(keys) or plain[-1] is None:
            return None
        return tuple(_typed(key, value) for key, value in zip(keys, plain, strict=True))
    except (ValueError, TypeError, InvalidOperation, binascii.Error):
        return None


def _typed(key: OrderKey, value: Any) -> Any:
    if value is None:
        return None
    if key.kind is Kind.DATETIME:
        found = parse_datetime(value)
        if found is None or found.tzinfo is None:
            raise ValueError(value)
        return found
    if key.kind is Kind.DATE:
        return date.fromisoformat(value)
    if key.kind in (Kind.MONEY, Kind.DECIMAL):
        number = Decimal(value)
        if not number.is_finite():
            raise ValueError(value)
        return number
    if key.kind is Kind.INTEGER:
        return int(value)
    return value if isinstance(value, bool) else str(value)
