"""The product as its users have it: started by its command, on a free port, in a folder of its own.

The tables of a new installation are made once for all tests, by `artel migrate`; each begins with a copy of that.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

NONE: Mapping[str, str] = MappingProxyType({})
LINE = re.compile(r"^Artel: (http://(?:localhost|127\.0\.0\.1):\d+)/  login: admin  (?:password: (\S+)|\(forgotten)")


ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".setup"


def environ(settings: Mapping[str, str] = NONE) -> dict[str, str]:
    """Return an environment without a database and without the settings of the suite, with these instead."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ARTEL_", "DATABASE_"))}
    return {**kept, "DJANGO_SETTINGS_MODULE": "artel.settings", **settings}


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def artel(
    *words: str, data: Path, settings: Mapping[str, str] = NONE, timeout: int = 60
) -> subprocess.CompletedProcess[str]:
    """Run one command beside, or without, a running product."""
    command = [sys.executable, "-m", "artel", *words, "--data", str(data)]
    return subprocess.run(command, env=environ(settings), capture_output=True, text=True, check=False, timeout=timeout)


def with_tables() -> Path:
    """Return the folder of an installation in which nobody was yet, made by whichever test comes first."""
    migrations = "\n".join(sorted(str(path) for path in (ROOT / "artel").glob("**/migrations/*.py")))
    folder = KEPT / f"installation-{sha256(migrations.encode()).hexdigest()[:12]}"
    with (KEPT / "installation.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            for old in KEPT.glob("installation-*"):
                shutil.rmtree(old)
            begun = KEPT / "installation-begun"
            done = artel("migrate", data=begun, timeout=300)
            assert done.returncode == 0, done.stderr
            begun.rename(folder)
    return folder


@contextmanager
def up(
    data: Path,
    *words: str,
    is_killed: bool = False,
    makes_tables: bool = False,
    port: int = 0,
    settings: Mapping[str, str] = NONE,
) -> Iterator[tuple[subprocess.Popen[str], re.Match[str]]]:
    """Start the product on that port or a free one, wait for its one line, stop it as a service manager does.

    A new installation finds its tables made, unless the test is about the first start.
    """
    if not data.exists() and not makes_tables:
        # The files belong to the user of the database, which `shutil` would not keep.
        subprocess.run(["cp", "-a", str(with_tables()), str(data)], check=True)
    port = port or free_port()
    command = [
        sys.executable,
        "-m",
        "artel",
        "up",
        "--data",
        str(data),
        "--port",
        str(port),
        "--processes",
        "1",
        *words,
    ]
    with (data.parent / f"{data.name}.log").open("w") as log:
        process = subprocess.Popen(command, env=environ(settings), stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert process.stdout
        line = process.stdout.readline()
        told = LINE.match(line)
        assert told, f"{line!r}: {Path(log.name).read_text()}"
        yield process, told
    finally:
        process.send_signal(signal.SIGTERM)
        rest, _none = process.communicate(timeout=30)
        assert process.returncode == (-signal.SIGKILL if is_killed else 0)
        assert rest == ""
