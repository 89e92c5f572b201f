"""A choice that hangs on another one of the record: city → region. Option `parent` names the field above.

How values of different levels go together is `sections/linked.py`; the door keeps it true.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample
from artel.platform.sections.fieldtypes.choice import show
from artel.platform.sections.spec import Kind
from artel.platform.sections.textual import as_line, text_column


class Options(BaseModel):
    """`parent` is the key of the field above, in the same section; empty for the topmost."""

    model_config = ConfigDict(extra="forbid")

    parent: str | None = Field(default=None, max_length=63)


FIELD_TYPE = FieldType(
    key="linked_choice",
    kind=Kind.CHOICE,
    label=Label("Связанный справочник", "Linked choice"),
    make_column=text_column(),
    parse=as_line,
    show=show,
    edm="Edm.String",
    widget="choice",
    options=Options,
    samples=(Sample("web", "web", "web"),),
    refused=([], "нет такого"),
)
