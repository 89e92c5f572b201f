"""A phone number in E.164 («+79172550418»), optionally with an extension («+78432925518;ext=12»)."""

from __future__ import annotations

import re

import phonenumbers
from django.utils.translation import gettext_lazy as _

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample, ValueProblem
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.sections.textual import as_line, text_column

HOME = "RU"
"""Region of numbers written without a country code."""


_RUSSIAN = re.compile(r"^(?:\+7|8|7)([3489]\d{9})$")
_BETWEEN = str.maketrans("", "", " ()-\u00a0")


def normalise_phone(written: str) -> str:
    """Return E.164 with `;ext=` (RFC 3966) when there is an extension; raises ValueProblem."""
    # Nearly every number in an import is of this form; the library takes fifty times as long for it.
    plain_russian = _RUSSIAN.match(written.translate(_BETWEEN))
    if plain_russian:
        return f"+7{plain_russian[1]}"
    spelled = written.replace("доб.", "ext.").replace("доб", "ext.").replace("вн.", "ext.")
    try:
        number = phonenumbers.parse(spelled, HOME)
    except phonenumbers.NumberParseException:
        raise ValueProblem("not_phone", _("This is not a phone number. Write it as +7 917 255-04-18.")) from None
    if not phonenumbers.is_possible_number(number):
        raise ValueProblem("not_phone", _("The phone number has too many or too few digits."))
    plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{plain};ext={number.extension}" if number.extension else plain


def show_phone(value: str) -> str:
    """Return «+7 917 255-04-18», with «доб. 12» when there is an extension."""
    plain, _sep, extension = value.partition(";ext=")
    try:
        number = phonenumbers.parse(plain)
    except phonenumbers.NumberParseException:
        return value
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return f"{written} доб. {extension}" if extension else written


def parse(spec: FieldSpec, value: object) -> str:
    """Return the number in E.164."""
    return normalise_phone(as_line(spec, value))


def show(_spec: FieldSpec, value: object, _language: str) -> str:
    """Return the number in international spelling."""
    return show_phone(str(value))


FIELD_TYPE = FieldType(
    key="phone",
    kind=Kind.TEXT,
    label=Label("Телефон", "Phone"),
    make_column=text_column(),
    parse=parse,
    show=show,
    edm="Edm.String",
    widget="phone",
    samples=(
        Sample("8 (917) 255-04-18", "+79172550418", "+7 917 255-04-18"),
        Sample("8(843)2925518 доб.12", "+78432925518;ext=12", "+7 843 292-55-18 доб. 12"),
    ),
    refused=("звонить вечером", "12", "+7 917"),
)
