"""Text of several lines."""

from __future__ import annotations

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample
from artel.platform.sections.spec import Kind
from artel.platform.sections.textual import as_text, show_text, text_column

FIELD_TYPE = FieldType(
    key="long_text",
    kind=Kind.LONG_TEXT,
    label=Label("Текст", "Long text"),
    make_column=text_column(),
    parse=as_text,
    show=show_text,
    edm="Edm.String",
    widget="textarea",
    samples=(Sample("первая\r\nвторая ", "первая\nвторая", "первая\nвторая"),),
    refused=(12, "я" * 100_001),
)
