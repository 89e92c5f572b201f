"""Forks of a loaded process: they begin like programs, and what is loaded may be forked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from artel.cli.forking import fork

PRELOADED = """
import json, os, threading
before = set(os.listdir("/proc/self/fd"))
from artel.cli.preloading import preload
preload()
print(json.dumps([threading.active_count(), sorted(set(os.listdir("/proc/self/fd")) - before)]))
"""


def told_by(work: Callable[[], int]) -> tuple[str, int]:
    """Return what a fork that does this work says, and its exit status."""
    answer, said = os.pipe()
    pid = fork(work, name="artel-test", stdout=said, stderr=said)
    os.close(said)
    with os.fdopen(answer, encoding="utf-8") as lines:
        told = lines.read()
    return told, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_loading_the_product_starts_no_thread_and_leaves_nothing_open() -> None:
    # In a program of its own: this one has threads and files of the tests.
    ran = subprocess.run([sys.executable, "-c", PRELOADED], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == [1, []]


def test_a_fork_has_three_descriptors_and_the_signals_of_a_program(tmp_path: Path) -> None:
    def work() -> int:
        handlers = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
        assert handlers == [signal.SIG_DFL, signal.default_int_handler]
        assert len(Path("/proc/self/comm").read_text()) == len("artel-test\n")
        # The fourth reads the list.
        print(len(list(Path("/proc/self/fd").iterdir())))
        return 0

    with (tmp_path / "lock").open("w"):
        assert told_by(work) == ("4\n", 0)


def test_a_fork_that_fails_says_why_and_does_not_come_back() -> None:
    ours = threading.get_ident()

    def fails() -> int:
        raise RuntimeError("broken")

    told, status = told_by(fails)
    assert status == 1
    assert "RuntimeError: broken" in told
    assert threading.get_ident() == ours


def test_the_exit_status_is_that_of_the_work() -> None:
    assert told_by(lambda: 7) == ("", 7)
    assert told_by(lambda: sys.exit("refused"))[1] == 1
