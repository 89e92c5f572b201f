"""Upkeep: what an apply left behind, uploads that nobody attached, jobs of workers that died."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from artel.platform.definitions.current import current_snapshot
from artel.platform.duplicates.tasks import defer_marking
from artel.platform.files.actions import sweep_loose_files
from artel.platform.jobs.job import with_snapshot
from artel.platform.jobs.leaving import have_left
from artel.platform.process.settling import settle
from artel.platform.records.derived.recomputing import look_again, recompute_pending
from artel.platform.schema.work import finish_pending_work

STALLED_AFTER = 60
"""Seconds without a heartbeat after which a worker counts as dead."""


@app.task(queue="upkeep", queueing_lock="finish_schema_work", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
@with_snapshot
def finish_schema_work() -> None:
    """Build indexes and validate foreign keys of the latest applies; have records marked for new duplicate rules."""
    defer_marking()
    finish_pending_work(current_snapshot())


@app.task(queue="upkeep", queueing_lock="recompute_derived", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
@with_snapshot
def recompute_derived() -> None:
    """Compute derived fields anew: after a field came or its formula changed, or a parent of many details."""
    recompute_pending(current_snapshot())


@app.periodic(cron="23 * * * *")
@app.task(queue="upkeep", queueing_lock="retry_recompute")
@with_snapshot
def retry_recompute(timestamp: int) -> None:
    """Try again what could not be computed: somebody has mended it, or the database was out of breath."""
    recompute_pending(current_snapshot())


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="look_again")
@with_snapshot
def look_again_at_derived(timestamp: int) -> None:
    """Compute new derived fields once more, when nobody writes by the revision that did not have them."""
    look_again(current_snapshot(), have_left=have_left)


@app.task(queue="upkeep", queueing_lock="settle_stages", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
@with_snapshot
def settle_stages() -> None:
    """Move the records of stages that went to where the plan was told."""
    settle()


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="settle_again")
@with_snapshot
def settle_again(timestamp: int) -> None:
    """Move what came into such a stage meanwhile, when nobody writes by the configuration that had it."""
    settle(have_left=have_left)


@app.periodic(cron="17 3 * * *")
@app.task(queue="upkeep", queueing_lock="drop_retired")
@with_snapshot
def drop_retired(timestamp: int) -> None:
    """Drop columns and tables whose time to come back has passed."""
    finish_pending_work(current_snapshot())


@app.periodic(cron="41 * * * *")
@app.task(queue="upkeep", queueing_lock="sweep_files")
def sweep_files(timestamp: int) -> None:
    """Remove uploads that were never attached."""
    sweep_loose_files()


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="retry_stalled_jobs", pass_context=False)
async def retry_stalled_jobs(timestamp: int) -> None:
    """Give the jobs of workers that died to the living: jobs are safe to run again."""
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER)
    for job in stalled:
        await app.job_manager.retry_job(job)
