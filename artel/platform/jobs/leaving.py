"""Has everybody left the revision that was in force before a moment? Requests and jobs hold theirs to their end."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

LONGEST_REQUEST = timedelta(minutes=1)
"""A request is between two transactions now and then, where nobody sees it; so long it may take."""
LONGEST_WAIT = timedelta(hours=1)
"""Whoever takes longer is not waited for: `artel doctor` finds what he writes."""

AT_WORK = """
SELECT EXISTS (
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND xact_start < %(moment)s
) OR EXISTS (
    SELECT FROM procrastinate_jobs AS job JOIN procrastinate_events AS event ON event.job_id = job.id
    WHERE job.status = 'doing' AND event.type = 'started' AND event.at < %(moment)s
)
"""


def have_left(moment: datetime) -> bool:
    """Tell whether nothing that began before the moment is still at work. One query.

    Seen are transactions and jobs of the worker; a command that works without a transaction just now is not.
    """
    age = timezone.now() - moment
    if age < LONGEST_REQUEST:
        return False
    if age > LONGEST_WAIT:
        return True
    with connection.cursor() as cursor:
        cursor.execute(AT_WORK, {"moment": moment})
        row = cursor.fetchone()
    return not row[0]
