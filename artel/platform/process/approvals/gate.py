"""What gates ask of approvals: which were given, the last round counts."""

from __future__ import annotations

from collections.abc import Collection

from artel.platform.kernel.arrays import any_of
from artel.platform.process.approvals.models import Approval, State

Given = frozenset[tuple[int, str, str]]
"""(record, pipeline, approval)."""


def given_of(section: str, ids: Collection[int], keys: Collection[str]) -> Given:
    """Return the approvals that records were given. One query."""
    rows = Approval.objects.filter(section=section, record_id__in=any_of(ids, "bigint"), key__in=sorted(keys))
    last = rows.order_by("record_id", "pipeline", "key", "-opened_at", "-id").distinct("record_id", "pipeline", "key")
    return frozenset(
        (record_id, pipeline, key)
        for record_id, pipeline, key, state in last.values_list("record_id", "pipeline", "key", "state")
        if state == State.APPROVED
    )
