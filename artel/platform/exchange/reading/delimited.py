"""csv as a stream: encoding, separator and quotation marks recognised, memory bounded by a line.

Python's csv reader does the parsing; this module decides its settings and guards its input: a line
or a cell without end is refused before it fills the memory, a quotation mark never closed is named.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from artel.platform.exchange.errors import TableTooLarge, UnclosedQuote
from artel.platform.exchange.reading.encoding import recognise_encoding
from artel.platform.exchange.reading.table import CellError, CellValue, Limits, Merge, Row, Workbook

KIND = "csv"
SEPARATORS = (";", "\t", ",", "|")
SAMPLE_CHARACTERS = 1 << 18
SAMPLE_RECORDS = 300
UNREADABLE = "\ufffd"
_DECLARED = re.compile(r"^sep=(.)\r?\n", re.IGNORECASE)
EXCEL_ERRORS = frozenset(
    {
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#Н/Д",
        "#ССЫЛКА!",
        "#ЗНАЧ!",
        "#ДЕЛ/0!",
        "#ИМЯ?",
    }
)
"""What spreadsheets write into a csv in place of a value, English and Russian."""
ESCAPED = ("=", "+", "-", "@", "\t", "\r")
"""After an apostrophe: our own export, and others, keep spreadsheets from running such a text."""
BREAKS_IN_CELL = 300
"""More line breaks than this in one cell mean an unclosed quotation mark, not an address."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a csv is written."""

    encoding: str
    separator: str
    quote: str
    skip_lines: int = 0


def recognise_dialect(path: Path) -> Dialect:
    """Return encoding, separator and quotation mark. A first line «sep=;» is obeyed, as in Excel."""
    encoding = recognise_encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        sample = stream.read(SAMPLE_CHARACTERS)
    if match := _DECLARED.match(sample):
        return Dialect(encoding, match[1], '"', skip_lines=1)
    if len(sample) == SAMPLE_CHARACTERS and "\n" in sample:
        sample = sample[: sample.rindex("\n")]
    separator = max(SEPARATORS, key=lambda candidate: _fitness(sample, candidate, '"'))
    quote = '"'
    edge = rf"(?:^|{re.escape(separator)})\s*'[^'\r\n]*'\s*(?={re.escape(separator)}|\r?$)"
    single = len(re.findall(edge, sample, re.MULTILINE))
    if single > 4 and single > sample.count('"'):
        quote = "'"
    return Dialect(encoding, separator, quote)


def _fitness(sample: str, separator: str, quote: str) -> float:
    """Return how evenly a separator cuts the sample into columns: 0 when it never occurs."""
    if separator not in sample:
        return 0.0
    reader = csv.reader(sample.splitlines(keepends=True), delimiter=separator, quotechar=quote)
    widths: Counter[int] = Counter()
    try:
        for count, record in enumerate(reader):
            if count >= SAMPLE_RECORDS:
                break
            if any(cell.strip() for cell in record):
                widths[len(record)] += 1
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    width, times = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    if width < 2:
        return 0.01
    share = times / widths.total()
    # A comma inside numbers and addresses also cuts, but unevenly; evenness outweighs width.
    return share * share * min(width, 12)


class _Lines:
    """Lines of the file for the csv reader, with what the reader can't tell: quotes and length."""

    def __init__(self, stream: TextIO, quote: str, limits: Limits) -> None:
        self._read = stream.readline
        self._quote = quote
        self._limit = limits.line
        self.record_start = 1
        self.quotes = 0
        self.count = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._read(self._limit):
            if len(line) >= self._limit:
                raise TableTooLarge(
                    format_lazy(
                        _("line {line} is longer than {number} characters"), line=self.count + 1, number=self._limit
                    )
                )
            self.count += 1
            self.quotes += line.count(self._quote)
            yield line.replace("\x00", "") if "\x00" in line else line


class CsvSheet:
    """The only sheet of a csv."""

    is_hidden = False

    def __init__(self, path: Path, dialect: Dialect, limits: Limits) -> None:
        """`dialect` as recognised or as the user said."""
        self.name = path.stem
        self.dialect = dialect
        self._path = path
        self._limits = limits

    def merges(self) -> Sequence[Merge]:
        """Return nothing: csv has no merged cells."""
        return ()

    def rows(self) -> Iterator[Row]:
        """Yield records with at least one value; all values are text."""
        dialect = self.dialect
        with self._path.open(encoding=dialect.encoding, errors="replace", newline="") as stream:
            for _line in range(dialect.skip_lines):
                stream.readline()
            lines = _Lines(stream, dialect.quote, self._limits)
            reader = csv.reader(iter(lines), delimiter=dialect.separator, quotechar=dialect.quote)
            number = dialect.skip_lines
            while True:
                number += 1
                lines.quotes = 0
                record = self._next(reader, number)
                if record is None:
                    return
                cells = self._cells(record, number)
                if lines.quotes % 2 and any(isinstance(c, str) and "\n" in c for c in cells):
                    raise UnclosedQuote(number)
                if cells:
                    yield Row(number, cells)

    def _next(self, reader: Iterator[list[str]], number: int) -> list[str] | None:
        if number > self._limits.rows:
            raise TableTooLarge(format_lazy(_("more than {number} rows"), number=self._limits.rows))
        try:
            return next(reader)
        except StopIteration:
            return None
        except csv.Error as error:
            if "field larger" in str(error):
                raise UnclosedQuote(number) from error
            raise TableTooLarge(format_lazy(_("row {row} can't be cut into cells"), row=number)) from error

    def _cells(self, record: list[str], number: int) -> list[CellValue]:
        if len(record) > self._limits.columns:
            raise TableTooLarge(format_lazy(_("more than {number} columns"), number=self._limits.columns))
        cells: list[CellValue] = []
        for text in record:
            if len(text) > 1000 and text.count("\n") > BREAKS_IN_CELL:
                raise UnclosedQuote(number)
            if UNREADABLE in text:
                cells.append(CellError("encoding"))
            elif text[:1] == "#" and text in EXCEL_ERRORS:
                cells.append(CellError(text))
            elif text[:1] == "'" and text[1:2] in ESCAPED:
                cells.append(text[1:])
            else:
                cells.append(text if text and not text.isspace() else None)
        while cells and cells[-1] is None:
            cells.pop()
        return cells


def open_csv(path: Path, limits: Limits, dialect: Dialect | None = None) -> Workbook:
    """Open a csv; `dialect` overrules what would be recognised."""
    dialect = dialect or recognise_dialect(path)
    sheet = CsvSheet(path, dialect, limits)
    return Workbook(kind=KIND, sheets=[sheet], encoding=dialect.encoding, separator=dialect.separator)
