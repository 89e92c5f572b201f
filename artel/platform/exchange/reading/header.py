"""Where the header of a sheet is, and the rows under it: cleaned of titles, totals and page breaks.

People put a title, a date and a logo above a table, merge header cells over two rows, number the
columns, repeat the header on every page and sum up at the end. All of that is left out here, and
what was left out is noted with its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from artel.platform.exchange.errors import EmptyFile, SheetNotFound
from artel.platform.exchange.reading.table import CellError, CellValue, Merge, Row, Sheet, Workbook, column_letter
from artel.platform.kernel.text import clean_line, fold

SAMPLE_ROWS = 80
HEADER_LENGTH = 120
_NUMBERLIKE = re.compile(r"[\d\s.,:/+()%₽$€-]+")
_ADDRESSLIKE = re.compile(r"\S+@\S+\.\S+|https?://\S+")
TOTALS = ("итого", "всего", "итог", "total", "grand total")
MAX_SKIPPED = 1_000


class Skipped(StrEnum):
    """Why a row under the header is no record."""

    TOTAL = "total"
    HEADER_AGAIN = "header_again"
    SUBTITLE = "subtitle"
    COLUMN_NUMBERS = "column_numbers"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    `header` is its text as written («» when the cell is empty), `name` is unique in the table: the
    header, with a number when it repeats, or the letter when it is empty.
    """

    index: int
    letter: str
    header: str
    name: str
    is_repeated: bool = False


@dataclass(slots=True)
class Table:
    """A sheet with its header found. `header_row` is 0 when the data starts at once.

    `rows()` yields rows padded to the width of the table; `skipped` fills while they are read.
    """

    sheet: Sheet
    columns: tuple[Column, ...]
    header_row: int
    first_row: int
    skipped: list[tuple[int, Skipped]] = field(default_factory=list)
    shown: list[Row] = field(default_factory=list)
    """The first rows, for showing after the file is closed."""

    def rows(self) -> Iterator[Row]:
        """Yield the records' rows, values of vertical merges repeated on each row they cover."""
        self.skipped.clear()
        width = len(self.columns)
        spans = _Spans(self.sheet.merges(), self.first_row)
        heading = [fold(c.header) for c in self.columns]
        for number, cells in self.sheet.rows():
            if number < self.first_row:
                continue
            # A row of nothing but a merged title over several columns divides the table into parts.
            reason = self._reason(number, cells, heading, spans)
            if reason is not None:
                if len(self.skipped) < MAX_SKIPPED:
                    self.skipped.append((number, reason))
                continue
            if len(cells) < width:
                cells = cells + [None] * (width - len(cells))
            elif len(cells) > width:
                cells = cells[:width]
            spans.fill(number, cells)
            yield Row(number, cells)

    def _reason(self, number: int, cells: list[CellValue], heading: list[str], spans: _Spans) -> Skipped | None:
        first = next((c for c in cells if c is not None), None)
        if isinstance(first, str):
            if (text := fold(first)).startswith(TOTALS) and text.rstrip(" :.").split(" ")[0] in TOTALS:
                return Skipped.TOTAL
            if text in heading and [fold(c) if isinstance(c, str) else "" for c in cells] == heading[: len(cells)]:
                return Skipped.HEADER_AGAIN
            if spans.is_title(number) and sum(c is not None for c in cells) == 1:
                return Skipped.SUBTITLE
        elif number <= self.first_row + 1 and _counts_columns(cells):
            return Skipped.COLUMN_NUMBERS
        return Skipped.COLUMN_NUMBERS if number == self.first_row and _counts_columns(cells) else None

    def sample(self, count: int = SAMPLE_ROWS) -> list[Row]:
        """Return the first rows."""
        return list(islice(self.rows(), count))


class _Spans:
    """Merged ranges of the body, met row by row."""

    def __init__(self, merges: Sequence[Merge], first_row: int) -> None:
        self._tall: dict[int, list[Merge]] = {}
        self._titles = {m.top for m in merges if m.top == m.bottom and m.right > m.left and m.top >= first_row}
        for merge in merges:
            if merge.bottom > merge.top and merge.bottom >= first_row:
                self._tall.setdefault(merge.top, []).append(merge)
        self._active: list[tuple[Merge, CellValue]] = []

    def is_title(self, number: int) -> bool:
        return number in self._titles

    def fill(self, number: int, cells: list[CellValue]) -> None:
        """Copy the value at the top of each range that covers this row."""
        if self._active:
            self._active = [(m, v) for m, v in self._active if m.bottom >= number]
            for merge, value in self._active:
                if merge.left < len(cells) and cells[merge.left] is None:
                    cells[merge.left] = value
        for merge in self._tall.get(number, ()):
            if merge.left < len(cells) and cells[merge.left] is not None:
                self._active.append((merge, cells[merge.left]))


def choose_sheet(workbook: Workbook, wanted: str | None = None) -> Sheet:
    """Return the sheet of that name or number (from 1); by default the first visible one with rows.

    Raises SheetNotFound, or EmptyFile when nothing is filled in.
    """
    if wanted:
        for position, sheet in enumerate(workbook.sheets, start=1):
            if sheet.name == wanted or str(position) == wanted:
                return sheet
        raise SheetNotFound(wanted)
    for sheet in workbook.visible_sheets():
        if next(iter(sheet.rows()), None) is not None:
            return sheet
    raise EmptyFile


def find_table(sheet: Sheet) -> Table:
    """Find the header of a sheet. Raises EmptyFile when the sheet has no filled cell."""
    sample = list(islice(sheet.rows(), SAMPLE_ROWS))
    if not sample:
        raise EmptyFile
    merges = [m for m in sheet.merges() if m.top <= sample[-1].number]
    place = _header_place(sample)
    if place is None:
        return Table(sheet, _columns([], _width(sample)), header_row=0, first_row=1)
    top, texts = sample[place], [_text(c) for c in sample[place].cells]
    last = top.number
    below = sample[place + 1] if place + 1 < len(sample) and sample[place + 1].number == last + 1 else None
    if below is not None and _has_second_line(top, below, merges):
        texts = _joined(_spread(top, merges), below.cells)
        last = below.number
    elif place and sample[place - 1].number == last - 1 and _is_group_line(sample[place - 1], merges, len(texts)):
        texts = _joined(_spread(sample[place - 1], merges), top.cells)
    data = [row for row in sample if row.number > last]
    return Table(sheet, _columns(texts, _width(data)), header_row=last, first_row=last + 1)


def _text(value: CellValue) -> str:
    if value is None or isinstance(value, CellError):
        return ""
    return clean_line(str(value))[:HEADER_LENGTH]


def _filled(row: Row) -> list[CellValue]:
    return [c for c in row.cells if c is not None]


def _width(rows: list[Row]) -> int:
    return max((len(row.cells) for row in rows), default=0)


def _is_words(value: CellValue) -> bool:
    if not isinstance(value, str) or len(value) > HEADER_LENGTH:
        return False
    text = value.strip()
    return bool(text) and not _NUMBERLIKE.fullmatch(text) and not _ADDRESSLIKE.search(text)


def _header_place(sample: list[Row]) -> int | None:
    """Return the place of the row most like a header, None when the first rows are data already."""
    counts = sorted(len(_filled(row)) for row in sample)
    typical = counts[len(counts) * 2 // 3]
    for place, row in enumerate(sample[:40]):
        filled = _filled(row)
        words = [c for c in filled if _is_words(c)]
        is_wide = len(filled) >= max(0.5 * typical, min(2, typical))
        if is_wide and len(words) >= 0.8 * len(filled):
            distinct = len({fold(str(c)) for c in words})
            if distinct >= 0.5 * len(words):
                return place if _differs(row, sample[place + 1 :]) else None
        elif is_wide and len(filled) > 1 and len(words) < 0.5 * len(filled):
            return None
    return None


def _differs(row: Row, below: list[Row]) -> bool:
    """False when rows below are as wordy as this one and repeat its texts: it is data itself."""
    if not below:
        return True
    texts = [fold(c) if isinstance(c, str) else "" for c in row.cells]
    again = 0
    for other in below:
        for text, cell in zip(texts, other.cells, strict=False):
            if text and isinstance(cell, str) and fold(cell) == text and len(row.cells) > 1:
                again += 1
                break
    return again <= len(below) // 2


def _has_second_line(top: Row, below: Row, merges: list[Merge]) -> bool:
    """True when the header goes on in the next row: cells merged over both, or parts under a group."""
    if not all(_is_words(c) for c in _filled(below)):
        return False
    if any(m.top <= top.number and m.bottom == below.number for m in merges):
        return True
    return any(
        m.top == top.number == m.bottom
        and m.right > m.left
        and sum(1 for c in below.cells[m.left : m.right + 1] if c is not None) > 1
        for m in merges
    )


def _is_group_line(row: Row, merges: list[Merge], width: int) -> bool:
    """True when a row above the header names groups of its columns (and is no title of the whole)."""
    spans = [m for m in merges if m.top == row.number == m.bottom and m.right > m.left]
    return bool(spans) and all(m.right - m.left + 1 < max(width, 2) for m in spans) and len(_filled(row)) > 1


def _spread(row: Row, merges: list[Merge]) -> list[CellValue]:
    """Return the cells of a row, each horizontal merge repeating its value over its columns."""
    cells = list(row.cells)
    for merge in merges:
        if merge.top == row.number and merge.left < len(cells):
            cells.extend([None] * (merge.right + 1 - len(cells)))
            for column in range(merge.left + 1, merge.right + 1):
                cells[column] = cells[merge.left]
    return cells


def _joined(groups: list[CellValue], parts: list[CellValue]) -> list[str]:
    width = max(len(groups), len(parts))
    texts: list[str] = []
    for column in range(width):
        group = _text(groups[column]) if column < len(groups) else ""
        part = _text(parts[column]) if column < len(parts) else ""
        texts.append(f"{group}: {part}" if group and part and fold(group) != fold(part) else part or group)
    return texts


def _columns(texts: list[str], width: int) -> tuple[Column, ...]:
    while texts and not texts[-1] and len(texts) > width:
        texts.pop()
    texts = texts + [""] * (width - len(texts))
    times: dict[str, int] = {}
    for text in texts:
        times[fold(text)] = times.get(fold(text), 0) + 1
    taken: set[str] = set()
    columns: list[Column] = []
    for index, text in enumerate(texts):
        letter = column_letter(index)
        name = text or letter
        number = 1
        while name in taken:
            number += 1
            name = f"{text or letter} ({number})"
        taken.add(name)
        columns.append(Column(index, letter, text, name, is_repeated=bool(text) and times[fold(text)] > 1))
    return tuple(columns)


def _counts_columns(cells: list[CellValue]) -> bool:
    """True for a row that numbers the columns: 1, 2, 3 …"""
    numbers = [str(c).strip() for c in cells if c is not None]
    return len(numbers) > 2 and numbers == [str(n) for n in range(1, len(numbers) + 1)]
