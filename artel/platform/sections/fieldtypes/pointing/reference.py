"""A pointer to a record of the section `target`; its column is a foreign key made by the schema."""

from __future__ import annotations

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample
from artel.platform.sections.pointers import as_id, show_id
from artel.platform.sections.spec import Kind

FIELD_TYPE = FieldType(
    key="reference",
    kind=Kind.REFERENCE,
    label=Label("Ссылка на запись", "Reference"),
    make_column=lambda _spec: None,
    parse=as_id,
    show=show_id,
    edm="Edm.Int64",
    widget="reference",
    samples=(Sample("17", 17, "17"),),
    refused=("семнадцать", 0, -4, True),
)
