"""The product as its users have it: started by its command, on a free port, in a folder of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LINE = re.compile(r"^Artel: (http://127\.0\.0\.1:\d+)/  login: admin  (?:password: (\S+)|\(forgotten)")


def environ() -> dict[str, str]:
    """Return an environment without a database and without the settings of the suite."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ARTEL_", "DATABASE_"))}
    return {**kept, "DJANGO_SETTINGS_MODULE": "artel.settings"}


def artel(*words: str, data: Path) -> subprocess.CompletedProcess[str]:
    """Run one command beside, or without, a running product."""
    command = [sys.executable, "-m", "artel", *words, "--data", str(data)]
    return subprocess.run(command, env=environ(), capture_output=True, text=True, check=False, timeout=60)


@contextmanager
def up(data: Path, *words: str, is_killed: bool = False) -> Iterator[tuple[subprocess.Popen[str], re.Match[str]]]:
    """Start the product on a free port, wait for its one line, stop it as a service manager does."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
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
        process = subprocess.Popen(command, env=environ(), stdout=subprocess.PIPE, stderr=log, text=True)
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
