"""xlsx as a stream: our own expat reader over the sheet's XML.

Chosen by numbers (2 cores, 200,000 rows × 8 columns with shared strings, cells per second):
openpyxl read-only 89,000; this reader 700,000; python-calamine 1,030,000, but it holds the whole
sheet in memory (1,000,000 rows: 1.9 GB), as openpyxl does with the shared strings. A million rows
with five million different texts stay under 150 MB here: texts beyond the first 12 MB live in a
temporary file (`strings.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from posixpath import dirname, join, normpath

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from artel.platform.exchange.errors import BrokenFile, TableTooLarge, UnknownFormat
from artel.platform.exchange.reading.archive import GuardedArchive, feed, make_parser, walk
from artel.platform.exchange.reading.formats import EPOCH_1900, EPOCH_1904, Stamp, from_serial, read_styles
from artel.platform.exchange.reading.strings import StringStore, read_shared_strings
from artel.platform.exchange.reading.table import (
    CellError,
    CellValue,
    Limits,
    Merge,
    Row,
    Sheet,
    Workbook,
    column_index,
    column_letter,
    decimal_or_int,
)

KIND = "xlsx"
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_RELATION = "/"


class XlsxBook:
    """What all sheets of a workbook share: archive, strings, styles, epoch."""

    def __init__(self, path: Path, limits: Limits) -> None:
        """Read the table of contents; raises UnreadableFile."""
        self.limits = limits
        self.archive = GuardedArchive(path, KIND, limits)
        self._strings: StringStore | None = None
        self.epoch = EPOCH_1900
        self.sheets: list[XlsxSheet] = []
        try:
            self._read_contents()
        except BaseException:
            self.archive.close()
            raise

    def _read_contents(self) -> None:
        main = self._related("_rels/.rels", "officeDocument") or "xl/workbook.xml"
        if main.endswith(".bin"):
            raise UnknownFormat(_("a binary workbook (xlsb)"))
        if not self.archive.has(main):
            raise UnknownFormat(_("an archive"))
        relations = join(dirname(main), "_rels", f"{main.rpartition('/')[2]}.rels")
        by_id = self._targets(relations)
        self._strings_name = self._related(relations, "sharedStrings")
        styles = self._related(relations, "styles")
        self.stamps = read_styles(self.archive, styles) if self.archive.has(styles) else []

        def on_start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                self.epoch = EPOCH_1904
            elif tag == "sheet":
                target = next((by_id.get(v, "") for k, v in attributes.items() if k.endswith(":id")), "")
                if self.archive.has(target) and "worksheets/" in target.casefold():
                    hidden = attributes.get("state", "visible") != "visible"
                    self.sheets.append(XlsxSheet(self, attributes.get("name", ""), target, is_hidden=hidden))

        walk(self.archive, main, on_start)
        if not self.sheets:
            raise BrokenFile(KIND, main)
        if len(self.sheets) > self.limits.sheets:
            raise TableTooLarge(format_lazy(_("more than {number} sheets"), number=self.limits.sheets))

    def _targets(self, relations: str, kind: str = "") -> dict[str, str]:
        found: dict[str, str] = {}
        base = dirname(dirname(relations))

        def on_start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("Type", "").endswith(kind):
                target = attributes.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else normpath(join(base, target))
                found[attributes.get("Id", "")] = path

        if self.archive.has(relations):
            walk(self.archive, relations, on_start)
        return found

    def _related(self, relations: str, kind: str) -> str:
        return next(iter(self._targets(relations, _RELATION + kind).values()), "")

    def strings(self) -> StringStore:
        """Return the shared strings, read at the first call."""
        if self._strings is None:
            if self._strings_name and self.archive.has(self._strings_name):
                self._strings = read_shared_strings(self.archive, self._strings_name, self.limits)
            else:
                self._strings = StringStore()
        return self._strings

    def close(self) -> None:
        """Close the archive and the store of strings."""
        self.archive.close()
        if self._strings is not None:
            self._strings.close()


class XlsxSheet:
    """One sheet of an xlsx."""

    def __init__(self, book: XlsxBook, name: str, part: str, *, is_hidden: bool) -> None:
        """`part` is the member of the archive that holds the sheet."""
        self.name = name
        self.is_hidden = is_hidden
        self._book = book
        self._part = part
        self._merges: tuple[Merge, ...] | None = None

    def merges(self) -> Sequence[Merge]:
        """Return merged ranges. They stand after the rows in the file, so this is a pass of its own."""
        if self._merges is None:
            self._merges = tuple(self._find_merges())
        return self._merges

    def _find_merges(self) -> Iterator[Merge]:
        tail = b""
        count = 0
        for chunk in self._book.archive.chunks(self._part):
            text = tail + chunk
            end = 0
            for match in _MERGE.finditer(text):
                left, top, right, bottom = (part.decode("ascii") for part in match.groups())
                end = match.end()
                count += 1
                if count > self._book.limits.merges:
                    return
                yield Merge(int(top), column_index(left), int(bottom), column_index(right))
            tail = text[max(end, len(text) - 256) :]

    def rows(self) -> Iterator[Row]:
        """Yield rows with at least one cell."""
        reader = _RowReader(self._book)
        for _step in feed(reader.parser, self._book.archive, self._part):
            if reader.ready:
                yield from reader.ready
                reader.ready.clear()


class _RowReader:
    """Handlers of one pass over a sheet. Closures, not methods: they run millions of times."""

    def __init__(self, book: XlsxBook) -> None:
        self.parser = make_parser()
        self.ready: list[Row] = []
        self._attach(book)

    def _attach(self, book: XlsxBook) -> None:
        parser, ready, limits = self.parser, self.ready, book.limits
        value_of = _value_reader(book)
        letters: dict[str, int] = {}
        cells: list[CellValue] = []
        text: list[str] = []
        kind = style = ""
        number = column = 0
        has_formula = is_phonetic = False

        def on_start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal kind, style, number, column, has_formula, is_phonetic
            if tag == "c":
                kind, style = attributes.get("t", "n"), attributes.get("s", "")
                has_formula = False
                column = _column(attributes.get("r"), letters, len(cells), limits)
            elif tag == "v" or tag == "t":
                parser.CharacterDataHandler = None if is_phonetic else text.append
            elif tag == "row":
                cells.clear()
                number = int(attributes["r"]) if attributes.get("r", "").isdigit() else number + 1
                if number > limits.rows:
                    raise TableTooLarge(format_lazy(_("more than {number} rows"), number=limits.rows))
            elif tag == "f":
                has_formula = True
            elif tag == "rPh":
                is_phonetic = True
            elif ":" in tag:
                on_start(tag.rpartition(":")[2], attributes)

        def on_end(tag: str) -> None:
            nonlocal is_phonetic
            if tag == "v" or tag == "t":
                parser.CharacterDataHandler = None
            elif tag == "c":
                raw = "".join(text)
                text.clear()
                if raw or has_formula:
                    if column > len(cells):
                        cells.extend([None] * (column - len(cells)))
                    elif column < len(cells):
                        del cells[column:]
                    cells.append(value_of(kind, style, raw, has_formula, number, column))
            elif tag == "row":
                if cells:
                    ready.append(Row(number, cells[:]))
            elif tag == "rPh":
                is_phonetic = False
            elif ":" in tag:
                on_end(tag.rpartition(":")[2])

        parser.StartElementHandler = on_start
        parser.EndElementHandler = on_end


def _column(reference: str | None, letters: dict[str, int], following: int, limits: Limits) -> int:
    """Return the column of a cell reference such as «AB12»; without one it follows the last cell."""
    if reference is None:
        index = following
    else:
        name = reference.rstrip("0123456789")
        found = letters.get(name)
        if found is not None:
            return found
        if not re.fullmatch("[A-Z]{1,3}", name):
            raise BrokenFile(KIND, reference[:16])
        index = column_index(name)
        letters[name] = index
    if index >= limits.columns:
        raise TableTooLarge(
            format_lazy(
                _("column {letter} is beyond the {number} columns that can be read"),
                letter=column_letter(index),
                number=limits.columns,
            )
        )
    return index


def _value_reader(book: XlsxBook) -> Callable[[str, str, str, bool, int, int], CellValue]:
    """Return the function that turns (type, style, text) into a value."""
    strings, stamps, epoch, limits = book.strings(), book.stamps, book.epoch, book.limits
    known: dict[str, Stamp] = {str(i): stamp for i, stamp in enumerate(stamps)}
    count = len(strings)

    def checked(text: str, number: int, column: int) -> str:
        if len(text) > limits.cell:
            place = f"{column_letter(column)}{number}"
            raise TableTooLarge(
                format_lazy(_("cell {place} holds more than {number} characters"), place=place, number=limits.cell)
            )
        return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text

    def value_of(
        kind: str,
        style: str,
        raw: str,
        has_formula: bool,  # noqa: FBT001 - called millions of times; names would cost
        number: int,
        column: int,
    ) -> CellValue:
        if kind == "s":
            index = int(raw) if raw.isdigit() else count
            if index >= count:
                raise BrokenFile(KIND, f"{column_letter(column)}{number}")
            return checked(strings[index], number, column) or None
        if kind == "n":
            if not raw.strip():
                return CellError("formula") if has_formula else None
            return _number(raw, known.get(style, Stamp.NUMBER), epoch)
        if kind == "b":
            return raw.strip() in ("1", "true")
        if kind == "e":
            return CellError(raw.strip())
        if kind == "d":
            return _iso(raw.strip())
        if not raw:
            return CellError("formula") if has_formula and kind != "str" else None
        return checked(raw, number, column)

    return value_of


def _number(raw: str, stamp: Stamp, epoch: datetime) -> int | Decimal | date | datetime | time | str:
    try:
        if stamp is Stamp.NUMBER:
            if raw.isdigit() and len(raw) < 16:
                return int(raw)
            number = float(raw)
            return decimal_or_int(number)
        number = float(raw)
    except (ValueError, OverflowError, InvalidOperation):
        return raw
    moment = from_serial(number, stamp, epoch)
    return decimal_or_int(number) if moment is None else moment


def _iso(raw: str) -> date | datetime | str:
    try:
        return datetime.fromisoformat(raw) if "T" in raw else date.fromisoformat(raw)
    except ValueError:
        return raw


def open_xlsx(path: Path, limits: Limits) -> Workbook:
    """Open an xlsx; raises UnreadableFile."""
    book = XlsxBook(path, limits)
    sheets: list[Sheet] = list(book.sheets)
    return Workbook(kind=KIND, sheets=sheets, closers=[book])
