"""The stage of the record's pipeline, stored by its key. The process engine guards the moves."""

from __future__ import annotations

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample
from artel.platform.sections.spec import Kind
from artel.platform.sections.textual import as_line, show_text, text_column

FIELD_TYPE = FieldType(
    key="stage",
    kind=Kind.CHOICE,
    label=Label("Стадия", "Stage"),
    make_column=text_column(),
    parse=as_line,
    show=show_text,
    edm="Edm.String",
    widget="stage",
    samples=(Sample("new", "new", "new"),),
    refused=([],),
)
