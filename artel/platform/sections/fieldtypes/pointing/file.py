"""A pointer to an uploaded file; its column is a foreign key made by the schema."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample
from artel.platform.sections.pointers import as_id, show_id
from artel.platform.sections.spec import Kind

BIGGEST = 100
"""Megabytes that a field may allow one file: no upload is bigger (`FILE_SIZE_LIMIT` of the settings)."""


class FileOptions(BaseModel):
    """`max_size`: most megabytes of one file; as many as any upload may have where it is not given."""

    model_config = ConfigDict(extra="forbid")

    max_size: int | None = Field(default=None, ge=1, le=BIGGEST)


FIELD_TYPE = FieldType(
    key="file",
    kind=Kind.FILE,
    label=Label("Файл", "File"),
    make_column=lambda _spec: None,
    parse=as_id,
    show=show_id,
    edm="Edm.Int64",
    widget="file",
    options=FileOptions,
    samples=(Sample("17", 17, "17"),),
    refused=("семнадцать", 0, -4, True),
)
