"""A postal address in one line, as people write and read it: `420111, Казань, ул. Баумана, 12`; shown with a map link.

Its parts are not taken apart: a guess that is wrong in one address of ten is worse than none. A company that counts by
region and city keeps them in linked choices beside it.
"""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from artel.platform.kernel import text
from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample, ValueProblem
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.sections.textual import MAX_LINE, as_line, show_text, text_column

MAPS = {
    "yandex": "https://yandex.ru/maps/?text={}",
    "osm": "https://www.openstreetmap.org/search?query={}",
    "none": "",
}
_COMMAS = re.compile(r"\s*,(?:\s*,)*\s*")
_INDEX_FIRST = re.compile(r"^(\d{6})\s+(?=\D)")


class Options(BaseModel):
    """`map` is the service that shows the place."""

    model_config = ConfigDict(extra="forbid")

    map: Literal["yandex", "osm", "none"] = "yandex"


def parse(spec: FieldSpec, value: object) -> str:
    """Return the address in one line: line breaks become commas, the postal code stands apart."""
    written = text.clean(value).replace("\n", ", ") if isinstance(value, str) else value
    line = as_line(spec, written)
    line = _COMMAS.sub(", ", _INDEX_FIRST.sub(r"\1, ", line)).strip(" ,")
    if not any(c.isalpha() for c in line):
        raise ValueProblem("not_address", _("Write the address in words: town, street, house."))
    if len(line) > MAX_LINE:
        raise ValueProblem("too_long", _("The text is longer than %(limit)s characters.") % {"limit": MAX_LINE})
    return line


def map_url(spec: FieldSpec, address: str) -> str:
    """Return where the place is shown on a map, empty when the field wants none."""
    return MAPS[str(spec.options.get("map", "yandex"))].format(quote(address))


FIELD_TYPE = FieldType(
    key="address",
    kind=Kind.TEXT,
    label=Label("Адрес", "Address"),
    make_column=text_column(),
    parse=parse,
    show=show_text,
    edm="Edm.String",
    widget="address",
    options=Options,
    samples=(
        Sample("420111 Казань,ул. Баумана ,  12", "420111, Казань, ул. Баумана, 12", "420111, Казань, ул. Баумана, 12"),
        Sample("Казань\nул. Баумана, 12,", "Казань, ул. Баумана, 12", "Казань, ул. Баумана, 12"),
        Sample("12 Main St, Springfield", "12 Main St, Springfield", "12 Main St, Springfield"),
    ),
    refused=("420111", "—", ["Казань"], "я" * 600),
)
