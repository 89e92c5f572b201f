"""How long something lasts, in whole minutes."""

from __future__ import annotations

from django.db import models

from artel.platform.kernel.labels import Label
from artel.platform.sections.durations import in_words, read_minutes
from artel.platform.sections.fieldtype import FieldType, Sample
from artel.platform.sections.spec import FieldSpec, Kind


def parse(_spec: FieldSpec, value: object) -> int:
    """Return the minutes."""
    return read_minutes(value)


def show(_spec: FieldSpec, value: object, language: str) -> str:
    """Return «1 ч 30 мин»."""
    return in_words(int(str(value)), language)


FIELD_TYPE = FieldType(
    key="duration",
    kind=Kind.DURATION,
    label=Label("Длительность", "Duration"),
    make_column=lambda _spec: models.IntegerField(null=True, blank=True),
    parse=parse,
    show=show,
    edm="Edm.Duration",
    widget="duration",
    samples=(
        Sample("1 ч 30 мин", 90, "1\u00a0ч\u00a030\u00a0мин"),
        Sample("1:30", 90, "1\u00a0ч\u00a030\u00a0мин"),
        Sample("1,5 ч", 90, "1\u00a0ч\u00a030\u00a0мин"),
        Sample("1.5ч", 90, "1\u00a0ч\u00a030\u00a0мин"),
        Sample("90м", 90, "1\u00a0ч\u00a030\u00a0мин"),
        Sample("90", 90, "1\u00a0ч\u00a030\u00a0мин"),
        Sample("PT1H30M", 90, "1\u00a0ч\u00a030\u00a0мин"),
        Sample("P1DT2H", 1560, "26\u00a0ч"),
        Sample("2 часа", 120, "2\u00a0ч"),
        Sample("1h 30m", 90, "1\u00a0ч\u00a030\u00a0мин"),
        Sample(0, 0, "0\u00a0мин"),
    ),
    refused=("долго", "1:75", "-5", -5, "PT", True, "1000000000", "ч", {"hours": 1}),
)
