"""Files stay with their records: with those that took them, when these are merged, and no longer. Found by place."""

from __future__ import annotations

from artel.platform.definitions.current import current_snapshot
from artel.platform.files.actions import keep_in_fields, let_go
from artel.platform.files.models import StoredFile
from artel.platform.kernel.events import RecordsChanged, RecordsCreated, RecordsPurged, subscribe
from artel.platform.records.attached import attach_table

attach_table(StoredFile._meta.db_table)


@subscribe(RecordsCreated)
def keep_files_of_new_records(event: RecordsCreated) -> None:
    """Tie uploads to the new records whose fields hold them, whichever way they came."""
    keep_in_fields(current_snapshot().section(event.section), event.changes)


@subscribe(RecordsChanged)
def keep_files_of_changed_records(event: RecordsChanged) -> None:
    """Tie uploads to the records that took them."""
    keep_in_fields(current_snapshot().section(event.section), event.changes)


@subscribe(RecordsPurged)
def let_files_go(event: RecordsPurged) -> None:
    """Leave the files of purged records to the sweep."""
    let_go(event.section, event.record_ids)
