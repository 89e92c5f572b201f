"""Jobs of duplicates: marks of older records, and searches at their time. All go on from where a worker stopped."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from artel.platform.definitions.current import current_snapshot
from artel.platform.duplicates.models import Search, SearchState
from artel.platform.duplicates.schedule import have_turn, take_turn
from artel.platform.duplicates.searching import begin_search, mark_next, search_next
from artel.platform.duplicates.specs import sections_with_rules
from artel.platform.jobs.job import with_snapshot
from artel.platform.sections.spec import Snapshot

QUEUE = "upkeep"
LOW = -10
"""Priority: whatever somebody waits for goes first."""
AT_A_STRETCH = 20.0
"""Seconds after which a job makes room for others and goes on later."""


def defer_marking() -> None:
    """Defer the marking of what waits for it, in the present transaction. One waiting job is enough."""
    try:
        with transaction.atomic():
            mark.configure(priority=LOW).defer()
    except AlreadyEnqueued:
        return


def defer_search(section: str) -> None:
    """Ask for a search of a section in the present transaction; one that is under way goes on."""
    begin_search(section)
    _defer_step(section)


def begin_due_searches(snapshot: Snapshot) -> None:
    """Begin the searches that are due, each once however many workers look at the same time."""
    for section in have_turn(sections_with_rules(snapshot, "search"), snapshot):
        with transaction.atomic():
            if take_turn(section, snapshot):
                defer_search(section)


def _defer_step(section: str) -> None:
    try:
        with transaction.atomic():
            search_section.configure(priority=LOW, queueing_lock=f"duplicates:{section}").defer(section=section)
    except AlreadyEnqueued:
        return


def _is_more_after(step: Callable[[], bool]) -> bool:
    """Repeat a step until there is nothing more to do or the time is up; return whether there is more."""
    end = monotonic() + AT_A_STRETCH
    while step():
        if monotonic() > end:
            return True
    return False


@app.task(queue=QUEUE, name="duplicates.mark", queueing_lock="duplicates.mark", lock="duplicates.mark",
          retry=RetryStrategy(max_attempts=5, exponential_wait=5))  # fmt: skip
@with_snapshot
def mark() -> None:
    """Mark the records of large batches and those that were there before a rule."""
    if _is_more_after(lambda: mark_next(current_snapshot())):
        defer_marking()


@app.task(queue=QUEUE, name="duplicates.search", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
@with_snapshot
def search_section(section: str) -> None:
    """Search one section for pairs, from where its search stands."""
    snapshot = current_snapshot()
    while mark_next(snapshot):
        continue
    if _is_more_after(lambda: search_next(section, snapshot)):
        _defer_step(section)


@app.periodic(cron="* * * * *")
@app.task(queue=QUEUE, name="duplicates.search_due", queueing_lock="duplicates.search_due")
@with_snapshot
def search_due(timestamp: int) -> None:
    """Ask for the search of every section whose time has come, as the company has set it."""
    begin_due_searches(current_snapshot())


@app.periodic(cron="*/10 * * * *")
@app.task(queue=QUEUE, name="duplicates.resume", queueing_lock="duplicates.resume")
@with_snapshot
def resume(timestamp: int) -> None:
    """Go on with searches whose job was lost, and mark what an apply or a dead worker left."""
    for section in Search.objects.filter(state=SearchState.RUNNING).values_list("section", flat=True):
        _defer_step(section)
    defer_marking()
