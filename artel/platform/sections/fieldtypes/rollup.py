"""What the details of a record add up to: their number, or the sum, least, greatest or average of a field.

Stored and kept right by the database whenever a detail comes, goes, moves or changes (docs/develop/derived.md).
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from artel.platform.kernel.labels import Label
from artel.platform.sections.derived import ResultOptions, make_column, parse, show
from artel.platform.sections.fieldtype import FieldType, Sample
from artel.platform.sections.spec import Kind


class Options(ResultOptions):
    """Records of `section` whose reference `field` points here, those that `filter` lets through.

    `function` goes over their field `of`; count needs none. `result` is the type of what it gives.
    """

    section: str
    field: str
    function: Literal["count", "sum", "min", "max", "avg"]
    of: str | None = None
    filter: str = Field(default="", max_length=4_000)
    result: Literal["integer", "decimal", "money", "date", "datetime"]

    @model_validator(mode="after")
    def _names_what_it_goes_over(self) -> Self:
        if (self.function == "count") is not (self.of is None):
            raise ValueError("count takes no «of»; every other function needs it")
        return self


FIELD_TYPE = FieldType(
    key="rollup",
    kind=Kind.DECIMAL,
    label=Label("Итог по деталям", "Rollup"),
    make_column=make_column,
    parse=parse,
    show=show,
    edm="Edm.Decimal",
    widget="readonly",
    options=Options,
    samples=(Sample(3, 3, "3"),),
    is_derived=True,
)
