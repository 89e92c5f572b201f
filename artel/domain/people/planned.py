"""The columns that answer «what is planned next?» on a record's list, board and card.

They are filled by the feature that knows of activities (`artel.domain.work`), in the transaction that plans
or closes one; NULL means that nothing is planned, so a view can ask `next_activity_at eq null`.
"""

from __future__ import annotations

from django.db import models

from artel.platform.kernel.labels import Label
from artel.platform.sections.declaring import declare_field
from artel.platform.sections.spec import FieldSpec

ACTIVITY_KINDS = {
    "tasks": Label("Задача", "Task"),
    "calls": Label("Звонок", "Call"),
    "meetings": Label("Встреча", "Meeting"),
}


class Planned(models.Model):
    """The earliest open activity: when it is due, what it is, which section it is a record of."""

    next_activity_at = models.DateTimeField(null=True, blank=True)
    next_activity = models.TextField(null=True, blank=True)
    next_activity_kind = models.TextField(null=True, blank=True)

    class Meta:
        abstract = True


def planned_fields() -> tuple[FieldSpec, ...]:
    """Return the specs of the columns of `Planned`."""
    return (
        declare_field(
            "next_activity_at",
            "datetime",
            Label("Следующая активность", "Next activity due"),
            system=True,
            readonly=True,
        ),
        declare_field(
            "next_activity",
            "text",
            Label("Что запланировано", "Next activity"),
            system=True,
            readonly=True,
        ),
        declare_field(
            "next_activity_kind",
            "choice",
            Label("Вид активности", "Kind of activity"),
            system=True,
            readonly=True,
            choices=ACTIVITY_KINDS,
        ),
    )
