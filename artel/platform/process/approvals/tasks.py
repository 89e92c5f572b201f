"""The job of approvals: the look at limits and empty seats. Safe to run again, and beside another worker's."""

from __future__ import annotations

from procrastinate.contrib.django import app

from artel.platform.definitions.current import current_snapshot
from artel.platform.jobs.job import with_snapshot
from artel.platform.kernel import clock
from artel.platform.process.approvals.overdue import look


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="look_at_approvals")
@with_snapshot
def look_at_approvals(timestamp: int) -> None:
    """Escalate what is late, fill seats of people who left."""
    look(current_snapshot(), now=clock.now())
