"""The product itself on the scratch base, started as anybody starts it, by `artel up`; its memory and start."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from artel.bench.scratch import address

PATIENCE = 120


class DidNotStart(Exception):
    """The server ended, or did not answer in time."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running product: where it answers, its process, how long it took from the command to the printed address."""

    host: str
    port: int
    pid: int
    started_in: float

    def memory(self) -> int:
        """Return the bytes that its processes hold, what they share counted once."""
        return sum(_proportional(pid) for pid in _tree(self.pid))


@contextmanager
def server() -> Iterator[Server]:
    """Start `artel up` on the database in use; stop it as a service manager does."""
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="artel-bench-") as data:
        # The same key as ours: the visitors have signed in with this process.
        environ = {**os.environ, "DATABASE_URL": address(), "ARTEL_SECRET_KEY": settings.SECRET_KEY}
        command = [sys.executable, "-m", "artel", "up", "--port", str(port), "--data", data]
        begun = time.monotonic()
        log = Path(data) / "log"
        with log.open("wb") as errors:
            running = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            line = running.stdout.readline() if running.stdout else ""
            if not line:
                raise DidNotStart(log.read_text(errors="replace")[-2000:])
            yield Server("127.0.0.1", port, running.pid, time.monotonic() - begun)
        finally:
            running.send_signal(signal.SIGTERM)
            try:
                running.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                running.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _tree(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in task.read_text().split():
                found += _tree(int(child))
        except OSError:
            continue
    return found


def _proportional(pid: int) -> int:
    """Return the proportional set size of a process in bytes; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
