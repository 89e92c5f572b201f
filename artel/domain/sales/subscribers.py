"""The sum of a deal follows its lines of products, whatever becomes of them; how is in `lines.py`."""

from __future__ import annotations

from artel.domain.sales.lines import deals_of, follow_lines
from artel.platform.kernel.events import (
    RecordsChanged,
    RecordsCreated,
    RecordsMerged,
    RecordsRestored,
    RecordsTrashed,
    subscribe,
)


@subscribe(RecordsCreated, section="deal_products")
def follow_new_lines(event: RecordsCreated) -> None:
    """The deal's sum follows new lines."""
    follow_lines({int(str(c.after["deal"])) for c in event.changes}, event.actor)


@subscribe(RecordsChanged, section="deal_products")
def follow_changed_lines(event: RecordsChanged) -> None:
    """The deal's sum follows changed lines, in the old deal too when a line went to another."""
    told = [c for c in event.changes if c.after.keys() & {"amount", "deal"}]
    left = {int(str(c.before["deal"])) for c in told if c.before.get("deal")}
    follow_lines(left | deals_of([c.record_id for c in told]), event.actor)


@subscribe(RecordsTrashed, section="deal_products")
def follow_trashed_lines(event: RecordsTrashed) -> None:
    """The deal's sum follows lines that go to the trash."""
    follow_lines(deals_of(event.record_ids), event.actor)


@subscribe(RecordsRestored, section="deal_products")
def follow_restored_lines(event: RecordsRestored) -> None:
    """The deal's sum follows lines that come back from the trash."""
    follow_lines(deals_of(event.record_ids), event.actor)


@subscribe(RecordsMerged, section="deals")
def follow_merged_deals(event: RecordsMerged) -> None:
    """The kept deal costs what the lines of all merged ones cost."""
    follow_lines({event.kept_id}, event.actor)
