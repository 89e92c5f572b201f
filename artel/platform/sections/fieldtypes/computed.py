"""A value that an expression gives: over the record's own fields and those of the records it points to.

Stored, indexed when asked, and kept right by the database (docs/develop/derived.md); nobody writes it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from artel.platform.kernel.labels import Label
from artel.platform.sections.derived import ResultOptions, make_column, parse, show
from artel.platform.sections.fieldtype import FieldType, Sample
from artel.platform.sections.spec import Kind


class Options(ResultOptions):
    """`expression` in the grammar of conditions with arithmetic, `if` and `coalesce`; `result` is the type it gives."""

    expression: str = Field(min_length=1, max_length=4_000)
    result: Literal["text", "integer", "decimal", "money", "date", "datetime", "boolean"]


FIELD_TYPE = FieldType(
    key="computed",
    kind=Kind.TEXT,
    label=Label("Вычисляемое", "Computed"),
    make_column=make_column,
    parse=parse,
    show=show,
    edm="Edm.String",
    widget="readonly",
    options=Options,
    samples=(Sample("Долина", "Долина", "Долина"),),
    is_derived=True,
)
