"""The bench measures what it says: rows look as the door leaves them, numbers are counted right."""

from __future__ import annotations

from collections import Counter
from itertools import count

import pytest
from django.db import connection

from artel.bench.engine import measure_engine
from artel.bench.filling import RARE_WORD, Sizes, fill
from artel.bench.loading import Measured, Request, measure, spread
from artel.bench.report import Line, Run, _rest
from artel.domain.people.names import account_key, person_key, split_person
from artel.platform.definitions.current import forget_snapshots
from artel.platform.kernel.actor import SYSTEM
from artel.platform.packs.installing import install
from artel.platform.records import door
from artel.platform.records.models import FeedEntry
from artel.platform.search.searching import search

TINY = Sizes(contacts=300, accounts=100, deals=120, feed=700, tasks=50)


def values(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@pytest.mark.django_db
def test_a_filled_base_looks_as_the_door_would_leave_it() -> None:
    install((), demo=False, actor=SYSTEM)
    forget_snapshots()
    indexes = values("SELECT indexdef FROM pg_indexes ORDER BY 1")
    fill(TINY, lambda _text: None)
    assert FeedEntry.objects.count() == TINY.feed
    for name, key in values("SELECT name, name_key FROM contacts"):
        assert key == person_key(split_person(str(name)))
    for name, key in values("SELECT name, name_key FROM accounts"):
        assert key == account_key(str(name))
    assert [hit.title for hit in search(SYSTEM, RARE_WORD)] == [f"ООО «{RARE_WORD}»"]
    assert values("SELECT count(*) FROM identities") == [(600,)]
    assert values("SELECT indexdef FROM pg_indexes ORDER BY 1") == indexes
    made = door.create("contacts", [{"name": "Новый Контакт", "phone": "+7 902 000-00-01"}], actor=SYSTEM)
    assert made[0] > TINY.contacts


@pytest.mark.django_db
def test_the_engine_is_measured_with_steps_rules_and_the_clock() -> None:
    install((), demo=False, actor=SYSTEM)
    forget_snapshots()
    fill(TINY, lambda _text: None)
    found = measure_engine()
    assert found.queries > 0
    assert (found.ticked, found.ticked_of) == (75, 300)
    assert values("SELECT count(*) FROM tasks WHERE name LIKE 'Напомнить о себе:%'") == [(75,)]
    moved = len(found.moves) + bool(found.bulk_records) + found.bulk_records
    assert values("SELECT count(*) FROM process_processstep WHERE step = 'bench1'") == [(moved,)]
    assert values("SELECT DISTINCT state FROM automation_rulerun") == [("done",)]
    line = "\n".join(_rest(Run(TINY, engine=found)))
    assert "Stage move" in line
    assert "75 due" in line


def test_percentiles_are_by_nearest_rank() -> None:
    measured = Measured(1, [n / 100 for n in range(1, 101)], elapsed=2.0)
    assert (measured.percentile(50), measured.percentile(95), measured.percentile(100)) == (0.5, 0.95, 1.0)
    assert measured.per_second == 50


def test_a_redirect_is_a_failure() -> None:
    assert Measured(1, statuses=Counter({200: 5, 302: 2, 500: 1, 0: 1})).failures == 4


def test_requests_jump_over_the_whole_table() -> None:
    jump = spread(range(1000))
    assert len({jump(n) for n in range(1000)}) == 1000
    assert abs(jump(1) - jump(2)) > 300


def test_a_server_that_is_not_there_is_counted_as_failures() -> None:
    made = measure("127.0.0.1", 1, lambda n: Request(path=f"/{n}"), clients=2, requests=6, longest=5, numbers=count())
    assert (len(made.seconds), made.failures) == (6, 6)


def test_broken_budgets_are_named() -> None:
    slow = Measured(8, [0.1, 1.5], Counter({200: 2}), elapsed=1)
    run = Run(TINY, [Line("list", 13, is_page=True, measured=[Measured(1, [0.1], Counter({200: 1})), slow], odoo=500)])
    broken = list(run.broken_budgets())
    assert [line.partition(":")[0] for line in broken] == ["list", "list"]
    assert "13 queries" in broken[0]
    assert "1.50 s" in broken[1]
