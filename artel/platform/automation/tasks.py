"""Jobs of automation: the outbox and the clock. Safe to run again, and beside another worker's."""

from __future__ import annotations

from procrastinate.contrib.django import app

from artel.platform.automation.clocks import forget_done, tick
from artel.platform.automation.invariants.looking import look_at_all
from artel.platform.automation.log import forget_runs
from artel.platform.automation.outbox import send_due
from artel.platform.definitions.current import current_snapshot
from artel.platform.jobs.job import with_snapshot
from artel.platform.kernel import clock

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


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="tick")
@with_snapshot
def look_at_the_clock(timestamp: int) -> None:
    """Act on records whose moment has come."""
    tick(current_snapshot(), now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="look_at_invariants")
@with_snapshot
def look_at_invariants(timestamp: int) -> None:
    """Find what is not in order, mend it, tell who answers for it."""
    look_at_all(current_snapshot(), now=clock.now())


@app.periodic(cron="11 4 * * *")
@app.task(queue="upkeep", queueing_lock="forget_done_moments")
@with_snapshot
def forget_done_moments(timestamp: int) -> None:
    """Drop moments that were acted on 30 days ago, and runs of rules older than half a year."""
    forget_done(clock.now())
    forget_runs(clock.now())
