"""The embedded PostgreSQL: started by the first who needs it, stopped by the last, whatever happens in between."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from multiprocessing.synchronize import Event
from pathlib import Path

import psycopg
import pytest

from artel.installation import embedded_postgres

FAST = ("fsync = off", "full_page_writes = off")
spawning = multiprocessing.get_context("spawn")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a data folder whose cluster is made once for the module."""
    folder = tmp_path_factory.mktemp("postgres")
    with embedded_postgres.running(folder, options=FAST):
        pass
    yield folder
    embedded_postgres.stop(folder)


def hold(folder: str, is_held: Event, may_go: Event) -> None:
    """Hold the server in a process of its own."""
    with embedded_postgres.running(Path(folder), options=FAST):
        is_held.set()
        may_go.wait(30)


def test_runs_while_it_is_held_and_makes_the_database(data: Path) -> None:
    with embedded_postgres.running(data, options=FAST, name="deals") as url, psycopg.connect(url) as connection:
        row = connection.execute("SELECT current_database(), lower('ЁЖ'), current_setting('fsync')").fetchone()
        assert row == ("deals", "ёж", "off")
        assert embedded_postgres.is_running(data)
    assert not embedded_postgres.is_running(data)


def test_who_comes_later_does_not_stop_it_for_who_was_first(data: Path) -> None:
    with embedded_postgres.running(data, options=FAST):
        is_held, may_go = spawning.Event(), spawning.Event()
        may_go.set()
        other = spawning.Process(target=hold, args=(str(data), is_held, may_go))
        other.start()
        other.join(30)
        assert is_held.is_set()
        assert embedded_postgres.is_running(data)


def test_who_came_first_leaves_it_to_who_is_still_there(data: Path) -> None:
    is_held, may_go = spawning.Event(), spawning.Event()
    other = spawning.Process(target=hold, args=(str(data), is_held, may_go))
    with embedded_postgres.running(data, options=FAST):
        other.start()
        assert is_held.wait(30)
    assert embedded_postgres.is_running(data)
    may_go.set()
    other.join(30)
    assert not embedded_postgres.is_running(data)


def test_a_killed_holder_does_not_count(data: Path) -> None:
    is_held, may_go = spawning.Event(), spawning.Event()
    other = spawning.Process(target=hold, args=(str(data), is_held, may_go))
    other.start()
    assert is_held.wait(30)
    assert other.pid
    os.kill(other.pid, signal.SIGKILL)
    other.join(30)
    with embedded_postgres.running(data, options=FAST):
        assert embedded_postgres.is_running(data)
    assert not embedded_postgres.is_running(data)


def test_is_revived_after_its_death(data: Path) -> None:
    with embedded_postgres.running(data, options=FAST):
        assert not embedded_postgres.revive(data, options=FAST)
        embedded_postgres.stop(data)
        assert embedded_postgres.revive(data, options=FAST)
        assert embedded_postgres.is_running(data)


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    folder = tmp_path / ("длинное имя " * 8)
    with embedded_postgres.running(folder, options=FAST) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_path_may_hold_blanks_quotes_and_cyrillic(tmp_path: Path) -> None:
    folder = tmp_path.parent / "это 'моё', да"
    with embedded_postgres.running(folder, options=FAST) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_folder_of_another_version_is_refused_with_advice(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("16\n", encoding="ascii")
    with (
        pytest.raises(embedded_postgres.EmbeddedPostgresError, match="backup"),
        embedded_postgres.running(tmp_path, options=FAST),
    ):
        pass
