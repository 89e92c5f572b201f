"""A moment. Stored with its zone; text without one is read in the current time zone."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import FieldType, Sample, ValueProblem
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.ui import formats


def parse(_spec: FieldSpec, value: object) -> datetime:
    """Read an aware or naive datetime, ISO 8601 text or «22.11.2026 14:05»."""
    if isinstance(value, datetime):
        found = value
    else:
        written = str(value).strip()
        try:
            if written[2:3] == ".":
                found = datetime.strptime(written, "%d.%m.%Y %H:%M")  # noqa: DTZ007
            else:
                found = datetime.fromisoformat(written)
        except ValueError:
            raise ValueProblem("not_datetime", _("Write the moment as 22.11.2026 14:05.")) from None
    if timezone.is_naive(found):
        found = timezone.make_aware(found)
    if not 1000 <= found.year <= 2999:
        raise ValueProblem("far_date", _("The year is out of reason."))
    return found


def show(_spec: FieldSpec, value: object, language: str) -> str:
    """Return the moment in the current time zone: «22.11.2026 14:05», in English «22 Nov 2026 14:05»."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return formats.exact(timezone.localtime(moment), language=language)


FIELD_TYPE = FieldType(
    key="datetime",
    kind=Kind.DATETIME,
    label=Label("Дата и время", "Date and time"),
    make_column=lambda _spec: models.DateTimeField(null=True, blank=True),
    parse=parse,
    show=show,
    edm="Edm.DateTimeOffset",
    widget="datetime",
    samples=(Sample("2026-11-22T11:05:00+00:00", datetime(2026, 11, 22, 11, 5, tzinfo=UTC), "22.11.2026 14:05"),),
    refused=("завтра", "22.11.2026 25:00"),
)
