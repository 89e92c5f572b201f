"""A killed import loses nothing and doubles nothing; two workers on one import do the work once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from artel.platform.access.policy import visible_to
from artel.platform.exchange import actions
from artel.platform.exchange.models import Import, ImportState
from artel.platform.exchange.running import engine, performing
from artel.platform.kernel.actor import SYSTEM

ROWS = 1_200
WORKER = """
import sys
import django
django.setup()
from django.conf import settings
settings.MEDIA_ROOT = sys.argv[2]
from artel.platform.exchange.running import engine, performing
from artel.platform.exchange.models import Import
engine.CHUNK = 40
performing.perform(Import.objects.get(pk=int(sys.argv[1])), "load")
"""


def write_table(path: Path) -> None:
    lines = ["Наименование организации;ИНН;Телефон;ФИО рук."]
    lines += [f"ООО «Компания {n}»;;8917{n:07d};Иванов Иван {n}" for n in range(ROWS)]
    path.write_text("\n".join(lines), encoding="cp1251")


def begun(path: Path) -> Import:
    write_table(path)
    with path.open("rb") as stream:
        run = actions.start_import(stream, path.name, "accounts", actor=SYSTEM)
    with transaction.atomic():
        actions.begin(run, "load", actor=SYSTEM)
    return run


def address_of_tests() -> str:
    """Return the address of the tests' own database for another process."""
    found = connection.settings_dict
    person = f"{found['USER']}:{found['PASSWORD']}"
    if str(found["HOST"]).startswith("/"):
        return f"postgresql://{person}@/{found['NAME']}?host={found['HOST']}"
    return f"postgresql://{person}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"


def names() -> Counter[str]:
    return Counter(visible_to(SYSTEM, "accounts").values_list("name", flat=True))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_import_goes_on_after_its_last_chunk(tmp_path: Path) -> None:
    run = begun(tmp_path / "base.csv")
    address = address_of_tests()
    environment = {**os.environ, "DATABASE_URL": address}
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(run.pk), str(settings.MEDIA_ROOT)], env=environment)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and worker.poll() is None:
        run.refresh_from_db()
        if run.position > 200:
            break
        time.sleep(0.02)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    run.refresh_from_db()
    assert run.state == ImportState.RUNNING
    assert 0 < run.position <= ROWS
    assert sum(names().values()) == run.position - 1 == run.counts["rows"]
    performing.perform(run, "load")
    run.refresh_from_db()
    assert run.state == ImportState.DONE
    assert run.counts["create"] == ROWS
    found = names()
    assert len(found) == ROWS
    assert max(found.values()) == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_import_do_its_work_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "CHUNK", 40)
    run = begun(tmp_path / "base.csv")

    def work() -> None:
        try:
            performing.perform(Import.objects.get(pk=run.pk), "load")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work), pool.submit(work)]:
            done.result()
    run.refresh_from_db()
    assert run.state in (ImportState.DONE, ImportState.RUNNING)
    if run.state == ImportState.RUNNING:
        performing.perform(run, "load")
    found = names()
    assert len(found) == ROWS
    assert max(found.values()) == 1
