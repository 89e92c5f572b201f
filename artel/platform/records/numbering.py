"""Auto-numbers: taken in the transaction of the create, so a rolled-back one leaves no gap."""

from __future__ import annotations

from django.db import connection

from artel.platform.records.drafts import Batch


def give_numbers(batch: Batch) -> None:
    """Fill the auto-number fields of new records that have none yet.

    The counter's row stays locked to the end of the transaction: numbers have no gaps and no twins.
    """
    for field in batch.section.shown_fields:
        if field.type != "autonumber":
            continue
        drafts = [d for d in batch.drafts if not d.values.get(field.key)]
        if not drafts:
            continue
        last = _advance(batch.section.key, field.key, len(drafts))
        template = str(field.options.get("template", "{n}"))
        for number, draft in enumerate(drafts, start=last - len(drafts) + 1):
            draft.set(field.key, template.format(n=number))


def _advance(section: str, field: str, count: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_counter (section, field, value) VALUES (%s, %s, %s) "
            "ON CONFLICT (section, field) DO UPDATE SET value = records_counter.value + excluded.value RETURNING value",
            [section, field, count],
        )
        return int(cursor.fetchone()[0])
