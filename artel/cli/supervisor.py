"""Keeps child processes running: prefixes what they say, restarts the dead with growing delays, stops all at once.

One thread does it all: children are forks of this process (`forking.py`).
"""

from __future__ import annotations

import os
import selectors
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from artel.cli.forking import Work, fork

FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
# Who lived that long was well; the next death starts with the shortest delay again.
GOOD_LIFE = 60.0
SECONDS_TO_STOP = 8.0
BETWEEN_LOOKS = 0.5
BETWEEN_LOOKS_AT_FIRST = 0.1
BETWEEN_CHECKS = 2.0
PIECE = 65536
COLOURS = {"web": "36", "worker": "33", "artel": "32"}


def say(line: str, name: str = "artel") -> None:
    """Write a line of the log to standard error, its origin in front, coloured on a terminal."""
    prefix = f"{name:<7}| "
    if sys.stderr.isatty():
        prefix = f"\033[{COLOURS.get(name, '35')}m{prefix}\033[0m"
    sys.stderr.write(f"{prefix}{line}\n")
    sys.stderr.flush()


@dataclass(eq=False)
class Words:
    """What one life of a child says, passed on line by line."""

    name: str
    descriptor: int
    rest: bytes = b""

    def pass_on(self) -> bool:
        """Say the lines that have come; False when no more will."""
        try:
            piece = os.read(self.descriptor, PIECE)
        except BlockingIOError:
            return True
        *lines, self.rest = (self.rest + piece).split(b"\n")
        if not piece and self.rest:
            lines.append(self.rest)
        for line in lines:
            say(line.decode(errors="replace").rstrip("\r"), self.name)
        return bool(piece)


@dataclass(eq=False)
class Child:
    """One process to keep alive."""

    name: str
    work: Work
    pid: int | None = None
    status: int | None = None
    started: float = 0.0
    delay: float = field(default=FIRST_DELAY)
    due: float = 0.0

    def start(self) -> Words:
        """Start the process in a group of its own; return where its words come from."""
        words, said = os.pipe()
        os.set_blocking(words, False)
        try:
            self.pid = fork(self.work, name=f"artel-{self.name}", stdout=said, stderr=said, is_leader=True)
        finally:
            os.close(said)
        self.status = None
        self.started = time.monotonic()
        return Words(self.name, words)

    def mind(self) -> Words | None:
        """Start the process when it is due; notice its death and settle when to start it again."""
        now = time.monotonic()
        if self.pid is None:
            return self.start() if now >= self.due else None
        if not self.is_gone():
            return None
        self.kill(signal.SIGKILL)
        self.delay = FIRST_DELAY if now - self.started > GOOD_LIFE else min(self.delay * 2, LONGEST_DELAY)
        self.due = now + self.delay
        self.pid = None
        say(f"{self.name} ended with {self.status}; starting it again in {self.delay:.0f} s")
        return None

    def kill(self, number: signal.Signals) -> None:
        """Send a signal to the process and whatever it has started."""
        if self.pid is not None:
            try:
                os.killpg(self.pid, number)
            except ProcessLookupError:
                # It is gone, or has not come as far as its own group yet.
                if not self.is_gone():
                    os.kill(self.pid, number)

    def wait(self) -> None:
        """Wait for the end of a process that was killed."""
        if not self.is_gone() and self.pid is not None:
            _pid, status = os.waitpid(self.pid, 0)
            self.status = os.waitstatus_to_exitcode(status)

    def is_gone(self) -> bool:
        """Tell whether the process has ended."""
        if self.pid is not None and self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.status = os.waitstatus_to_exitcode(status) if pid else None
        return self.pid is None or self.status is not None


class Supervisor:
    """Runs children until SIGTERM or SIGINT."""

    def __init__(
        self,
        children: Sequence[Child],
        *,
        is_ready: Callable[[], bool],
        when_ready: Callable[[], None],
        watch: Callable[[], None] = lambda: None,
    ) -> None:
        """`when_ready` is called once, as soon as `is_ready` holds."""
        self.children = children
        self.is_ready = is_ready
        self.when_ready = when_ready
        self.watch = watch
        self._is_stopping = False
        self._selector = selectors.DefaultSelector()

    def run(self) -> None:
        """Return after a signal, when all children have ended."""
        with self._selector, self._woken_by_signals():
            try:
                self._keep_running()
            finally:
                self._stop()

    def _keep_running(self) -> None:
        is_announced = False
        checked = time.monotonic()
        while not self._is_stopping:
            for child in self.children:
                self._hear(child.mind())
            if not is_announced and self.is_ready():
                is_announced = True
                self.when_ready()
            if time.monotonic() - checked > BETWEEN_CHECKS:
                self.watch()
                checked = time.monotonic()
            self._listen(BETWEEN_LOOKS if is_announced else BETWEEN_LOOKS_AT_FIRST)

    def _hear(self, words: Words | None) -> None:
        if words:
            self._selector.register(words.descriptor, selectors.EVENT_READ, words)

    def _listen(self, seconds: float) -> None:
        """Pass on what children say, until all is said that was there, or the time is over and nothing was."""
        for key, _events in self._selector.select(seconds):
            words: Words | None = key.data
            if words is None:
                os.read(key.fd, PIECE)
            elif not words.pass_on():
                self._selector.unregister(key.fd)
                os.close(key.fd)

    @contextmanager
    def _woken_by_signals(self) -> Iterator[None]:
        """Let SIGTERM and SIGINT stop us, and end a wait that they come into (`signal.set_wakeup_fd`)."""
        heard, rung = os.pipe()
        for descriptor in (heard, rung):
            os.set_blocking(descriptor, False)
        self._selector.register(heard, selectors.EVENT_READ, None)
        before = signal.set_wakeup_fd(rung, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told_to_stop)
        try:
            yield
        finally:
            signal.set_wakeup_fd(before)
            os.close(heard)
            os.close(rung)

    def _told_to_stop(self, *_signal: object) -> None:
        self._is_stopping = True

    def _stop(self) -> None:
        """Ask every child to end; end those that have not after some seconds."""
        say("stopping")
        for child in self.children:
            child.kill(signal.SIGTERM)
        deadline = time.monotonic() + SECONDS_TO_STOP
        while time.monotonic() < deadline and not all(child.is_gone() for child in self.children):
            self._listen(0.05)
        for child in self.children:
            child.kill(signal.SIGKILL)
            child.wait()
        while self._selector.select(0):
            self._listen(0)
