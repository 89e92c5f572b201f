"""A value of a lookup, stored by its key. Which keys exist is checked by the door, which knows the snapshot."""

from __future__ import annotations

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.sections.textual import as_line, text_column


def show(spec: FieldSpec, value: object, language: str) -> str:
    """Return the label of a fixed choice; lookups are shown through the snapshot."""
    found = spec.choices.get(str(value))
    return found.text(language) if found else str(value)


FIELD_TYPE = FieldType(
    key="choice",
    kind=Kind.CHOICE,
    label=Label("Значение справочника", "Choice"),
    make_column=text_column(),
    parse=as_line,
    show=show,
    edm="Edm.String",
    widget="choice",
    samples=(Sample("web", "web", "web"),),
    refused=([],),
)
