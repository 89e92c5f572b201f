"""Several uploaded files in the order that people gave them: their ids in an array.

An array, not a table of links: order, optimistic lock, history, undo of a merge and the writing of thousands at once
are those of any other value, and names come in the query that reads the record (`files/reading.py`). What a foreign key
would keep is kept by who may remove a file: `files/actions.py` takes it out of its field first. No value is NULL, never
an empty array, as in every list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample, ValueProblem
from artel.platform.sections.fieldtypes.pointing.file import FileOptions
from artel.platform.sections.pointers import as_id
from artel.platform.sections.spec import FieldSpec, Kind

MOST = 100
"""Files in one field: beyond it the company needs a section of its own."""
USUAL = 20
_BETWEEN = re.compile(r"[,;\n]")


class FilesOptions(FileOptions):
    """`max_files`: how many files the field takes."""

    max_files: int = Field(default=USUAL, ge=1, le=MOST)


def parse(spec: FieldSpec, value: object) -> list[int] | None:
    """Return the ids, each once, in the order given; a text holds them between commas or semicolons."""
    given: Iterable[object] = _BETWEEN.split(value) if isinstance(value, str) else value  # type: ignore[assignment]
    if isinstance(given, str | bytes | dict) or not isinstance(given, list | tuple):
        raise ValueProblem("not_list", _("A list of files is expected here."))
    ids = list(dict.fromkeys(as_id(spec, item) for item in given if not isinstance(item, str) or item.strip()))
    most = most_files(spec)
    if len(ids) > most:
        raise ValueProblem("too_many", _("Not more than %(limit)s files.") % {"limit": most})
    return ids or None


def most_files(spec: FieldSpec) -> int:
    """Return how many files a field takes."""
    return int(spec.options.get("max_files", USUAL)) if spec.kind is Kind.FILES else 1


def show(_spec: FieldSpec, value: object, _language: str) -> str:
    """Return the bare ids; consumers show the names that come from the same query."""
    return ", ".join(str(part) for part in (value if isinstance(value, list | tuple) else [value]))


FIELD_TYPE = FieldType(
    key="files",
    kind=Kind.FILES,
    label=Label("Файлы", "Files"),
    make_column=lambda _spec: ArrayField(models.BigIntegerField(), null=True, blank=True),
    parse=parse,
    show=show,
    edm="Collection(Edm.Int64)",
    widget="files",
    options=FilesOptions,
    samples=(
        Sample([17], [17], "17"),
        Sample([18, 17, 18], [18, 17], "18, 17"),
        Sample(" 18; 17 ", [18, 17], "18, 17"),
    ),
    refused=(17, {"17": True}, [[17]], ["семнадцать"], [0], [True], list(range(1, MOST + 2))),
)
