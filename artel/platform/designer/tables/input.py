"""A file and a choice of its columns → the table of values of a lookup; nothing is kept between two looks."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from artel.platform.definitions.kinds.lookup import MAX_TABLE, MAX_VALUES
from artel.platform.definitions.tabulating import Cell, Fault, ValuesFrom, table_of
from artel.platform.designer.naming.suggesting import key_for
from artel.platform.exchange.errors import TableTooLarge
from artel.platform.exchange.reading.header import choose_sheet, find_table
from artel.platform.exchange.reading.opening import open_table
from artel.platform.exchange.reading.table import Limits
from artel.platform.kernel.text import clean_line, fold
from artel.platform.sections.listed import read_table
from artel.platform.sections.spec import LookupSpec, LookupValue

MADE = "made"
"""The column that no file has: a key made of the name."""
PARENTS = 2
LABELS = 3
LONGEST_PREFIX = 20
LIMITS = Limits(file=MAX_TABLE, rows=MAX_VALUES, columns=200)
USUAL = {"key": "key", "label.0": "ru", "en": "en", "parent.0": "parent", "hue": "hue"}
"""A file that already is a table of values has these headings."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """What was read of a file: headings by the name of the column (`c0`, `c1`, …), and rows by the same names."""

    headings: Mapping[str, str]
    rows: Sequence[tuple[int, dict[str, str]]]


def read_file(sent: UploadedFile[bytes]) -> TableFile:
    """Return the first table of a file with its cells as texts. Raises UnreadableFile."""
    if (sent.size or 0) > MAX_TABLE:
        raise TableTooLarge(_("the file has more than %(size)s MB") % {"size": MAX_TABLE >> 20})
    with tempfile.NamedTemporaryFile(suffix=".table") as copy:
        for chunk in sent.chunks():
            copy.write(chunk)
        copy.flush()
        with open_table(copy.name, limits=LIMITS) as book:
            found = find_table(choose_sheet(book))
            headings = {f"c{n}": column.name for n, column in enumerate(found.columns)}
            rows = [
                (
                    row.number,
                    {f"c{n}": _text(cell) for n, cell in enumerate(row.cells)},
                )
                for row in found.rows()
            ]
    return TableFile(headings, rows)


def _text(cell: object) -> str:
    return "" if cell is None else clean_line(str(cell))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the columns of a file mean, as the form says it: names of inputs → texts; `named` gives parents by text."""

    given: Mapping[str, str]
    named: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return one input."""
        return self.given.get(name, "")

    def cell(self, name: str, *, named: Mapping[str, str] | None = None) -> list[Cell]:
        """Return how a text is made: what it begins with, the column, how many of its first signs; none: no cell."""
        column, width = self.text(f"{name}.column"), self.text(f"{name}.width")
        if not column:
            return []
        place = f"{{{column}:.{width}}}" if width.isdecimal() and 0 < int(width) < 1000 else f"{{{column}}}"
        prefix = self.text(f"{name}.prefix").replace("{", "").replace("}", "")[:LONGEST_PREFIX]
        return [Cell(of=f"{prefix}{place}", when=self.text(f"{name}.when") or None, named=dict(named or {}))]


def read_choice(post: QueryDict, file: TableFile) -> Choice:
    """Return the choice as sent; of a file just chosen, the likeliest one."""
    if "key.column" not in post:
        return _likely(file)
    names = [
        *(f"{part}.{what}" for part in ("key", *_numbered("parent", PARENTS)) for what in ("prefix", "width")),
        *(
            f"{part}.column"
            for part in ("key", "en", "hue", *_numbered("label", LABELS), *_numbered("parent", PARENTS))
        ),
        *(f"{part}.when" for part in _numbered("parent", PARENTS)),
        "above",
    ]
    columns = {*file.headings, MADE}
    given = {name: post.get(name, "").strip() for name in names}
    given = {n: v for n, v in given.items() if not n.endswith((".column", ".when")) or v in columns}
    pairs = zip(post.getlist("named.from"), post.getlist("named.to"), strict=False)
    return Choice(given=given, named={text: key for text, key in pairs if key})


def _numbered(name: str, count: int) -> Iterator[str]:
    return (f"{name}.{number}" for number in range(count))


def _likely(file: TableFile) -> Choice:
    by_heading = {fold(heading): column for column, heading in file.headings.items()}
    found = {f"{name}.column": by_heading[heading] for name, heading in USUAL.items() if heading in by_heading}
    columns = list(file.headings)
    if "label.0.column" not in found and columns:
        found["label.0.column"] = columns[1] if len(columns) > 1 else columns[0]
        found.setdefault("key.column", columns[0] if len(columns) > 1 else MADE)
    found.setdefault("key.column", MADE)
    return Choice(given=found)


@dataclass(frozen=True, kw_only=True)
class Look:
    """What would become of the lookup: its table, what is wrong, what the file calls the parents."""

    file: TableFile
    choice: Choice
    before: Mapping[str, Any]
    above: LookupSpec | None = None

    @cached_property
    def _rows(self) -> list[tuple[int, dict[str, str]]]:
        labels = [c for name in _numbered("label", LABELS) if (c := self.choice.text(f"{name}.column"))]
        if self.choice.text("key.column") != MADE:
            return list(self.file.rows)
        made: dict[str, str] = {}
        for _line, row in self.file.rows:
            label = next((row.get(c, "") for c in labels if row.get(c)), "")
            if label and label not in made:
                taken = set(made.values())
                made[label] = key_for(label, taken.__contains__, prefix="")
        return [
            (line, {**row, MADE: made.get(next((row.get(c, "") for c in labels if row.get(c)), ""), "")})
            for line, row in self.file.rows
        ]

    @cached_property
    def texts(self) -> list[str]:
        """Return what the first way to a parent gives, each text once, in the order of the file."""
        cells = self.choice.cell("parent.0")
        found = (cells[0].text(row) for _line, row in self._rows) if cells else ()
        return [text for text in dict.fromkeys(found) if text]

    @cached_property
    def unnamed(self) -> list[str]:
        """Return the texts that are no keys of the lookup above, so that somebody must say which value each means."""
        if self.above is None:
            return []
        return [text for text in self.texts if text.lower() not in self.above.values]

    @cached_property
    def named(self) -> dict[str, str]:
        """Return text → key of the parent: as chosen, else by the name of the value above."""
        if self.above is None:
            return {}
        by_label: dict[str, str] = {}
        for value in self.above.values.values():
            for label in (value.label.ru, value.label.en):
                by_label.setdefault(fold(label), value.key)
        likely = {text: by_label[fold(text)] for text in self.unnamed if fold(text) in by_label}
        return {**likely, **{text: key for text, key in self.choice.named.items() if text in self.unnamed}}

    @cached_property
    def _made(self) -> tuple[str, list[Fault]]:
        labels = [cell for name in _numbered("label", LABELS) for cell in self.choice.cell(name)]
        parents = [*self.choice.cell("parent.0", named=self.named), *self.choice.cell("parent.1")]
        given: dict[str, Any] = {"key": self.choice.cell("key"), "label": labels}
        given |= {"en": en} if (en := self.choice.cell("en")) else {}
        given |= {"parent": parents} if parents else {}
        given |= {"hue": hue} if (hue := self.choice.cell("hue")) else {}
        return table_of(ValuesFrom(file="lookups/values.csv", **given), self._rows)

    @property
    def table(self) -> str:
        """Return the table of values."""
        return self._made[0]

    @property
    def faults(self) -> list[Fault]:
        """Return what is wrong with the rows."""
        return self._made[1]

    @cached_property
    def values(self) -> Mapping[str, LookupValue]:
        """Return the values by key."""
        return read_table(self.table)

    @cached_property
    def gone(self) -> list[LookupValue]:
        """Return the values that the present table has and the file has not: they go out of use, records keep them."""
        written = {value["key"] for value in self.before.get("values", ())}
        known = read_table(str(self.before.get("table", ""))) if self.before.get("table") else {}
        return [v for key, v in known.items() if key not in self.values and key not in written]

    @cached_property
    def body(self) -> dict[str, Any]:
        """Return the body of the lookup with the new table; values written one by one stay."""
        gone = [
            {"key": v.key, "label": v.label.as_dict(), "parent": v.parent, "hue": v.hue, "is_retired": True}
            for v in self.gone
        ]
        gone = [{name: part for name, part in value.items() if part is not None} for value in gone]
        return {**self.before, "table": self.table, "values": [*self.before.get("values", ()), *gone]}
