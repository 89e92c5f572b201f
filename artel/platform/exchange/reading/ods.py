"""ods as a stream (OpenDocument 1.3 part 3, chapter 9), read with expat like xlsx.

A sheet of LibreOffice repeats its last empty row up to a million times and its last empty cell up
to sixteen thousand times in one element; those cost nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from artel.platform.exchange.errors import BrokenFile, PasswordProtected, TableTooLarge
from artel.platform.exchange.reading.archive import GuardedArchive, feed, make_parser
from artel.platform.exchange.reading.table import (
    CellError,
    CellValue,
    Limits,
    Merge,
    Row,
    Sheet,
    Workbook,
    decimal_or_int,
)

KIND = "ods"
CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
_SPACE = " "
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_ERROR = re.compile(r"#[A-ZА-Я/0-9]+[!?]?|Err:\d+")


class OdsSheet:
    """One sheet of an ods. Every pass reads the document up to the end of the sheet."""

    def __init__(self, archive: GuardedArchive, name: str, position: int, limits: Limits, *, is_hidden: bool) -> None:
        """`position` is the place of the sheet in the document, from 0."""
        self.name = name
        self.is_hidden = is_hidden
        self._archive = archive
        self._position = position
        self._limits = limits

    def rows(self) -> Iterator[Row]:
        """Yield rows with at least one value."""
        reader = _SheetReader(self._position, self._limits)
        for _step in feed(reader.parser, self._archive, CONTENT):
            yield from reader.take()
            if reader.is_done:
                return

    def merges(self) -> Sequence[Merge]:
        """Return merged ranges."""
        reader = _SheetReader(self._position, self._limits)
        for _step in feed(reader.parser, self._archive, CONTENT):
            reader.pending.clear()
            if reader.is_done:
                break
        return tuple(reader.merges[: self._limits.merges])


class _SheetReader:
    """One pass over one sheet."""

    def __init__(self, position: int, limits: Limits) -> None:
        self.parser = make_parser(_SPACE)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.pending: list[tuple[int, int, list[CellValue]]] = []
        self.merges: list[Merge] = []
        self.is_done = False
        self._limits = limits
        self._wanted = position
        self._table = -1
        self._depth = 0
        self._number = 0
        self._row_repeat = 1
        self._cells: list[CellValue] = []
        self._blank = 0
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._note = 0

    def take(self) -> Iterator[Row]:
        """Give out the rows read so far, repeated ones one by one."""
        for number, repeat, cells in self.pending:
            for offset in range(repeat):
                if number + offset > self._limits.rows:
                    raise TableTooLarge(format_lazy(_("more than {number} rows"), number=self._limits.rows))
                yield Row(number + offset, list(cells))
        self.pending.clear()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _TABLE + "table":
            self._depth += 1
            if self._depth == 1:
                self._table += 1
        if self._table != self._wanted or self.is_done or self._depth != 1:
            return
        if tag == _TABLE + "table-row":
            self._row_repeat = _count(attributes.get(_TABLE + "number-rows-repeated"))
            self._cells, self._blank = [], 0
        elif tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self._cell, self._text = attributes, []
        elif tag == _OFFICE + "annotation":
            self._note += 1
        elif self._cell is not None and not self._note:
            self._start_text(tag, attributes)

    def _start_text(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _TEXT + "p":
            if self._text:
                self._text.append("\n")
            self.parser.CharacterDataHandler = self._text.append
        elif tag == _TEXT + "s":
            self._text.append(" " * min(_count(attributes.get(_TEXT + "c")), 1000))
        elif tag == _TEXT + "line-break":
            self._text.append("\n")
        elif tag == _TEXT + "tab":
            self._text.append("\t")

    def _end(self, tag: str) -> None:
        if tag == _TABLE + "table":
            self._depth -= 1
            if self._table == self._wanted and self._depth == 0:
                self.is_done = True
        if self._table != self._wanted or self.is_done or self._depth != 1:
            return
        if tag == _TEXT + "p":
            self.parser.CharacterDataHandler = None
        elif tag == _OFFICE + "annotation":
            self._note -= 1
        elif tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self._end_cell()
        elif tag == _TABLE + "table-row":
            if self._cells:
                self.pending.append((self._number + 1, self._row_repeat, self._cells))
            self._number += self._row_repeat

    def _end_cell(self) -> None:
        attributes = self._cell or {}
        self._cell = None
        repeat = _count(attributes.get(_TABLE + "number-columns-repeated"))
        value = _value(attributes, "".join(self._text), self._limits)
        column = len(self._cells) + self._blank
        rows = _count(attributes.get(_TABLE + "number-rows-spanned"))
        columns = _count(attributes.get(_TABLE + "number-columns-spanned"))
        if (rows > 1 or columns > 1) and len(self.merges) < self._limits.merges:
            top = self._number + 1
            self.merges.append(Merge(top, column, top + rows - 1, column + columns - 1))
        if value is None:
            self._blank += repeat
            return
        if column + repeat > self._limits.columns:
            raise TableTooLarge(format_lazy(_("more than {number} columns"), number=self._limits.columns))
        self._cells.extend([None] * self._blank)
        self._blank = 0
        self._cells.extend([value] * repeat)


def _count(raw: str | None) -> int:
    return max(int(raw), 1) if raw and raw.isdigit() else 1


def _value(attributes: dict[str, str], text: str, limits: Limits) -> CellValue:
    kind = attributes.get(_OFFICE + "value-type", "")
    if attributes.get(_CALC + "value-type") == "error" or (
        _TABLE + "formula" in attributes and _ERROR.fullmatch(text.strip())
    ):
        return CellError(text.strip() or "#VALUE!")
    if kind in ("float", "currency", "percentage"):
        return _number(attributes.get(_OFFICE + "value", ""), text)
    if kind == "date":
        return _moment(attributes.get(_OFFICE + "date-value", ""), text)
    if kind == "boolean":
        return attributes.get(_OFFICE + "boolean-value") == "true"
    if kind == "time" and (match := _DURATION.fullmatch(attributes.get(_OFFICE + "time-value", ""))):
        hours, minutes, seconds = (int(part) for part in match.groups())
        return time(hours, minutes, seconds) if hours < 24 else text
    if len(text) > limits.cell:
        raise TableTooLarge(format_lazy(_("a cell holds more than {number} characters"), number=limits.cell))
    if not text and not kind and _TABLE + "formula" in attributes:
        return CellError("formula")
    return text or attributes.get(_OFFICE + "string-value") or None


def _number(raw: str, text: str) -> int | Decimal | str:
    try:
        return decimal_or_int(float(raw))
    except (ValueError, OverflowError):
        return text


def _moment(raw: str, text: str) -> date | datetime | str:
    try:
        return datetime.fromisoformat(raw) if "T" in raw else date.fromisoformat(raw)
    except ValueError:
        return text


def _contents(archive: GuardedArchive) -> list[tuple[str, bool]]:
    """Return (name, is hidden) of every sheet, reading the whole document once."""
    hidden_styles: set[str] = set()
    found: list[tuple[str, str]] = []
    style, depth = "", 0
    parser = make_parser(_SPACE)

    def on_start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal style, depth
        if tag == _STYLE + "style":
            style = attributes.get(_STYLE + "name", "")
        elif tag == _STYLE + "table-properties" and attributes.get(_TABLE + "display") == "false":
            hidden_styles.add(style)
        elif tag == _TABLE + "table":
            depth += 1
            if depth == 1:
                found.append((attributes.get(_TABLE + "name", ""), attributes.get(_TABLE + "style-name", "")))

    def on_end(tag: str) -> None:
        nonlocal depth
        depth -= tag == _TABLE + "table"

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    for _step in feed(parser, archive, CONTENT):
        pass
    return [(name, its_style in hidden_styles) for name, its_style in found]


def open_ods(path: Path, limits: Limits) -> Workbook:
    """Open an ods; raises UnreadableFile."""
    archive = GuardedArchive(path, KIND, limits)
    try:
        if archive.has(MANIFEST) and b"encryption-data" in b"".join(archive.chunks(MANIFEST)):
            raise PasswordProtected
        contents = _contents(archive)
        if not contents:
            raise BrokenFile(KIND, CONTENT)
    except BaseException:
        archive.close()
        raise
    sheets: list[Sheet] = [
        OdsSheet(archive, name, position, limits, is_hidden=hidden) for position, (name, hidden) in enumerate(contents)
    ]
    return Workbook(kind=KIND, sheets=sheets, closers=[archive])
