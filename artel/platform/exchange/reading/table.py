"""The words of reading: cell values, rows, sheets, workbooks and the limits they obey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from types import TracebackType
from typing import NamedTuple, Protocol, Self

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that holds no value: `code` is Excel's own («#N/A», «#REF!») or one of ours.

    Ours: `formula` (the program that wrote the file did not store the result), `encoding` (bytes
    that are no letters in the file's encoding).
    """

    code: str

    def __str__(self) -> str:
        return self.code


CellValue = str | int | Decimal | bool | date | datetime | time | CellError | None


class Row(NamedTuple):
    """A row with its number as the spreadsheet shows it (from 1)."""

    number: int
    cells: list[CellValue]


class Merge(NamedTuple):
    """A merged range; rows from 1 as shown, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may be. Sizes in bytes unless said otherwise; a ratio counts from `ratio_from` up.

    The ratio is that of unpacked to packed size of one member of an archive. Honest sheets reach
    30 to 100; bombs, a thousand.
    """

    file: int = 1024 * MEGABYTE
    old_excel_file: int = 96 * MEGABYTE
    unpacked: int = 6 * 1024 * MEGABYTE
    member_unpacked: int = 4 * 1024 * MEGABYTE
    ratio: int = 250
    ratio_from: int = 16 * MEGABYTE
    members: int = 5_000
    rows: int = 3_000_000
    columns: int = 2_000
    cell: int = 100_000
    line: int = 8_000_000
    merges: int = 200_000
    sheets: int = 500


class Sheet(Protocol):
    """One sheet. `rows()` may be called again and starts anew each time."""

    name: str
    is_hidden: bool

    def rows(self) -> Iterator[Row]:
        """Yield rows that have at least one cell; raises UnreadableFile where the file breaks."""
        ...

    def merges(self) -> Sequence[Merge]:
        """Return merged ranges in the order of the file."""
        ...


class Closable(Protocol):
    """Something held open while a workbook is read."""

    def close(self) -> None:
        """Let it go."""
        ...


@dataclass(slots=True)
class Workbook:
    """An opened file. A context manager: closing removes temporary stores.

    `kind` is xlsx, xls, ods or csv; `encoding` and `separator` are set for csv.
    """

    kind: str
    sheets: list[Sheet]
    encoding: str = ""
    separator: str = ""
    closers: list[Closable] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close what is open. Safe to repeat."""
        while self.closers:
            self.closers.pop().close()

    def visible_sheets(self) -> list[Sheet]:
        """Return sheets that the author did not hide; all of them when everything is hidden."""
        return [s for s in self.sheets if not s.is_hidden] or self.sheets


def column_letter(index: int) -> str:
    """Return the letter of a column counted from 0: 0 → A, 26 → AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Return the position from 0 of a column letter: A → 0, AA → 26. Letters are A to Z."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def decimal_or_int(number: float) -> int | Decimal:
    """Return a spreadsheet's number without float noise: 5.0 → 5, 0.1 → Decimal("0.1")."""
    if number == int(number) and abs(number) < 1e15:
        return int(number)
    return Decimal(repr(number))
