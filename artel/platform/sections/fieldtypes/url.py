"""An address of a site; `https://` is added when missing, schemes other than http(s) are refused."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample, ValueProblem
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.sections.textual import as_line, text_column

_is_valid = URLValidator(schemes=["http", "https"])


def parse(spec: FieldSpec, value: object) -> str:
    """Return the address with its scheme."""
    address = as_line(spec, value)
    if "://" not in address:
        address = f"https://{address}"
    try:
        _is_valid(address)
    except ValidationError:
        raise ValueProblem("not_url", _("This is not an address of a site.")) from None
    return address


def show(_spec: FieldSpec, value: object, _language: str) -> str:
    """Return host and path without the scheme."""
    parts = urlsplit(str(value))
    return (parts.netloc.removeprefix("www.") + parts.path).rstrip("/")


FIELD_TYPE = FieldType(
    key="url",
    kind=Kind.TEXT,
    label=Label("Ссылка на сайт", "URL"),
    make_column=text_column(),
    parse=parse,
    show=show,
    edm="Edm.String",
    widget="url",
    samples=(Sample("www.example.ru/lifts", "https://www.example.ru/lifts", "example.ru/lifts"),),
    refused=("не сайт", "javascript:alert(1)", "ftp://example.ru"),
)
