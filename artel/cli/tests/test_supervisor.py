"""The supervisor: what dies is started again, what is told to stop is gone."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from artel.cli.supervisor import LONGEST_DELAY, Child, Supervisor


def waits() -> int:
    """Live until told to stop."""
    signal.pause()
    return 0


def is_deaf() -> int:
    """Live whatever one is told."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        signal.pause()


def run_until(supervisor: Supervisor, condition: threading.Event) -> None:
    """Run the supervisor in this thread; tell it to stop, as the service manager does, when the condition holds."""

    def tell() -> None:
        condition.wait(20)
        os.kill(os.getpid(), signal.SIGTERM)

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    threading.Thread(target=tell).start()
    try:
        supervisor.run()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_says_once_that_it_is_ready_and_stops_its_children(capfd: pytest.CaptureFixture[str]) -> None:
    ready = threading.Event()
    said: list[str] = []
    child = Child("web", waits)
    supervisor = Supervisor(
        [child],
        is_ready=lambda: child.pid is not None,
        when_ready=lambda: (said.append("ready"), ready.set())[0],
    )
    run_until(supervisor, ready)
    assert said == ["ready"]
    assert child.is_gone()


def test_starts_a_dead_child_again_and_passes_its_words_on(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log"

    def greets() -> int:
        with log.open("a") as file:
            file.write("x")
        print("здравствуйте")
        os.write(2, "без конца строки".encode())
        return 3

    child = Child("worker", greets, delay=0.01)
    twice = threading.Event()
    supervisor = Supervisor([child], is_ready=lambda: False, when_ready=lambda: None)
    supervisor.is_ready = lambda: log.exists() and len(log.read_text()) >= 2 and (twice.set(), False)[1]
    run_until(supervisor, twice)
    said = capfd.readouterr().err
    assert "worker ended with 3" in said
    assert "worker | здравствуйте\n" in said
    assert "worker | без конца строки\n" in said


def test_delays_grow_and_are_forgiven_after_a_good_life(monkeypatch: pytest.MonkeyPatch) -> None:
    child = Child("web", lambda: 0)
    now = 1000.0
    monkeypatch.setattr("artel.cli.supervisor.time.monotonic", lambda: now)
    delays = []
    for _ in range(9):
        child.due = 0
        child.mind()
        child.wait()
        child.mind()
        delays.append(child.delay)
    assert delays == sorted(delays)
    assert delays[-1] == LONGEST_DELAY
    child.due = 0
    child.mind()
    child.wait()
    now += 3600
    child.mind()
    assert child.delay < delays[1]


def test_a_child_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("artel.cli.supervisor.SECONDS_TO_STOP", 0.3)
    ready = threading.Event()
    child = Child("web", is_deaf)
    run_until(Supervisor([child], is_ready=lambda: child.pid is not None, when_ready=ready.set), ready)
    assert child.status in {-signal.SIGKILL, -signal.SIGTERM}
