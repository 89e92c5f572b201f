"""Several values of a lookup, stored by their keys in an array. Which keys exist is checked by the door.

No value is NULL, never an empty array: so "is empty" means one thing in conditions, exports and the history.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from artel.platform.kernel import text
from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample, ValueProblem
from artel.platform.sections.spec import FieldSpec, Kind

MOST = 100
"""Values in one field: beyond it the company needs a section of its own."""
_BETWEEN = re.compile(r"[,;\n]")


def parse(_spec: FieldSpec, value: object) -> list[str] | None:
    """Return the keys, each once, in the order given; a text holds them between commas or semicolons."""
    given: Iterable[object] = _BETWEEN.split(value) if isinstance(value, str) else value  # type: ignore[assignment]
    if not isinstance(given, list | tuple) or not all(isinstance(item, str) for item in given):
        raise ValueProblem("not_list", _("A list of values is expected here."))
    keys = list(dict.fromkeys(key for item in given if (key := text.clean_line(str(item)))))
    if len(keys) > MOST:
        raise ValueProblem("too_many", _("Not more than %(limit)s values.") % {"limit": MOST})
    return keys or None


def show(spec: FieldSpec, value: object, language: str) -> str:
    """Return the labels of fixed choices after commas; lookups are shown through the snapshot."""
    keys = value if isinstance(value, list | tuple) else [value]
    labels = (spec.choices.get(str(key)) for key in keys)
    return ", ".join(label.text(language) if label else str(key) for key, label in zip(keys, labels, strict=True))


FIELD_TYPE = FieldType(
    key="multi_choice",
    kind=Kind.CHOICES,
    label=Label("Несколько значений справочника", "Several choices"),
    make_column=lambda _spec: ArrayField(models.TextField(), null=True, blank=True),
    parse=parse,
    show=show,
    edm="Collection(Edm.String)",
    widget="choices",
    samples=(
        Sample(["web"], ["web"], "web"),
        Sample(["web", "fair", "web"], ["web", "fair"], "web, fair"),
        Sample(" fair; web ", ["web", "fair"], "web, fair"),
    ),
    refused=(17, {"web": True}, [["web"]], [None]),
)
