"""Adding a field blocks nobody: no rewrite of the table, no long wait before it, the rest is a job's."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, connections

from artel.bench.adding import BODIES, measure_adding
from artel.platform.definitions.applying import SchemaBusy, apply_documents
from artel.platform.definitions.current import latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.schema.models import PendingSchemaWork
from artel.platform.schema.work import finish_pending_work
from tests.isolation.test_apply_under_load import clean_schema  # noqa: F401 - a fixture
from tests.support.configuration import field

pytestmark = pytest.mark.django_db(transaction=True)

FIELDS = (
    field("accounts.x_text", "text", "Текст", indexed=True),
    field("accounts.x_required", "integer", "Число", required=True, default=5),
    field("accounts.x_sum", "money", "Сумма"),
    field("accounts.x_friend", "reference", "Друг", target="accounts"),
    field("accounts.x_person", "person", "Человек"),
    field("accounts.x_code", "text", "Код", unique=True),
)
LONGEST = 1.0
"""Seconds that the product may make anybody wait."""


@pytest.fixture
def stranger() -> Iterator[psycopg.Connection]:
    """Somebody else's connection, in a transaction of its own."""
    with psycopg.connect(**_parameters()) as other:
        yield other


def _parameters() -> dict[str, object]:
    parameters = connection.get_connection_params()
    return {key: parameters[key] for key in ("host", "port", "user", "password", "dbname") if parameters.get(key)}


def file_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_filenode(%s::regclass)", [table])
        return int(cursor.fetchone()[0])


def test_fields_of_every_sort_are_added_without_rewriting_the_table() -> None:
    door.create("accounts", [{"name": f"Клиент {n}"} for n in range(50)], actor=SYSTEM)
    before = file_of("accounts")
    apply_documents(FIELDS, actor=SYSTEM)
    assert file_of("accounts") == before
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'accounts'"
            " AND column_name LIKE 'x\\_%' AND (is_nullable = 'NO' OR column_default IS NOT NULL)"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'accounts' AND indexname LIKE '%x\\_%'")
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT convalidated FROM pg_constraint"
            " WHERE conname IN ('accounts_x_friend_id_fk', 'accounts_x_person_id_fk')"
        )
        assert cursor.fetchall() == [(False,), (False,)]
    finish_pending_work(latest_snapshot())
    assert file_of("accounts") == before
    assert not PendingSchemaWork.objects.filter(done_at=None).exists()


def test_behind_a_long_reader_an_apply_lets_others_through_and_comes_back(stranger: psycopg.Connection) -> None:
    """A reader stays; the apply must not make those who come after it wait for that reader."""
    door.create("accounts", [{"name": "Клиент"}], actor=SYSTEM)
    stranger.execute("SELECT count(*) FROM accounts")
    outcome: list[object] = []

    def apply() -> None:
        try:
            outcome.append(apply_documents(FIELDS[:1], actor=SYSTEM))
        except SchemaBusy as busy:
            outcome.append(busy)
        finally:
            connections.close_all()

    thread = threading.Thread(target=apply)
    thread.start()
    waits = []
    while thread.is_alive():
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM accounts LIMIT 1")
        waits.append(time.perf_counter() - began)
        if len(waits) > 20 and max(waits) > 0.1:
            # The apply has been met at least once: let it through at its next try.
            stranger.rollback()
        thread.join(0.01)
    assert not isinstance(outcome[0], SchemaBusy)
    assert max(waits) < LONGEST
    assert latest_snapshot().sections["accounts"].field("x_text") is not None


def test_a_writer_of_a_long_transaction_makes_an_apply_give_up_in_words(stranger: psycopg.Connection) -> None:
    (account,) = door.create("accounts", [{"name": "Клиент"}], actor=SYSTEM)
    stranger.execute("UPDATE accounts SET name = 'Другой' WHERE id = %s", [account])
    with pytest.raises(SchemaBusy):
        apply_documents(FIELDS[:1], actor=SYSTEM)
    assert latest_snapshot().revision == 0
    stranger.rollback()
    apply_documents(FIELDS[:1], actor=SYSTEM)


def test_within_a_transaction_an_apply_is_tried_again_too(stranger: psycopg.Connection) -> None:
    stranger.execute("SELECT count(*) FROM accounts")
    release = threading.Timer(0.6, stranger.rollback)
    release.start()
    apply_documents(FIELDS[:1], actor=SYSTEM)
    release.join()
    assert latest_snapshot().sections["accounts"].field("x_text") is not None


def test_dropping_what_was_retired_waits_for_nobody_long(stranger: psycopg.Connection) -> None:
    apply_documents(FIELDS[:1], actor=SYSTEM)
    finish_pending_work(latest_snapshot())
    apply_documents(
        [Document(kind="field", key="accounts.x_text", body={}, owner="tests", is_retired=True)], actor=SYSTEM
    )
    PendingSchemaWork.objects.update(not_before="2026-01-01T00:00:00Z")
    stranger.execute("SELECT count(*) FROM accounts")
    began = time.perf_counter()
    assert finish_pending_work(latest_snapshot()) == 0
    assert time.perf_counter() - began < LONGEST
    stranger.rollback()
    assert finish_pending_work(latest_snapshot()) == 1


def test_the_bench_adds_fields_beside_a_reader_and_a_writer() -> None:
    door.create("contacts", [{"name": f"Человек {n}"} for n in range(1100)], actor=SYSTEM)
    found = measure_adding()
    assert len(found.applied) == len(BODIES)
    assert min(found.longest_read, found.longest_write) > 0
    assert {f"x_bench{n}" for n in range(len(BODIES))} <= set(latest_snapshot().sections["contacts"].fields)
    assert not PendingSchemaWork.objects.filter(done_at=None).exists()
