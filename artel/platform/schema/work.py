"""Does what an apply left behind: indexes built CONCURRENTLY, foreign keys validated, old columns dropped.

Runs outside a transaction. Each piece is idempotent; a failure is written beside it, shows in
`artel doctor` and is tried again by the next run.
"""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.utils import timezone

from artel.platform.schema.apply import LOCK_WAIT, index_name, index_sql
from artel.platform.schema.models import PendingSchemaWork
from artel.platform.schema.operations import foreign_key_name
from artel.platform.sections.spec import Snapshot


def finish_pending_work(snapshot: Snapshot) -> int:
    """Do all work that is due; return how many pieces were done."""
    done = 0
    for work in PendingSchemaWork.objects.filter(done_at=None, not_before__lte=timezone.now()).order_by("id"):
        try:
            for statement in _statements(work, snapshot):
                with connection.cursor() as cursor:
                    # Behind a waiting DROP everybody waits. An index built CONCURRENTLY holds up nobody while it waits.
                    wait = LOCK_WAIT if work.action.startswith("drop") else "0"
                    cursor.execute("SELECT set_config('lock_timeout', %s, false)", [wait])
                    cursor.execute(statement)
        except DatabaseError as error:
            work.error = str(error).strip()
        else:
            work.error, work.done_at = "", timezone.now()
            done += 1
        work.save(update_fields=["error", "done_at"])
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")
    return done


def _statements(work: PendingSchemaWork, snapshot: Snapshot) -> list[str]:
    spec = snapshot.sections.get(work.section)
    table = spec.table if spec else work.section
    field = spec.fields.get(work.field) if spec else None
    if work.action == "drop_table":
        return [f'DROP TABLE IF EXISTS "{table}"']
    if field is None:
        return []
    if work.action == "drop_column":
        return [f'ALTER TABLE "{table}" DROP COLUMN IF EXISTS "{field.column}"'] if field.retired else []
    if work.action == "validate":
        return [f'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{foreign_key_name(table, field.column)}"']
    # A build that was interrupted leaves an invalid index of the same name.
    name = index_name(table, field)
    return [f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"', index_sql(table, field, concurrently=True)]
