"""Values of lookups that are too many to be written one by one: a table of text, read when somebody first asks.

A revision is loaded by every process; fifty thousand cities must not slow that down. So a snapshot carries the table
as the text it is stored as, and reads it once per process, however many revisions hold the same text.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from io import StringIO

from artel.platform.kernel.labels import Label
from artel.platform.kernel.text import fold
from artel.platform.sections.spec import LookupValue

COLUMNS = ("key", "ru", "en", "parent")
"""Heading of a table of values; `en` and `parent` may be blank."""
HUE = "hue"
"""One more column of a table with colours; a blank cell has none."""
HUES = range(1, 7)


def write_table(values: Iterable[LookupValue]) -> str:
    """Return the table of values, in their order."""
    listed = list(values)
    has_hues = any(value.hue for value in listed)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*COLUMNS, HUE) if has_hues else COLUMNS)
    for value in listed:
        en = "" if value.label.en == value.label.ru else value.label.en
        row = [value.key, value.label.ru, en, value.parent or ""]
        writer.writerow([*row, value.hue or ""] if has_hues else row)
    return out.getvalue()


def rows_of(table: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of a table's rows; a row may have the wrong number of cells."""
    reader = csv.reader(StringIO(table))
    next(reader, None)
    for row in reader:
        if row:
            yield reader.line_num, row


def is_table(table: str) -> bool:
    """Tell whether a text begins with the heading of a table of values."""
    return headings(table) in (COLUMNS, (*COLUMNS, HUE))


def headings(table: str) -> tuple[str, ...]:
    """Return the headings of a table."""
    return tuple(table.partition("\n")[0].strip().split(","))


def is_hue(text: str) -> bool:
    """Tell whether a cell holds the number of a colour, or nothing."""
    return text in {"", *map(str, HUES)}


@lru_cache(maxsize=64)
def read_table(table: str) -> Mapping[str, LookupValue]:
    """Return the values of a table by key; rows that are not in order are left out (the check names them)."""
    found: dict[str, LookupValue] = {}
    width = len(headings(table))
    for _line, row in rows_of(table):
        if len(row) == width and row[0] not in found and all(map(is_hue, row[len(COLUMNS) :])):
            key, ru, en, parent, *hues = row
            label, hue = Label(ru, en or ru), int(hues[0]) if hues and hues[0] else None
            found[key] = LookupValue(key=key, label=label, order=len(found), parent=parent or None, hue=hue)
    return found


class ListedValues(Mapping[str, LookupValue]):
    """Values of a table, and those written one by one, which add to it or stand in place of its own."""

    def __init__(self, table: str, written: Mapping[str, LookupValue]) -> None:
        """Nothing is read before the first question."""
        self._table = table
        self._written = written
        self._found: Mapping[str, LookupValue] | None = None
        self._folded: list[tuple[str, LookupValue]] | None = None
        self._children: dict[str | None, list[LookupValue]] | None = None

    @property
    def _all(self) -> Mapping[str, LookupValue]:
        if self._found is None:
            listed = read_table(self._table)
            self._found = {**listed, **self._written} if self._written else listed
        return self._found

    @property
    def folded(self) -> list[tuple[str, LookupValue]]:
        """Return the values in use beside their labels in the form for comparing."""
        if self._folded is None:
            self._folded = _folded(self._all.values())
        return self._folded

    def children(self, parent: str | None) -> list[LookupValue]:
        """Return the values that hang on `parent`."""
        if self._children is None:
            self._children = {}
            for value in self._all.values():
                self._children.setdefault(value.parent, []).append(value)
        return self._children.get(parent, [])

    def __getitem__(self, key: str) -> LookupValue:
        return self._all[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


def children(values: Mapping[str, LookupValue], parent: str | None) -> list[LookupValue]:
    """Return the values that hang on `parent`, None: on nothing."""
    if isinstance(values, ListedValues):
        return values.children(parent)
    return [value for value in values.values() if value.parent == parent]


def search_values(
    values: Mapping[str, LookupValue], text: str, most: int, keep: Callable[[LookupValue], bool] | None = None
) -> list[LookupValue]:
    """Return up to `most` values in use whose label holds every word of `text`, those that begin with it first."""
    whole = fold(text)
    words = whole.split()
    first: list[LookupValue] = []
    rest: list[LookupValue] = []
    for label, value in values.folded if isinstance(values, ListedValues) else _folded(values.values()):
        if all(word in label for word in words) and (keep is None or keep(value)):
            (first if label.startswith(whole) else rest).append(value)
            if len(first) >= most:
                break
    return [*first, *rest][:most]


def _folded(values: Iterable[LookupValue]) -> list[tuple[str, LookupValue]]:
    return [(_label(value), value) for value in sorted(values, key=lambda v: v.order) if not value.is_retired]


def _label(value: LookupValue) -> str:
    ru, en = value.label.ru, value.label.en
    return fold(ru if ru == en else f"{ru} {en}")
