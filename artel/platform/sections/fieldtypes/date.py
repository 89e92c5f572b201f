"""A calendar day, without a time and without a time zone."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample, ValueProblem
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.ui import formats


def parse(_spec: FieldSpec, value: object) -> date:
    """Read a date, ISO 8601 text or «22.11.2026»."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        found = value
    else:
        written = str(value).strip()
        try:
            is_russian = written[2:3] == "."
            found = datetime.strptime(written, "%d.%m.%Y").date() if is_russian else date.fromisoformat(written[:10])  # noqa: DTZ007
        except ValueError:
            raise ValueProblem("not_date", _("There is no such day. Write it as 22.11.2026.")) from None
    if not 1000 <= found.year <= 2999:
        raise ValueProblem("far_date", _("The year is out of reason."))
    return found


def show(_spec: FieldSpec, value: object, language: str) -> str:
    """Return «22.11.2026», in English «22 Nov 2026»."""
    day = value if isinstance(value, date) else date.fromisoformat(str(value))
    return formats.exact(day, language=language)


FIELD_TYPE = FieldType(
    key="date",
    kind=Kind.DATE,
    label=Label("Дата", "Date"),
    make_column=lambda _spec: models.DateField(null=True, blank=True),
    parse=parse,
    show=show,
    edm="Edm.Date",
    widget="date",
    samples=(
        Sample("22.11.2026", date(2026, 11, 22), "22.11.2026"),
        Sample("2026-11-22", date(2026, 11, 22), "22.11.2026"),
    ),
    refused=("31.02.2025", "вчера", "0001-01-01", 12),
)
