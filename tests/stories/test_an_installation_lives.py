"""An installation's life, played from its command line: start, death, second start, backup, a refused downgrade."""

from __future__ import annotations

import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from artel.installation import embedded_postgres
from tests.stories.running import artel, up

pytestmark = pytest.mark.slow

# With one web process, supervisor and worker; each loading the product for itself takes 220.
LARGEST_AT_REST = 170 * 1024 * 1024


def answers(address: str) -> bool:
    """Tell whether the site answers."""
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def soon(condition: Callable[[], bool]) -> bool:
    """Wait until the condition holds, half a minute at most."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def memory(process: subprocess.Popen[str]) -> int:
    """Return the bytes that a process and all below it hold, what they share counted once; PostgreSQL is not theirs."""
    supervisor = psutil.Process(process.pid)
    family = [supervisor, *supervisor.children(recursive=True)]
    return sum(member.memory_full_info().pss for member in family if member.name() != "postgres")


def child_of(process: subprocess.Popen[str], word: str) -> psutil.Process:
    """Return the supervisor's child that runs that command."""
    return next(child for child in psutil.Process(process.pid).children() if child.name() == f"artel-{word}")


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """Return the data folder of the one installation of this module."""
    # pytest's own folder would be closed to the server's user again by the next run of pytest on the machine.
    with tempfile.TemporaryDirectory(prefix="artel-story-") as folder:
        yield Path(folder) / "data"


def test_it_starts_is_alone_heals_and_stops(data: Path) -> None:
    with up(data, makes_tables=True) as (process, told):
        address, password = told.groups()
        assert password
        assert answers(address)
        assert artel("doctor", data=data).returncode == 0
        assert memory(process) < LARGEST_AT_REST
        assert (data / "address").read_text().strip() == address

        second = artel("up", data=data)
        assert second.returncode == 1
        assert address in second.stderr

        for word in ("web", "worker"):
            victim = child_of(process, word)
            victim.kill()
            assert soon(lambda pid=victim.pid, word=word: is_replaced(process, word, pid))  # type: ignore[misc]
        assert soon(lambda: answers(address))
        embedded_postgres.stop(data)
        assert soon(lambda: answers(address))
    assert not answers(address)
    assert not embedded_postgres.is_running(data)
    assert not (data / "address").exists()


def is_replaced(process: subprocess.Popen[str], word: str, old: int) -> bool:
    """Tell whether another process has taken the place of the one that died."""
    try:
        return child_of(process, word).pid != old
    except (StopIteration, psutil.NoSuchProcess):
        return False


def test_a_second_start_is_quick_and_keeps_the_password_to_itself(data: Path) -> None:
    began = time.monotonic()
    with up(data) as (_process, told):
        assert told[2] is None
        assert time.monotonic() - began < 30


def test_its_children_do_not_outlive_a_killed_supervisor(data: Path) -> None:
    with up(data, is_killed=True) as (process, _told):
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
    assert children
    assert soon(lambda: not any(child.is_running() and child.name() != "postgres" for child in children))
    with up(data) as (_process, told):
        assert answers(told[1])


def test_users_are_made_from_the_command_line(data: Path) -> None:
    made = artel("user", "create", "boris", "--name", "Борис", "--role", "head", data=data)
    assert made.returncode == 0
    assert len(made.stdout.split()) == 1
    twice = artel("user", "create", "boris", data=data)
    assert twice.returncode == 1
    assert twice.stdout == ""
    changed = artel("user", "password", "boris", data=data)
    assert changed.stdout.strip() not in {"", made.stdout.strip()}


def test_a_backup_fills_an_empty_installation_and_no_other(data: Path, tmp_path: Path) -> None:
    (data / "files").mkdir(exist_ok=True)
    (data / "files" / "договор.pdf").write_bytes(b"%PDF")
    target = tmp_path / "artel.tar.gz"
    made = artel("backup", str(target), data=data)
    assert (made.returncode, made.stdout.strip()) == (0, str(target)), made.stderr
    assert target.stat().st_mode & 0o077 == 0
    assert artel("backup", str(target), data=data).returncode == 1

    other = tmp_path / "other"
    restored = artel("restore", str(target), data=other)
    assert restored.returncode == 0, restored.stderr
    assert (other / "files" / "договор.pdf").read_bytes() == b"%PDF"
    assert (other / "secret" / "signing.key").read_text() == (data / "secret" / "signing.key").read_text()
    assert artel("user", "create", "boris", data=other).returncode == 1
    assert artel("doctor", data=other).returncode == 0

    again = artel("restore", str(target), data=other)
    assert again.returncode == 1
    assert "--force" in again.stderr
    assert artel("restore", str(target), "--force", data=other).returncode == 0

    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(target.read_bytes()[:2000])
    refused = artel("restore", str(broken), "--force", data=other)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert artel("doctor", data=other).returncode == 0


def test_a_base_of_a_newer_version_is_refused_by_name(data: Path) -> None:
    with embedded_postgres.running(data) as url, psycopg.connect(url, autocommit=True) as connection:
        insert = "INSERT INTO django_migrations (app, name, applied) VALUES ('users', '0999_from_the_future', now())"
        connection.execute(insert)
        for command in ("migrate", "up"):
            refused = artel(command, data=data)
            assert refused.returncode == 1
            assert "users.0999_from_the_future" in refused.stderr
            assert "Traceback" not in refused.stderr
        assert artel("doctor", data=data).returncode == 1
