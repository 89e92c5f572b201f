"""Yes or no."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample, ValueProblem
from artel.platform.sections.spec import FieldSpec, Kind

WORDS = {"true": True, "1": True, "on": True, "yes": True, "да": True}
WORDS |= {"false": False, "0": False, "off": False, "no": False, "нет": False}


def parse(_spec: FieldSpec, value: object) -> bool:
    """Read a JSON boolean or one of WORDS."""
    if isinstance(value, bool):
        return value
    found = WORDS.get(str(value).strip().casefold())
    if found is None:
        raise ValueProblem("not_boolean", _("Yes or no is expected here."))
    return found


def show(_spec: FieldSpec, value: object, language: str) -> str:
    """Return «да» or «нет»."""
    if language.startswith("en"):
        return "yes" if value else "no"
    return "да" if value else "нет"


FIELD_TYPE = FieldType(
    key="boolean",
    kind=Kind.BOOLEAN,
    label=Label("Да или нет", "Yes or no"),
    make_column=lambda _spec: models.BooleanField(null=True, blank=True),
    parse=parse,
    show=show,
    edm="Edm.Boolean",
    widget="checkbox",
    samples=(Sample("да", True, "да"), Sample(False, False, "нет")),
    refused=("может быть", 2),
)
