"""An e-mail address, in lower case: servers that tell cases apart are not met in practice."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample, ValueProblem
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.sections.textual import as_line, show_text, text_column

_is_valid = EmailValidator()
_PLAIN = re.compile(
    r"[a-z0-9_+-]{1,60}(?:\.[a-z0-9_+-]{1,60})*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,60}", re.ASCII
)
"""What nearly all addresses look like; the validator takes ten times as long to say so."""
MAX_PLAIN = 250


def parse(spec: FieldSpec, value: object) -> str:
    """Return the address without `mailto:`, in lower case."""
    address = as_line(spec, value).removeprefix("mailto:").strip("<>,; ").lower()
    if len(address) <= MAX_PLAIN and _PLAIN.fullmatch(address):
        return address
    try:
        _is_valid(address)
    except ValidationError:
        raise ValueProblem("not_email", _("This is not an e-mail address.")) from None
    return address


FIELD_TYPE = FieldType(
    key="email",
    kind=Kind.TEXT,
    label=Label("E-mail", "E-mail"),
    make_column=text_column(),
    parse=parse,
    show=show_text,
    edm="Edm.String",
    widget="email",
    samples=(Sample(" Ivan.Petrov@Example.RU ", "ivan.petrov@example.ru", "ivan.petrov@example.ru"),),
    refused=("петров", "a@b", "a b@example.ru"),
)
