"""Two at once: no lost update, no number twice, no deadlock of batches in different order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import forget_snapshots
from artel.platform.definitions.models import ConfigurationState, Definition, Revision
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import StaleRecord
from artel.platform.records import door
from artel.platform.records.door import Change
from tests.support.configuration import TENDERS, configure

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tenders() -> Iterator[None]:
    """Configure a custom section with auto-numbers; drop its table before the flush."""
    configure(*TENDERS)
    yield
    with connection.cursor() as cursor:
        cursor.execute('DROP TABLE IF EXISTS "x_tenders" CASCADE')
    for model in (Definition, ConfigurationState, Revision):
        model.objects.all().delete()
    forget_snapshots()


def together(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start at once; return results or errors in order."""
    start = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        start.wait(10)
        try:
            results[place] = act()
        except Exception as error:  # noqa: BLE001 - looked at by the test
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_of_ten_edits_of_one_version_one_succeeds() -> None:
    record = door.create("accounts", [{"name": "Начало"}], actor=SYSTEM)[0]

    def edit(number: int) -> Callable[[], object]:
        change = Change(id=record, values={"name": f"Правка {number}"}, version=1)
        return lambda: door.change("accounts", [change], actor=SYSTEM)

    results = together(*(edit(n) for n in range(10)))
    assert sorted(type(r).__name__ for r in results) == ["StaleRecord"] * 9 + ["list"]
    assert all(r.current == 2 for r in results if isinstance(r, StaleRecord))
    assert visible_to(SYSTEM, "accounts").values_list("version", flat=True).get(id=record) == 2


def test_numbers_have_no_gaps_and_no_twins(tenders: None) -> None:
    def create() -> object:
        return door.create("x_tenders", [{"name": "Тендер"}] * 3, actor=SYSTEM)

    def fail() -> object:
        return door.create("x_tenders", [{"name": "Хорошо"}, {"name": ""}], actor=SYSTEM)

    together(*[create, fail] * 5)
    numbers = sorted(visible_to(SYSTEM, "x_tenders").values_list("x_number", flat=True))
    assert numbers == [f"Т-{n:05}" for n in range(1, 16)]


def test_batches_in_opposite_order_do_not_deadlock() -> None:
    ids = door.create("accounts", [{"name": f"Запись {n}"} for n in range(40)], actor=SYSTEM)

    def change(order: list[int], name: str) -> Callable[[], object]:
        changes = [Change(id=i, values={"name": name}) for i in order]
        return lambda: door.change("accounts", changes, actor=SYSTEM)

    results = together(
        change(ids, "вперёд"), change(ids[::-1], "назад"), change(ids, "снова"), change(ids[::-1], "опять")
    )
    assert all(sorted(r) == sorted(ids) for r in results if isinstance(r, list))
    assert [r for r in results if isinstance(r, Exception)] == []
