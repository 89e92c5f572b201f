"""kill -9 at each step of `artel pack apply`: what was is all there, or what is new is; never something between.

Nothing of ours is replaced: the test holds a lock that the next step needs, sees in the database that the product waits
for it, and kills the process there.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from artel.platform.definitions.applying import APPLY_LOCK
from tests.upgrade.conftest import Run

pytestmark = pytest.mark.slow

PACK = {
    "pack.yaml": 'key: sites\nversion: "1.0"\nlabel: Объекты\nrequires: [base]\n',
    "sections/x_yards.yaml": "label: Дворы\nfields: {x_area: {type: decimal, label: Площадь}}\n",
    "extends/accounts.yaml": "fields: {x_yard: {type: reference, target: x_yards, label: Двор}}\n",
    "lookups.yaml": "yard_kinds: {label: Виды, values: [{key: big, label: Большой}]}\n",
}

STEPS = {
    "before anything": f"SELECT pg_advisory_xact_lock({APPLY_LOCK})",
    "the revision waits": "LOCK TABLE definitions_revision IN SHARE MODE",
    "revision written, documents wait": "LOCK TABLE definitions_definition IN SHARE MODE",
    "documents written, the state waits": "SELECT * FROM definitions_configurationstate FOR UPDATE",
    "state written, the packs wait": "LOCK TABLE packs_installedpack IN SHARE MODE",
    "packs written, the work for later waits": "LOCK TABLE schema_pendingschemawork IN SHARE MODE",
    "tables made, a column waits": "LOCK TABLE accounts IN ACCESS SHARE MODE",
}
STATE = """
SELECT (SELECT revision FROM definitions_configurationstate),
       (SELECT count(*) FROM definitions_revision),
       (SELECT count(*) FROM definitions_definition),
       (SELECT string_agg(key || version, ',' ORDER BY key) FROM packs_installedpack),
       to_regclass('x_yards') IS NOT NULL,
       (SELECT count(*) FROM information_schema.columns WHERE table_name = 'accounts'),
       (SELECT count(*) FROM schema_pendingschemawork)
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack that makes a table, columns, a lookup."""
    for place, text in PACK.items():
        path = tmp_path / "sites" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "sites"


@pytest.fixture
def watcher(installation: str, artel: Run) -> Iterator[psycopg.Connection]:
    """A connection that looks on, over an installation brought to this version."""
    artel("prepare")
    with psycopg.connect(installation, autocommit=True) as connection:
        yield connection


def state(watcher: psycopg.Connection) -> tuple[object, ...]:
    row = watcher.execute(STATE).fetchone()
    assert row is not None
    return tuple(row)


def waits(watcher: psycopg.Connection, holder: psycopg.Connection) -> bool:
    """Tell whether somebody stands before a lock that the holder has."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))"
    row = watcher.execute(query, [holder.info.backend_pid]).fetchone()
    return bool(row and row[0])


def reached(watcher: psycopg.Connection, holder: psycopg.Connection, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if waits(watcher, holder):
            return True
        process_pause(process)
    return False


def process_pause(process: subprocess.Popen[bytes]) -> None:
    """Give the process a moment, or learn at once that it ended."""
    try:
        process.wait(0.02)
    except subprocess.TimeoutExpired:
        return


def apply(installation: str, pack: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DATABASE_URL": installation, "DJANGO_SETTINGS_MODULE": "artel.settings"}
    command = [sys.executable, "-m", "artel", "pack", "apply", str(pack), "--yes", "--data", str(pack.parent / "data")]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def nobody_else(watcher: psycopg.Connection, holder: psycopg.Connection) -> bool:
    """Tell whether the killed process has left the database too."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> ALL(%s)"
    row = watcher.execute(query, [[watcher.info.backend_pid, holder.info.backend_pid]]).fetchone()
    return bool(row and row[0] == 0)


def test_a_killed_apply_leaves_the_old_state_and_the_next_one_the_new(
    installation: str, watcher: psycopg.Connection, artel: Run, pack: Path
) -> None:
    before = state(watcher)
    for step, statement in STEPS.items():
        with psycopg.connect(installation) as holder:
            holder.execute(statement)  # type: ignore[call-overload]
            process = apply(installation, pack)
            assert reached(watcher, holder, process), step
            process.send_signal(signal.SIGKILL)
            assert process.wait(30) == -signal.SIGKILL
            holder.rollback()
            deadline = time.monotonic() + 30
            while not nobody_else(watcher, holder):
                assert time.monotonic() < deadline, step
        assert state(watcher) == before, step
    artel("pack", "apply", pack, "--yes")
    after = state(watcher)
    assert after[1] == before[1] + 1  # type: ignore[operator]
    assert "sites1.0" in str(after[3])
    assert after[4] is True
    artel("pack", "plan", pack)
    # No worker runs beside the test, so that jobs may wait: that alone is no fault here.
    assert "ok    definitions: all in place" in artel("doctor", status=None).stdout


HEARINGS = {
    "pack.yaml": 'key: hearings\nversion: "1.0"\nlabel: Разборы\nrequires: [base]\nmoves: {hearings.got: heard}\n',
    "sections/x_hearings.yaml": "label: Разборы\nhas_pipeline: true\n",
    "pipelines.yaml": """\
hearings:
  section: x_hearings
  label: Разбор
  stages:
    - {key: got, label: Получена}
    - {key: heard, label: Рассмотрена}
""",
}
FILL = """
INSERT INTO x_hearings (name, stage, pipeline, created_at, updated_at, version)
SELECT 'Разбор ' || n, 'got', 'hearings', now(), now(), 1 FROM generate_series(1, 1200) AS n
"""
STANDING = "SELECT count(*) FILTER (WHERE stage = 'got'), count(*) FILTER (WHERE stage = 'heard') FROM x_hearings"


def test_who_is_killed_while_records_leave_a_stage_is_followed_by_the_worker(
    installation: str, watcher: psycopg.Connection, artel: Run, tmp_path: Path
) -> None:
    pack = tmp_path / "hearings"
    for place, text in HEARINGS.items():
        (pack / place).parent.mkdir(parents=True, exist_ok=True)
        (pack / place).write_text(text, encoding="utf-8")
    artel("pack", "apply", pack, "--yes")
    watcher.execute(FILL)
    newer = HEARINGS["pipelines.yaml"].replace("    - {key: got, label: Получена}\n", "")
    (pack / "pipelines.yaml").write_text(newer, encoding="utf-8")
    with psycopg.connect(installation) as holder:
        # The first batch goes through; one record of the second is held, and so is whoever moves it.
        holder.execute("SELECT id FROM x_hearings WHERE name = 'Разбор 701' FOR UPDATE")
        process = apply(installation, pack)
        assert reached(watcher, holder, process)
        process.send_signal(signal.SIGKILL)
        assert process.wait(30) == -signal.SIGKILL
        holder.rollback()
        deadline = time.monotonic() + 30
        while not nobody_else(watcher, holder):
            assert time.monotonic() < deadline
    assert watcher.execute(STANDING).fetchone() == (700, 500)
    artel("worker", "--until-empty")
    assert watcher.execute(STANDING).fetchone() == (0, 1200)
    moved = "SELECT count(*), count(DISTINCT record_id) FROM records_feedentry WHERE body ? 'why'"
    assert watcher.execute(moved).fetchone() == (1200, 1200)
