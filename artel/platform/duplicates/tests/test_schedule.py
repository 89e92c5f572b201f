"""The search runs when the company says: by its clock, once for several workers, and once for what was missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from artel.platform.definitions.current import current_snapshot, forget_snapshots, latest_snapshot
from artel.platform.definitions.kinds.search_time import SearchTimeBody
from artel.platform.duplicates.models import Search, SearchState
from artel.platform.duplicates.schedule import next_search
from artel.platform.duplicates.searching import mark_next, search_next
from artel.platform.duplicates.tasks import begin_due_searches, search_due
from artel.platform.kernel import clock
from artel.platform.kernel.errors import ConfigurationRefused
from tests.support.configuration import configure, document, text
from tests.support.personas import install

MOSCOW = ZoneInfo("Europe/Moscow")
RULE = document("duplicates", "leads.phone", body={"label": text("Телефон", "Phone"), "fields": [{"field": "phone"}]})


def timed(**body: object) -> None:
    """Declare when leads are searched."""
    configure(document("search_time", "leads", body=body))


def moscow(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of November 2026, which begins on a Sunday, by the clock of the company."""
    return datetime(2026, 11, day, hour, minute, tzinfo=MOSCOW)


def looked(moment: datetime) -> bool:
    """Let the scheduler look at a moment; return whether it has begun a search, which is then done."""
    with clock.at(moment):
        begin_due_searches(latest_snapshot())
    begun = Search.objects.filter(section="leads", state=SearchState.RUNNING).exists()
    while mark_next(current_snapshot()) or search_next("leads", current_snapshot()):
        continue
    return begun


@pytest.mark.parametrize(
    ("body", "after", "wanted"),
    [
        ({}, moscow(2, 1, 59), moscow(2, 2)),
        ({}, moscow(2, 2), moscow(3, 2)),
        ({"at": "23:30"}, moscow(2, 22), moscow(2, 23, 30)),
        ({"every": "week"}, moscow(2, 1), moscow(8, 2)),
        ({"every": "week", "day": "mon", "at": "06:00"}, moscow(2, 5), moscow(2, 6)),
        ({"every": "week", "day": "mon", "at": "06:00"}, moscow(2, 6), moscow(9, 6)),
        ({"every": "never"}, moscow(2, 1), None),
    ],
)
def test_the_next_search_follows_from_the_declared_time(
    body: dict[str, str], after: datetime, wanted: datetime | None
) -> None:
    assert next_search(SearchTimeBody.model_validate(body), after.astimezone(UTC), MOSCOW) == wanted


def test_a_night_in_which_the_clock_is_changed_has_one_search() -> None:
    berlin, declared = ZoneInfo("Europe/Berlin"), SearchTimeBody(at="02:30")
    for day, hour in ((datetime(2026, 3, 28, 23, tzinfo=UTC), 1), (datetime(2026, 10, 24, 22, tzinfo=UTC), 0)):
        found = next_search(declared, day, berlin)
        assert found
        assert found.astimezone(UTC).hour == hour
        following = next_search(declared, found.astimezone(UTC), berlin)
        assert following
        assert following.date() == found.date() + timedelta(days=1)


@pytest.mark.django_db
def test_a_search_runs_at_the_declared_time_and_a_missed_one_is_made_up_for_once() -> None:
    configure(RULE)
    timed(every="day", at="04:00")
    assert not looked(moscow(2, 12)), "the first look sets the time, it does not search in the day"
    assert not looked(moscow(3, 3, 59))
    assert looked(moscow(3, 4))
    assert not looked(moscow(3, 4, 1))
    assert looked(moscow(7, 10)), "nothing ran for four nights"
    assert not looked(moscow(7, 10, 1)), "made up once, not four times"
    assert looked(moscow(8, 4))


@pytest.mark.django_db
def test_another_time_begins_with_its_next_occurrence_and_never_means_never() -> None:
    configure(RULE)
    assert not looked(moscow(2, 12))
    timed(every="week", day="wed", at="09:00")
    assert not looked(moscow(3, 12)), "the night's search was called off"
    assert looked(moscow(4, 9))
    timed(every="never")
    assert not looked(moscow(11, 9))
    assert not looked(moscow(30, 9))


@pytest.mark.django_db
def test_the_time_of_an_unknown_section_or_no_time_is_refused() -> None:
    for key, body, path in (
        ("x_none", {}, ""),
        ("leads", {"at": "24:00"}, "at"),
        ("leads", {"every": "year"}, "every"),
    ):
        with pytest.raises(ConfigurationRefused) as refused:
            configure(document("search_time", key, body=body))
        assert [p.path for p in refused.value.problems] == [f"search_time {key}" + (f": {path}" if path else "")]


@pytest.fixture
def leads_searched(transactional_db: None) -> Iterator[None]:
    """Hold a rule, committed."""
    install([RULE])
    yield
    forget_snapshots()


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_that_look_at_once_one_begins(leads_searched: None) -> None:
    Search.objects.create(section="leads")
    begin_due_searches(latest_snapshot())
    due = clock.now() - timedelta(seconds=1)
    Search.objects.update(due_at=due)
    together = Barrier(2)

    def work() -> None:
        together.wait()
        search_due(0)
        connection.close()

    workers = [Thread(target=work) for _number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    jobs = ProcrastinateJob.objects.filter(task_name="duplicates.search")
    assert jobs.count() == 1
    search = Search.objects.get()
    assert search.state == SearchState.RUNNING
    assert search.due_at
    assert search.due_at > due
