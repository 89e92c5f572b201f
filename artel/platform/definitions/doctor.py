"""The doctor's look at the configuration: does the database have what the definitions say?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

from artel.installation.checking import Check
from artel.platform.definitions.checking import WARN_COLUMNS
from artel.platform.definitions.current import latest_snapshot
from artel.platform.schema.models import PendingSchemaWork


def checks() -> Iterable[Check]:
    """Yield the checks of tables and columns, of their number, and of work that applies left behind."""
    snapshot = latest_snapshot()
    present = _columns()
    missing = [
        f"{spec.table}.{field.column}"
        for spec in snapshot.sections.values()
        if not spec.retired
        for field in spec.shown_fields
        if field.column not in present[spec.table]
    ]
    advice = "The database was changed by hand, or a backup is incomplete: restore a backup, or apply the packs again."
    yield Check("definitions", not missing, f"missing: {', '.join(missing)}" if missing else "all in place", advice)
    wide = [s.key for s in snapshot.sections.values() if len(present[s.table]) > WARN_COLUMNS]
    advice = "Split the section into two: PostgreSQL has a limit on columns."
    yield Check("columns", not wide, f"many columns: {', '.join(wide)}" if wide else "within limits", advice)
    failed = PendingSchemaWork.objects.filter(done_at=None).exclude(error="").order_by("id")[:20]
    told = "; ".join(f"{w.action} {w.section}.{w.field}: {w.error}" for w in failed)
    yield Check("indexes", not told, told or "all built", "Mend the records named; the work is tried again by itself.")


def _columns() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        )
        for table, column in cursor.fetchall():
            found[table].add(column)
    return found
