"""Jobs of automation: the outbox. Safe to run again, and beside another worker's."""

from __future__ import annotations

from procrastinate.contrib.django import app

from artel.platform.automation.outbox import send_due
from artel.platform.jobs.job import with_snapshot

QUEUE = "outward"


@app.task(queue=QUEUE, queueing_lock="send_outgoing")
@with_snapshot
def send_outgoing() -> None:
    """Send what waits in the outbox."""
    send_due()


@app.periodic(cron="* * * * *")
@app.task(queue=QUEUE, queueing_lock="look_into_outbox")
@with_snapshot
def look_into_outbox(timestamp: int) -> None:
    """Send what is to be tried again, or lost its worker."""
    send_due()
