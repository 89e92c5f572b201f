"""Configuration changes beside each other, beside readers and writers, through a kill: old or new, nothing between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from django.db import connection, connections

from artel.platform.access.policy import visible_to
from artel.platform.definitions import applying
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import (
    current_snapshot,
    forget_snapshots,
    holding,
    latest_snapshot,
    read_revision,
)
from artel.platform.definitions.models import ConfigurationState, Definition, Revision
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.records.derived.recomputing import look_again, recompute_pending
from artel.platform.records.door import Change
from artel.platform.schema.models import PendingSchemaWork
from artel.platform.schema.runtime import model_of
from artel.platform.schema.work import finish_pending_work
from tests.support.configuration import ON_ACCOUNTS, TENDERS, configure, field

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def clean_schema() -> Iterator[None]:
    """Leave no runtime table or column behind: Django's flush does not know them."""
    yield
    with connection.cursor() as cursor:
        cursor.execute('DROP TABLE IF EXISTS "x_tenders" CASCADE')
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND column_name LIKE 'x\\_%'"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" DROP COLUMN "{column}" CASCADE')
    for model in (Definition, ConfigurationState, Revision, PendingSchemaWork):
        model.objects.all().delete()
    forget_snapshots()


def columns_of(table: str) -> set[str]:
    """Return the table's columns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
        return {row[0] for row in cursor.fetchall()}


def in_process(code: str) -> subprocess.Popen[bytes]:
    """Start Python with this test's database; `code` sees Django set up."""
    settings = connection.settings_dict
    environment = dict(os.environ)
    environment["DATABASE_URL"] = (
        f"postgresql://{settings['USER'] or 'postgres'}@/{settings['NAME']}?host={settings['HOST']}"
    )
    prelude = "import django; django.setup()\n"
    return subprocess.Popen(
        [sys.executable, "-c", prelude + code],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


ADD_FLOORS = """
from artel.platform.definitions.applying import apply_documents
from artel.platform.kernel.actor import SYSTEM
from tests.support.configuration import ON_ACCOUNTS
print(len(apply_documents(ON_ACCOUNTS, actor=SYSTEM).steps))
"""


def test_two_processes_adding_one_field_make_it_once() -> None:
    started = [in_process(ADD_FLOORS), in_process(ADD_FLOORS)]
    answers = [process.communicate(timeout=60) for process in started]
    assert [p.returncode for p in started] == [0, 0], answers
    assert sorted(out.strip() for out, _err in answers) == [b"0", str(len(ON_ACCOUNTS)).encode()]
    assert {"x_floors", "x_code"} <= columns_of("accounts")
    assert Revision.objects.count() == 1


def test_twenty_threads_read_and_write_while_fields_are_added() -> None:
    account = door.create("accounts", [{"name": "ООО «Первый»"}], actor=SYSTEM)[0]
    failures: list[BaseException] = []
    is_over = threading.Event()
    rounds = [0] * 20

    def work(number: int) -> None:
        try:
            while not is_over.is_set():
                with holding(latest_snapshot()) as snapshot:
                    keys = [f.key for f in snapshot.section("accounts").shown_fields if not f.is_pointer]
                    list(model_of("accounts", snapshot)._default_manager.filter(id=account).values_list(*keys))
                    if number % 4 == 0:
                        door.create("accounts", [{"name": f"Поток {number}"}], actor=SYSTEM)
                    elif number % 4 == 1:
                        door.change(
                            "accounts", [Change(id=account, values={"name": f"Имя {rounds[number]}"})], actor=SYSTEM
                        )
                rounds[number] += 1
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    try:
        for number in range(12):
            configure(field(f"accounts.x_f{number}", "text", f"Поле {number}"))
    finally:
        is_over.set()
        for thread in threads:
            thread.join(60)
    assert failures == []
    assert min(rounds) > 0
    assert {f"x_f{n}" for n in range(12)} <= columns_of("accounts")


STOP_BEFORE = """
import os, signal
from artel.platform.definitions import applying, schema_change
from artel.platform.schema import apply as ddl
from artel.platform.kernel.actor import SYSTEM
from tests.support.configuration import TENDERS, ON_ACCOUNTS

def stop(*_args, **_kwargs):
    print("reached", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

place = {place!r}
if place == "ddl":
    applying.change_schema = stop
elif place == "columns":
    ddl.ensure_column = stop
elif place == "documents":
    applying._write = stop
elif place == "commit":
    schema_change.note_new_formulas = stop
applying.apply_documents((*TENDERS, *ON_ACCOUNTS), actor=SYSTEM)
"""


@pytest.mark.parametrize("place", ["ddl", "columns", "documents", "commit"])
def test_kill_during_an_apply_leaves_the_old_state_and_a_second_try_works(place: str) -> None:
    before = read_revision()
    process = in_process(STOP_BEFORE.format(place=place))
    out, err = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, err
    assert out.strip() == b"reached"
    assert read_revision() == before
    assert columns_of("x_tenders") == set()
    assert "x_floors" not in columns_of("accounts")
    assert not Definition.objects.exists()
    configure(*TENDERS, *ON_ACCOUNTS)
    assert "x_limit" in columns_of("x_tenders")
    assert "x_floors" in columns_of("accounts")


def test_a_busy_table_delays_an_apply_and_blocks_nobody_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that stays in its transaction holds the table; the apply gives up instead of queueing everybody."""
    monkeypatch.setattr(applying, "TRIES", 1)
    holder = connection.copy()
    try:
        holder.set_autocommit(False)
        with holder.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM accounts")
        with pytest.raises(Exception, match=r"busy|заняты") as refused:
            apply_documents(ON_ACCOUNTS, actor=SYSTEM)
        assert getattr(refused.value, "is_retryable", False)
        assert "x_floors" not in columns_of("accounts")
        holder.rollback()
    finally:
        holder.close()
    assert not apply_documents(ON_ACCOUNTS, actor=SYSTEM).is_empty


def test_indexes_come_afterwards_and_failures_are_told() -> None:
    door.create("accounts", [{"name": "Один"}, {"name": "Другой"}], actor=SYSTEM)
    configure(*ON_ACCOUNTS)
    work = PendingSchemaWork.objects.get(action="index", field="x_code")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts SET x_code = 'одинаковый'")
    finish_pending_work(latest_snapshot())
    work.refresh_from_db()
    assert work.done_at is None
    assert "accounts_x_code_uniq" in work.error
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts SET x_code = id::text")
    finish_pending_work(latest_snapshot())
    work.refresh_from_db()
    assert work.done_at is not None
    assert work.error == ""


LATE_WRITER = """
import sys
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
with holding(latest_snapshot()):
    print("holds", flush=True)
    sys.stdin.readline()
    print(*door.create("accounts", [{"name": "Поздний"}], actor=SYSTEM))
"""


def test_what_a_process_on_the_older_revision_writes_gets_the_new_derived_field_later() -> None:
    configure(*ON_ACCOUNTS)
    process = in_process(LATE_WRITER)
    assert process.stdout
    assert process.stdout.readline() == b"holds\n"
    configure(field("accounts.x_loud", "computed", "Громко", options={"expression": "toupper(name)", "result": "text"}))
    recompute_pending(current_snapshot())
    out, err = process.communicate(b"go\n", timeout=60)
    assert process.returncode == 0, err
    late = visible_to(SYSTEM, "accounts").filter(id=int(out))
    assert late.values_list("x_loud", flat=True).get() is None
    assert look_again(current_snapshot(), have_left=lambda _moment: False) == 0
    assert look_again(current_snapshot(), have_left=lambda _moment: True) == 1
    assert late.values_list("x_loud", flat=True).get() == "ПОЗДНИЙ"
    assert look_again(current_snapshot(), have_left=lambda _moment: True) == 0
