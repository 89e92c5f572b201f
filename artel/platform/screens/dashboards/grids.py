"""From groups of the database to a grid: points (people, stages, months) × lines (series, currencies, parts).

Every cell knows the list of its records. Sums of two currencies are two lines. Groups beyond the first `top` make one
more point, «others», which leads to all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from artel.platform.definitions.kinds.blocks.bodies import BlockBody
from artel.platform.screens.dashboards.asked import Asked
from artel.platform.screens.dashboards.measuring import Measured, Part
from artel.platform.screens.dashboards.narrowing import every, list_url, of_group, of_no_group
from artel.platform.screens.dashboards.periods import DAY, bucket_of
from artel.platform.screens.dashboards.showing import DATES, bucket_label, group_label, told
from artel.platform.screens.display import Display, screen_display
from artel.platform.sections.showing import currency_field
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.ui import formats

MOST_LINES = 8
MOST_BUCKETS = 100
OTHERS = "others"
ADDED = ("count", "sum")
"""Measures whose parts may be added up."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One number: exactly, in words, and where its records are."""

    value: Decimal
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the grid: what it is called, and its cells by the key of their point."""

    label: str
    currency: str
    cells: dict[str, Cell]
    total: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """Points in order (key, what it is called), lines over them, and what was left out."""

    points: tuple[tuple[str, str], ...] = ()
    lines: tuple[Line, ...] = ()
    is_added: bool = True
    left_out: int = 0
    units: frozenset[str] = field(default_factory=frozenset)


@dataclass(slots=True)
class _Heap:
    """Values of one line while they are gathered, by the key of their point."""

    part: Part
    label: str
    currency: str
    split: str | None = None
    is_split: bool = False
    has_others: bool = False
    values: dict[str, Decimal] = field(default_factory=dict)

    def size(self) -> Decimal:
        return sum(self.values.values(), Decimal(0))


def grid_of(block: BlockBody, asked: Asked, parts: Sequence[Part], found: Sequence[Sequence[Measured]]) -> Grid:
    """Return the grid of a chart."""
    heaps = list(_heaps(block, parts, found))
    shown = sorted(heaps, key=lambda h: -h.size())[:MOST_LINES] if block.split else heaps[:MOST_LINES]
    names = _names(parts, found)
    points, others = _points(block, asked, parts, shown, names)
    lines = tuple(_line(heap, points, others) for heap in shown)
    return Grid(
        points=(*points, *(((OTHERS, _("Others")),) if others else ())),
        lines=lines,
        is_added=all(part.measure.of in ADDED for part in parts) and len({h.currency for h in shown}) == 1,
        left_out=len(heaps) - len(shown),
        units=frozenset(h.currency for h in shown),
    )


def _heaps(block: BlockBody, parts: Sequence[Part], found: Sequence[Sequence[Measured]]) -> Iterator[_Heap]:
    for series, part, measured in zip(block.counted, parts, found, strict=True):
        display = screen_display(part.place)
        heaps: dict[tuple[str | None, str], _Heap] = {}
        several = len({m.currency for m in measured}) > 1
        for m in measured:
            heap = heaps.get((m.split, m.currency))
            if heap is None:
                label = series.label.label().text()
                if part.split is not None:
                    label = group_label(part.split, m.split, m.split_label, display)
                label = f"{label}, {formats.currency_sign(m.currency)}" if several else label
                heap = _Heap(part, label, m.currency, m.split, part.split is not None, several)
                heaps[m.split, m.currency] = heap
            heap.values[_key(m.key)] = heap.values.get(_key(m.key), Decimal(0)) + m.value
        yield from heaps.values() if heaps else (_Heap(part, series.label.label().text(), ""),)


def _key(key: str | None) -> str:
    return "" if key is None else key


def _unkey(key: str) -> str | None:
    return key or None


def _names(parts: Sequence[Part], found: Sequence[Sequence[Measured]]) -> dict[str, str]:
    return {_key(m.key): m.label for measured in found for m in measured}


def _points(
    block: BlockBody, asked: Asked, parts: Sequence[Part], heaps: Iterable[_Heap], names: dict[str, str]
) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """Return the points shown, and the keys of those that «others» stands for."""
    first = parts[0]
    by = first.by
    if by is None:
        return [], ()
    display = screen_display(first.place)
    if by.kind in DATES:
        days = _buckets(block, asked, [key for key in names if key])
        return [(d.isoformat(), bucket_label(block.bucket, d, asked.today)) for d in days], ()
    sizes: dict[str, Decimal] = {}
    for heap in heaps:
        for key, value in heap.values.items():
            sizes[key] = sizes.get(key, Decimal(0)) + value
    order = sorted(sizes, key=lambda key: (-sizes[key], names.get(key, "")))
    kept = _in_order(by, display, order[: block.top])
    others = tuple(order[block.top :]) if all(p.measure.of in ADDED for p in parts) else ()
    return [(key, group_label(by, _unkey(key), names.get(key, ""), display)) for key in kept], others


def _in_order(by: FieldSpec, display: Display, keys: list[str]) -> list[str]:
    """Stages stand in the order of their pipelines, all else by size."""
    if by.type != "stage":
        return keys
    places = {s.key: n for n, s in enumerate(s for p in display.spec.pipelines for s in p.stages)}
    return sorted(keys, key=lambda key: places.get(key, len(places)))


def _buckets(block: BlockBody, asked: Asked, keys: list[str]) -> list[date]:
    """Return every bucket of the period, empty ones too; without a period from the first to the last that is there."""
    bounded = any(series.period == block.by_of(series) for series in block.counted)
    if bounded:
        first, last = asked.period.first, asked.period.last
    elif keys:
        first, last = date.fromisoformat(min(keys)), date.fromisoformat(max(keys))
    else:
        return []
    days: list[date] = []
    bucket = bucket_of(block.bucket, first)
    while bucket.first <= last and len(days) < MOST_BUCKETS:
        days.append(bucket.first)
        bucket = bucket_of(block.bucket, bucket.last + DAY)
    return days


def _line(heap: _Heap, points: Sequence[tuple[str, str]], others: tuple[str, ...]) -> Line:
    cells: dict[str, Cell] = {}
    for key, _label in points:
        value = heap.values.get(key)
        if value is not None:
            cells[key] = _cell(heap, value, _of(heap.part.by, key, heap.part.bucket))
    rest = sum((heap.values.get(key, Decimal(0)) for key in others), Decimal(0))
    if others and rest and heap.part.by is not None:
        cells[OTHERS] = _cell(heap, rest, of_no_group(heap.part.by, [_unkey(key) for key, _label in points]))
    total = told(heap.part, heap.size(), heap.currency) if heap.part.measure.of in ADDED else ""
    return Line(heap.label, heap.currency, cells, total)


def _of(by: FieldSpec | None, key: str, bucket: str) -> str:
    return of_group(by, _unkey(key), bucket) if by is not None else ""


def _cell(heap: _Heap, value: Decimal, condition: str) -> Cell:
    part = heap.part
    split = of_group(part.split, heap.split) if heap.is_split and part.split is not None else ""
    text = every(part.text, condition, split, _of_currency(heap))
    return Cell(value, told(part, value, heap.currency), list_url(part.place, text))


def _of_currency(heap: _Heap) -> str:
    """The list behind a sum holds the records of its currency, where a record names one."""
    number = heap.part.number
    by = currency_field(heap.part.place.spec, number) if number is not None and number.kind is Kind.MONEY else None
    found = heap.part.place.fields.get(by) if by else None
    if found is None or not heap.has_others:
        return ""
    of_it = of_group(found, heap.currency)
    is_default = heap.currency == str(number.options.get("currency", "RUB")) if number is not None else False
    return f"({of_it} or {found.key} eq null)" if is_default else of_it
