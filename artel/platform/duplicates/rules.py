"""What duplicates say in the door: found by place at start-up."""

from __future__ import annotations

from artel.platform.duplicates.refusing import refuse_twins
from artel.platform.records.drafts import Batch
from artel.platform.records.rules import examine


@examine
def refuse_what_is_there(batch: Batch) -> None:
    """A rule of severity `refuse` lets a twin through no door."""
    refuse_twins(batch)
