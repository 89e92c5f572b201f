"""Numbers by a template: no gaps, no twins, whoever creates at the same time and whoever is killed."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection, connections, transaction

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import forget_snapshots, holding, latest_snapshot
from artel.platform.definitions.models import ConfigurationState, Definition, Revision
from artel.platform.definitions.planning import make_plan
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.records import door
from artel.platform.records.models import Counter
from artel.platform.records.numbering import write_number
from artel.platform.schema.models import PendingSchemaWork
from tests.isolation.test_apply_under_load import in_process
from tests.support.configuration import configure, field


def numbered(**options: object) -> None:
    """Give leads a number."""
    configure(field("leads.x_number", "autonumber", "Номер", options=options))


def create(count: int = 1, **values: object) -> list[str]:
    """Create leads and return their numbers."""
    ids = door.create("leads", [{"name": "Заявка", **values}] * count, actor=SYSTEM)
    return numbers(ids)


def numbers(ids: list[int]) -> list[str]:
    """Return the numbers of leads in the order of their making."""
    return list(visible_to(SYSTEM, "leads").filter(id__in=ids).order_by("id").values_list("x_number", flat=True))


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ("{n}", "7"),
        ("Д-{n:05}", "Д-00007"),
        ("{year}-{number:05}", "2026-00007"),
        ("{number}/{month}.{year}", "7/03.2026"),
        ("{year}{month}{day}-{number:03}", "20260309-007"),
    ],
)
def test_a_template_writes_the_number(template: str, written: str) -> None:
    assert write_number(template, 7, datetime(2026, 3, 9, tzinfo=UTC).date()) == written


@pytest.mark.django_db
@pytest.mark.parametrize(
    "options",
    [
        {"template": "без номера"},
        {"template": "{number}-{n}"},
        {"template": "{number.__class__}"},
        {"template": "{number:99}"},
        {"template": "{number}", "reset": "yearly"},
        {"template": "{year}-{number}", "reset": "monthly"},
    ],
)
def test_a_template_that_can_not_work_is_refused(options: dict[str, object]) -> None:
    plan = make_plan([field("leads.x_number", "autonumber", "Номер", options=options)])
    assert [p.code for p in plan.problems] == ["bad_option"]


@pytest.mark.django_db
def test_a_batch_is_numbered_in_order_from_the_start_given() -> None:
    numbered(template="З-{number:04}", start=100)
    assert create(3) == ["З-0100", "З-0101", "З-0102"]
    assert create() == ["З-0103"]


@pytest.mark.django_db
def test_numbers_begin_anew_with_each_month_of_the_companys_calendar() -> None:
    numbered(template="{year}-{month}/{number}")
    moments = ["2026-11-30T20:59:00+00:00", "2026-11-30T21:01:00+00:00", "2026-12-05T09:00:00+00:00"]
    found = []
    for moment in moments:
        with clock.at(datetime.fromisoformat(moment)):
            found += create()
    assert found == ["2026-11/1", "2026-12/1", "2026-12/2"]


@pytest.mark.django_db
def test_a_refused_record_takes_no_number() -> None:
    numbered(template="{number}")
    assert create() == ["1"]
    with pytest.raises(ValidationFailed):
        door.create("leads", [{"name": "Заявка", "owner": 10**9}], actor=SYSTEM)
    with transaction.atomic():
        assert create() == ["2"]
        transaction.set_rollback(True)
    assert create() == ["2"]


@pytest.mark.django_db
def test_numbers_that_come_with_the_records_are_never_given_again() -> None:
    numbered(template="{year}-{number:05}")
    with clock.at(datetime(2026, 5, 5, tzinfo=UTC)):
        assert create(x_number="2026-00041") == ["2026-00041"]
        assert create(x_number="2025-00900") == ["2025-00900"]
        assert create(x_number="старый №7") == ["старый №7"]
        assert create() == ["2026-00042"]


@pytest.fixture
def kept(transactional_db: None) -> Iterator[None]:
    """Number leads for real, and leave nothing behind."""
    numbered(template="{number}")
    yield
    with connection.cursor() as cursor:
        cursor.execute('ALTER TABLE "leads" DROP COLUMN "x_number"')
    for model in (Definition, ConfigurationState, Revision, PendingSchemaWork, Counter):
        model.objects.all().delete()
    forget_snapshots()


def all_numbers() -> list[int]:
    """Return every number given, in order."""
    return sorted(int(n) for n in visible_to(SYSTEM, "leads").values_list("x_number", flat=True))


def test_threads_that_create_and_roll_back_leave_no_gap(kept: None) -> None:
    def work() -> None:
        try:
            with holding(latest_snapshot()):
                for turn in range(10):
                    try:
                        with transaction.atomic():
                            create(2)
                            if turn % 3 == 0:
                                raise RuntimeError
                    except RuntimeError:
                        continue
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    given = all_numbers()
    assert given == list(range(1, 6 * 6 * 2 + 1))


def test_a_killed_transaction_takes_no_number(kept: None) -> None:
    assert create() == ["1"]
    process = in_process(
        "import signal\n"
        "from django.db import transaction\n"
        "from artel.platform.records import door\n"
        "from artel.platform.kernel.actor import SYSTEM\n"
        "with transaction.atomic():\n"
        "    door.create('leads', [{'name': 'Не дойдёт'}] * 5, actor=SYSTEM)\n"
        "    print('created', flush=True)\n"
        "    signal.pause()\n"
    )
    assert process.stdout is not None
    assert re.match(rb"created", process.stdout.readline())
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    # The server lets the lock go when it sees that the client is gone; this create waits for that.
    assert create(2) == ["2", "3"]
