"""A lookup: an editable list of values. Values are never deleted, only retired.

Few values are written one by one. Thousands stand in `table`, a text of comma-separated lines with the heading
`key,ru,en,parent`, with colours `key,ru,en,parent,hue`; values written beside it add to it or stand in place of its
own, so that what a company adds and what a new version of a pack brings never meet in one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import DefinitionKind, Labelled, problem
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.labels import Label
from artel.platform.sections.listed import COLUMNS, HUES, headings, is_hue, is_table, rows_of
from artel.platform.sections.spec import Snapshot

KEY_OF_VALUE = r"^[a-z0-9][a-z0-9_-]{0,47}$"
MAX_TABLE = 8 * 1024 * 1024
MAX_VALUES = 100_000
MOST_TOLD = 20
_KEY = re.compile(KEY_OF_VALUE)


class ValueBody(Labelled):
    """One value; `parent` is a value of the lookup of a field above, `hue` its colour, as a stage's."""

    key: str = Field(pattern=KEY_OF_VALUE)
    parent: str | None = None
    hue: int | None = Field(default=None, ge=HUES.start, le=HUES.stop - 1)
    is_retired: bool = False


class LookupBody(Labelled):
    """Values in the order of showing, those of `table` first."""

    values: tuple[ValueBody, ...] = ()
    table: str = Field(default="", max_length=MAX_TABLE)


def check(document: Document, body: LookupBody, _snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """No key stands twice; a table has its heading, four cells in a line, keys and labels."""
    seen: set[str] = set()
    for position, value in enumerate(body.values):
        if value.key in seen:
            message = _("The value “%(key)s” stands twice.") % {"key": value.key}
            yield problem(document, f"values.{position}", "duplicate_key", message)
        seen.add(value.key)
    if body.table:
        yield from _told(document, table_faults(body.table))


def _told(document: Document, faults: Iterable[tuple[str, object]]) -> Iterable[DefinitionProblem]:
    for number, (code, message) in enumerate(faults):
        if number == MOST_TOLD:
            return
        yield problem(document, "table", code, message)


def table_faults(table: str) -> Iterable[tuple[str, object]]:
    """Yield (code, words) for everything that is wrong with a table of values."""
    if not is_table(table):
        yield "bad_table", _("The first line must be: %(columns)s.") % {"columns": ",".join(COLUMNS)}
        return
    seen: set[str] = set()
    width = len(headings(table))
    for line, row in rows_of(table):
        where = {"line": line, "key": row[0][:60]}
        if len(row) != width or not row[1].strip():
            yield "bad_table", _("Line %(line)s: a key, a label and two more cells are expected.") % where
        elif not all(map(is_hue, row[len(COLUMNS) :])):
            yield "bad_hue", _("Line %(line)s: a colour is a number from 1 to 6.") % where
        elif not _KEY.match(row[0]):
            yield "bad_key", _("Line %(line)s: the key “%(key)s” is not made of a-z, 0-9, _ and -.") % where
        elif row[0] in seen:
            yield "duplicate_key", _("Line %(line)s: the value “%(key)s” stands twice.") % where
        seen.add(row[0])
    if len(seen) > MAX_VALUES:
        yield "too_many", _("A lookup holds not more than %(limit)s values.") % {"limit": MAX_VALUES}


KIND = DefinitionKind(key="lookup", label=Label("Справочник", "Lookup"), body=LookupBody, check=check, order=15)
