"""One line of text; option `check` demands a requisite's form and check digit."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample
from artel.platform.sections.requisites import CHECKS
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.sections.textual import MAX_LINE, as_line, show_text, text_column


class Options(BaseModel):
    """`max_length` in characters; `check` names a rule of `requisites`.

    `holds_numbers`: digits in the text (a phone among other ways to reach) are found by any fragment.
    """

    model_config = ConfigDict(extra="forbid")

    max_length: int = Field(default=MAX_LINE, ge=1, le=MAX_LINE)
    holds_numbers: bool = False
    check: Literal["inn", "kpp", "ogrn", "bik", "bank_account"] | None = None


def parse(spec: FieldSpec, value: object) -> str:
    """Return the clean line, checked as the options demand."""
    line = as_line(spec, value)
    check = spec.options.get("check")
    return CHECKS[check](line) if check else line


FIELD_TYPE = FieldType(
    key="text",
    kind=Kind.TEXT,
    label=Label("Строка", "Text"),
    make_column=text_column(),
    parse=parse,
    show=show_text,
    edm="Edm.String",
    widget="text",
    options=Options,
    samples=(Sample("  ООО  «Лифт» ", "ООО «Лифт»", "ООО «Лифт»"), Sample(42, "42", "42")),
    refused=(["список"], "я" * 501),
)
