"""Jobs of the process engine: handing over, begun anew when a worker died."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from artel.platform.jobs.job import with_snapshot
from artel.platform.process.handing_over.running import proceed


@app.task(queue="upkeep", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
@with_snapshot
def hand_over(hand_over_id: int) -> None:
    """Do what is left of a handing over, or of its undo."""
    proceed(hand_over_id)
