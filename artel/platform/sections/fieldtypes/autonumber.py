"""A number given by the door when the record is created; nobody types it. See `records/numbering.py`."""

from __future__ import annotations

import re
from typing import Literal, Self

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample, ValueProblem
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.sections.textual import show_text, text_column

PLACES = re.compile(r"\{(n|number|year|month|day)(?::0(\d))?\}")
RESETS = {"never": (), "yearly": ("year",), "monthly": ("year", "month"), "daily": ("year", "month", "day")}
"""How often numbers begin anew → what the template must then hold, or two records would bear one number."""


class Options(BaseModel):
    """`template` holds `{number}` (or `{n}`) once, with a width if wanted: `{year}-{number:05}`.

    `{month}` and `{day}` may stand in it too.

    `reset` says how often numbers begin anew; left out, it follows from the dates in the template.
    `start` is the first number of a series.
    """

    model_config = ConfigDict(extra="forbid")

    template: str = Field(default="{n}", max_length=100)
    reset: Literal["never", "yearly", "monthly", "daily"] | None = None
    start: int = Field(default=1, ge=0, le=10**12)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        named = [name for name, _width in PLACES.findall(self.template)]
        if "{" in (rest := PLACES.sub("", self.template)) or "}" in rest:
            message = _("The template may hold {number}, {year}, {month} and {day} only, as in {year}-{number:05}.")
            raise PydanticCustomError("bad_template", "{message}", {"message": str(message)})
        if sum(named.count(name) for name in ("n", "number")) != 1:
            message = _("The template must hold {number} once.")
            raise PydanticCustomError("bad_template", "{message}", {"message": str(message)})
        missing = [name for name in RESETS[self.reset or "never"] if name not in named]
        if missing:
            message = _("Numbers that begin anew need {%(name)s} in the template, or one would be given twice.")
            raise PydanticCustomError("bad_template", "{message}", {"message": str(message % {"name": missing[0]})})
        return self


def reset_of(options: Options) -> tuple[str, ...]:
    """Return the parts of the date that a series of numbers belongs to."""
    if options.reset is not None:
        return RESETS[options.reset]
    named = {name for name, _width in PLACES.findall(options.template)}
    found: tuple[str, ...] = ()
    for parts in RESETS.values():
        if named.issuperset(parts):
            found = parts
    return found


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
