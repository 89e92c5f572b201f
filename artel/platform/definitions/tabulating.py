"""From somebody's table to values of a lookup: `values_from` of a pack names a CSV file and what its columns mean.

    values_from:
      file: lookups/ru-cities.csv
      key: "c{kladr_id:.11}"                        # the first eleven signs of a column
      label: "{city}"
      parent: [{of: "a{kladr_id:.5}", when: area}, "r{kladr_id:.2}"]   # the first that has what it needs

      hue: "{kind}"                                 # a colour: its number from 1 to 6, or its name

A file with the columns key, ru, en and parent (and hue) needs nothing but its name. Rows that give the same value say
it once.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Annotated, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from artel.platform.kernel.labels import Label
from artel.platform.kernel.text import fold
from artel.platform.sections.listed import COLUMNS, HUE, is_hue, write_table
from artel.platform.sections.spec import LookupValue

Row = Mapping[str, str]
_PLACE = re.compile(r"\{(\w+)(?::\.(\d{1,3}))?\}")


HUE_NAMES = (
    ("серый", "grey", "gray"),
    ("синий", "blue", "голубой"),
    ("фиолетовый", "violet", "purple"),
    ("охра", "ochre", "желтый", "yellow", "оранжевый", "orange"),
    ("розовый", "pink", "красный", "red"),
    ("зеленый", "green"),
)
"""What tables call the six colours, the first by its own name; those that have none here become the nearest."""
_HUES = {name: hue for hue, names in enumerate(HUE_NAMES, 1) for name in names}


class Cell(BaseModel):
    """How a text is made of a row: `{column}`, `{column:.5}` for its beginning; `named` gives texts other names.

    It is left out for rows in which the column `when` (by itself: any column it names) is empty.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    of: str = Field(max_length=200)
    when: str | None = None
    named: dict[str, str] = Field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns it needs."""
        return (*(name for name, _width in _PLACE.findall(self.of)), *((self.when,) if self.when else ()))

    def text(self, row: Row) -> str | None:
        """Return the text that a row gives, None when it lacks what is needed."""
        if any(not (row.get(name) or "").strip() for name in self.columns):
            return None
        made = _PLACE.sub(lambda p: (row[p[1]] or "").strip()[: int(p[2]) if p[2] else None], self.of)
        return self.named.get(made, made)


def _cells(value: Any) -> Any:
    listed = value if isinstance(value, list) else [value]
    return [{"of": cell} if isinstance(cell, str) else cell for cell in listed]


Cells = Annotated[tuple[Cell, ...], BeforeValidator(_cells)]


class ValuesFrom(BaseModel):
    """Where the values of a lookup come from. Of several ways to make a text the first that works counts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str = Field(pattern=r"^lookups/[\w.-]+\.csv$")
    key: Cells = (Cell(of="{key}"),)
    label: Cells = (Cell(of="{ru}"),)
    en: Cells = (Cell(of="{en}"),)
    parent: Cells = (Cell(of="{parent}"),)
    hue: Cells = (Cell(of="{hue}"),)


class UnknownHue(ValueError):
    """A cell names a colour that there is not."""


Fault = tuple[str, str | Promise]
"""Code and words of what is wrong."""


def table_from(source: ValuesFrom, text: str) -> tuple[str, list[Fault]]:
    """Return the table of values that a CSV text gives, and everything that is wrong with it."""
    dialect = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    reader = csv.DictReader(StringIO(text), delimiter=dialect)
    known = set(reader.fieldnames or ())
    faults = list(_unknown(source, known))
    if faults:
        return "", faults
    return table_of(source, ((reader.line_num, row) for row in reader))


def table_of(source: ValuesFrom, rows: Iterable[tuple[int, Row]]) -> tuple[str, list[Fault]]:
    """Return the table of values that numbered rows give, and everything that is wrong with them."""
    faults: list[Fault] = []
    values: dict[str, LookupValue] = {}
    for line, row in rows:
        try:
            value = _value(source, row)
        except UnknownHue as error:
            message = _("Line %(line)s: there is no colour “%(text)s”: grey, blue, violet, ochre, pink, green, or 1–6.")
            faults.append(("bad_hue", message % {"line": line, "text": error}))
            continue
        if value is None:
            continue
        earlier = values.setdefault(value.key, value)
        if (earlier.label, earlier.parent, earlier.hue) != (value.label, value.parent, value.hue):
            message = _("Line %(line)s: the value “%(key)s” is called “%(label)s” here and “%(other)s” before.")
            said = {"line": line, "key": value.key, "label": value.label.ru, "other": earlier.label.ru}
            faults.append(("duplicate_key", message % said))
    return write_table(values.values()), faults


def _unknown(source: ValuesFrom, known: set[str]) -> Iterator[Fault]:
    plain = known >= {"key", "ru"}
    for name in ("key", "label", "en", "parent", HUE):
        is_default = name not in source.model_fields_set
        cells: Sequence[Cell] = getattr(source, name)
        for column in {column for cell in cells for column in cell.columns} - known:
            if is_default and (name in ("en", "parent", HUE) or plain):
                continue
            message = _("The file has no column “%(column)s”; its columns are %(known)s.")
            yield "unknown_column", message % {"column": column, "known": ", ".join(sorted(known or COLUMNS))}


def _value(source: ValuesFrom, row: Row) -> LookupValue | None:
    key, label, en, parent = (_first(cells, row) for cells in (source.key, source.label, source.en, source.parent))
    if key is None or label is None:
        return None
    hue = _hue(_first(source.hue, row) or "")
    parent = parent.lower() if parent else None
    return LookupValue(key=key.lower(), label=Label(label, en or label), parent=parent, hue=hue)


def _hue(text: str) -> int | None:
    if not is_hue(text) and fold(text) not in _HUES:
        raise UnknownHue(text)
    return _HUES.get(fold(text)) or (int(text) if text else None)


def _first(cells: Sequence[Cell], row: Row) -> str | None:
    return next((text for cell in cells if (text := cell.text(row)) is not None), None)
