"""Files go along when the records they lie at are merged. Found by place at start-up."""

from __future__ import annotations

from artel.platform.files.models import StoredFile
from artel.platform.records.attached import attach_table

attach_table(StoredFile._meta.db_table)
