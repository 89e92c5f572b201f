"""One line of text; option `check` demands a requisite's form and check digit."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample, ValueProblem
from artel.platform.sections.patterns import compiled, pattern_fault
from artel.platform.sections.requisites import CHECKS
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.sections.textual import MAX_LINE, as_line, show_text, text_column


class Options(BaseModel):
    """`max_length` in characters; the whole text fits `pattern`; `check` names a rule of `requisites`.

    `holds_numbers`: digits in the text (a phone among other ways to reach) are found by any fragment.
    """

    model_config = ConfigDict(extra="forbid")

    max_length: int = Field(default=MAX_LINE, ge=1, le=MAX_LINE)
    pattern: str = Field(default="", max_length=200)
    holds_numbers: bool = False
    check: Literal["inn", "kpp", "ogrn", "okpo", "bik", "bank_account"] | None = None

    @field_validator("pattern")
    @classmethod
    def _is_safe(cls, pattern: str) -> str:
        fault = pattern_fault(pattern)
        if fault:
            raise PydanticCustomError("bad_pattern", "{message}", {"message": fault})
        return pattern


def parse(spec: FieldSpec, value: object) -> str:
    """Return the clean line, checked as the options demand."""
    line = as_line(spec, value)
    pattern = str(spec.options.get("pattern") or "")
    if pattern and not compiled(pattern).fullmatch(line):
        message = _("The text has another form than this field wants: %(form)s")
        raise ValueProblem("wrong_pattern", message % {"form": spec.help.text() or pattern})
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
