"""Keeps child processes running: prefixes what they say, restarts the dead with growing delays, stops all at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
# Who lived that long was well; the next death starts with the shortest delay again.
GOOD_LIFE = 60.0
SECONDS_TO_STOP = 8.0
COLOURS = {"web": "36", "worker": "33", "artel": "32"}


def say(line: str, name: str = "artel") -> None:
    """Write a line of the log to standard error, its origin in front, coloured on a terminal."""
    prefix = f"{name:<7}| "
    if sys.stderr.isatty():
        prefix = f"\033[{COLOURS.get(name, '35')}m{prefix}\033[0m"
    sys.stderr.write(f"{prefix}{line}\n")
    sys.stderr.flush()


@dataclass
class Child:
    """One process to keep alive."""

    name: str
    command: Sequence[str]
    environ: dict[str, str]
    process: subprocess.Popen[str] | None = None
    started: float = 0.0
    delay: float = field(default=FIRST_DELAY)
    due: float = 0.0

    def start(self) -> None:
        """Start the process in a group of its own and a thread that passes its words on."""
        self.process = subprocess.Popen(
            self.command,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self.started = time.monotonic()
        threading.Thread(target=self._pass_on, args=(self.process,), daemon=True).start()

    def _pass_on(self, process: subprocess.Popen[str]) -> None:
        if process.stdout:
            with process.stdout as lines:
                for line in lines:
                    say(line.rstrip("\n"), self.name)

    def mind(self) -> None:
        """Start the process when it is due; notice its death and settle when to start it again."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
            return
        status = self.process.poll()
        if status is None:
            return
        self.kill(signal.SIGKILL)
        self.delay = FIRST_DELAY if now - self.started > GOOD_LIFE else min(self.delay * 2, LONGEST_DELAY)
        self.due = now + self.delay
        self.process = None
        say(f"{self.name} ended with {status}; starting it again in {self.delay:.0f} s")

    def kill(self, number: signal.Signals) -> None:
        """Send a signal to the process and whatever it has started."""
        if self.process:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                self.process.poll()

    def is_gone(self) -> bool:
        """Tell whether the process has ended."""
        return self.process is None or self.process.poll() is not None


class Supervisor:
    """Runs children until SIGTERM or SIGINT."""

    def __init__(
        self,
        children: Sequence[Child],
        *,
        is_ready: Callable[[], bool],
        when_ready: Callable[[], None],
        every_second: Callable[[], None] = lambda: None,
    ) -> None:
        """`when_ready` is called once, as soon as `is_ready` holds."""
        self.children = children
        self.is_ready = is_ready
        self.when_ready = when_ready
        self.every_second = every_second
        self._stopping = threading.Event()

    def run(self) -> None:
        """Return after a signal, when all children have ended."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stopping.set())
        is_announced = False
        tick = 0
        try:
            while not self._stopping.wait(0.1 if not is_announced else 0.5):
                for child in self.children:
                    child.mind()
                if not is_announced and self.is_ready():
                    is_announced = True
                    self.when_ready()
                tick += 1
                if tick % 4 == 0:
                    self.every_second()
        finally:
            self.stop()

    def stop(self) -> None:
        """Ask every child to end; end those that have not after some seconds."""
        say("stopping")
        for child in self.children:
            child.kill(signal.SIGTERM)
        deadline = time.monotonic() + SECONDS_TO_STOP
        while time.monotonic() < deadline and not all(child.is_gone() for child in self.children):
            time.sleep(0.05)
        for child in self.children:
            child.kill(signal.SIGKILL)
