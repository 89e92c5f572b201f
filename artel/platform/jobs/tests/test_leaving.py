"""Who still works by the revision before a moment is waited for, within limits."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from artel.platform.jobs import leaving
from artel.platform.jobs.leaving import LONGEST_REQUEST, LONGEST_WAIT, have_left

pytestmark = pytest.mark.django_db(transaction=True)


def test_requests_have_their_minute_and_nobody_more_than_an_hour() -> None:
    now = timezone.now()
    assert not have_left(now - LONGEST_REQUEST / 2)
    assert have_left(now - LONGEST_REQUEST - timedelta(seconds=5))
    assert have_left(now - LONGEST_WAIT - timedelta(seconds=5))


def test_a_transaction_that_began_before_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "LONGEST_REQUEST", timedelta())
    has_begun, may_end = threading.Event(), threading.Event()

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1")
            has_begun.set()
            may_end.wait(20)
            cursor.execute("COMMIT")
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert has_begun.wait(20)
        moment = timezone.now()
        assert not have_left(moment)
    finally:
        may_end.set()
        thread.join(20)
    assert have_left(moment)


def test_a_job_that_began_before_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "LONGEST_REQUEST", timedelta())
    with connection.cursor() as cursor:
        job_of = "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('imports', 'load', 'todo')"
        cursor.execute(f"{job_of} RETURNING id")
        (job,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job])
        moment = timezone.now()
        assert not have_left(moment)
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job])
    assert have_left(moment)
