"""xls of Excel 97 to 2003, through xlrd. The format itself ends at 65,536 rows × 256 columns.

xlrd holds one sheet in memory (65,536 rows × 20 columns: about 120 MB), which the format bounds;
it is preferred to python-calamine here because it tells error cells and booleans apart.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import StringIO
from pathlib import Path

import xlrd
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from xlrd.biffh import error_text_from_code
from xlrd.compdoc import CompDocError

from artel.platform.exchange.errors import BrokenFile, PasswordProtected, TableTooLarge
from artel.platform.exchange.reading.formats import EPOCH_1900, EPOCH_1904, Stamp, from_serial, stamp_of
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

KIND = "xls"
BREAKAGES = (
    xlrd.XLRDError,
    CompDocError,
    struct.error,
    IndexError,
    KeyError,
    AssertionError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    MemoryError,
)
"""What xlrd lets through when the bytes are damaged."""


class XlsSheet:
    """One sheet of an xls."""

    def __init__(self, book: xlrd.book.Book, position: int, limits: Limits) -> None:
        """`position` counts from 0."""
        self.name = book.sheet_names()[position]
        self.is_hidden = bool(book._sheet_visibility[position])  # noqa: SLF001 - known before the sheet is loaded
        self._book = book
        self._position = position
        self._limits = limits

    def _sheet(self) -> xlrd.sheet.Sheet:
        try:
            return self._book.sheet_by_index(self._position)
        except BREAKAGES as error:
            raise BrokenFile(KIND, self.name) from error

    def rows(self) -> Iterator[Row]:
        """Yield rows with at least one value."""
        sheet = self._sheet()
        epoch = EPOCH_1904 if self._book.datemode else EPOCH_1900
        for index in range(sheet.nrows):
            cells = [self._value(sheet, cell, epoch) for cell in sheet.row(index)]
            while cells and cells[-1] is None:
                cells.pop()
            if cells:
                yield Row(index + 1, cells)

    def _value(self, sheet: xlrd.sheet.Sheet, cell: xlrd.sheet.Cell, epoch: datetime) -> CellValue:
        kind, value = cell.ctype, cell.value
        if kind == xlrd.XL_CELL_TEXT:
            return str(value)[: self._limits.cell] or None
        if kind == xlrd.XL_CELL_NUMBER:
            return decimal_or_int(value)
        if kind == xlrd.XL_CELL_DATE:
            return self._moment(cell, epoch)
        if kind == xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        if kind == xlrd.XL_CELL_ERROR:
            return CellError(error_text_from_code.get(value, "#VALUE!"))
        return None

    def _moment(self, cell: xlrd.sheet.Cell, epoch: datetime) -> int | Decimal | date | datetime | time:
        style = self._book.format_map.get(self._book.xf_list[cell.xf_index].format_key)
        stamp = stamp_of(0, style.format_str) if style is not None else Stamp.DATE
        moment = from_serial(cell.value, Stamp.DATE if stamp is Stamp.NUMBER else stamp, epoch)
        return decimal_or_int(cell.value) if moment is None else moment

    def merges(self) -> Sequence[Merge]:
        """Return merged ranges."""
        found = self._sheet().merged_cells[: self._limits.merges]
        return tuple(Merge(top + 1, left, bottom, right - 1) for top, bottom, left, right in found)


class _Closer:
    """Releases what xlrd holds."""

    def __init__(self, book: xlrd.book.Book) -> None:
        self._book = book

    def close(self) -> None:
        """Let go of the file."""
        self._book.release_resources()


def open_xls(path: Path, limits: Limits) -> Workbook:
    """Open an xls; raises UnreadableFile."""
    if path.stat().st_size > limits.old_excel_file:
        raise TableTooLarge(
            format_lazy(_("an xls of more than {size} MB; save it as xlsx"), size=limits.old_excel_file >> 20)
        )
    with path.open("rb") as stream:
        beginning = stream.read(1 << 20)
    if "EncryptedPackage".encode("utf-16-le") in beginning:
        raise PasswordProtected
    try:
        book = xlrd.open_workbook(str(path), logfile=StringIO(), formatting_info=True, on_demand=True, ragged_rows=True)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            raise PasswordProtected from error
        raise BrokenFile(KIND) from error
    except BREAKAGES as error:
        raise BrokenFile(KIND) from error
    sheets: list[Sheet] = [XlsSheet(book, position, limits) for position in range(book.nsheets)]
    if not sheets:
        raise BrokenFile(KIND)
    return Workbook(kind=KIND, sheets=sheets, closers=[_Closer(book)])
