"""A number given by the door when the record is created; nobody types it. Option `template`: «Д-{n:05}»."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample, ValueProblem
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.sections.textual import show_text, text_column


class Options(BaseModel):
    """`template` holds `{n}` with an optional width: `{n:05}`."""

    model_config = ConfigDict(extra="forbid")

    template: str = Field(default="{n}", pattern=r"^[^{}]*\{n(:0\d)?\}[^{}]*$")


def parse(_spec: FieldSpec, value: object) -> str:
    """Accept text only: import of records that already have numbers passes it through the door as system."""
    if not isinstance(value, str):
        raise ValueProblem("not_text", _("The number is given automatically."))
    return value


FIELD_TYPE = FieldType(
    key="autonumber",
    kind=Kind.TEXT,
    label=Label("Автонумерация", "Auto-number"),
    make_column=text_column(),
    parse=parse,
    show=show_text,
    edm="Edm.String",
    widget="readonly",
    options=Options,
    samples=(Sample("Д-00017", "Д-00017", "Д-00017"),),
    refused=(17,),
)
