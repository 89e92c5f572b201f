"""Processes that fork from one that has loaded the product: what it takes is then held once, and not by each.

Only a process with a single thread may fork so: a lock that another thread holds would stay locked in the copy.
"""

from __future__ import annotations

import ctypes
import gc
import io
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn

PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15
M_TRIM_THRESHOLD = -1
M_MMAP_THRESHOLD = -3
M_ARENA_MAX = -8
BLOCK_OF_ITS_OWN = 256 * 1024
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)

Work = Callable[[], int]
"""What a process does; gives its exit status."""


def spare_memory() -> None:
    """Let the threads of this process and of all below it share one heap, and big blocks go back to the system.

    glibc gives every thread a heap of its own, which serves those that really allocate at once; ours take turns.
    Outside rules: mallopt(3). On another libc nothing happens.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_ARENA_MAX, 1)
        mallopt(M_MMAP_THRESHOLD, BLOCK_OF_ITS_OWN)
        mallopt(M_TRIM_THRESHOLD, BLOCK_OF_ITS_OWN)


def settle_memory() -> None:
    """Call before forking: the collector will not write to what is loaded, so its pages stay shared."""
    gc.collect()
    gc.freeze()


def fork(work: Work, *, name: str, stdout: int, stderr: int, is_leader: bool = False) -> int:
    """Start a process that does `work` and ends; return its id.

    `name` is what `ps` and `top` show. It writes to the descriptors given and has no other of ours; as `is_leader` it
    begins a session, so that a signal to its group reaches whatever it starts. It ends when this process does.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _live(work, name, parent, (stdout, stderr), is_leader=is_leader)
    return pid


def _live(work: Work, name: str, parent: int, outputs: tuple[int, int], *, is_leader: bool) -> NoReturn:
    status = 1
    try:
        _begin(name, parent, outputs, is_leader=is_leader)
        status = work()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(bool(end.code))
    except BaseException:  # noqa: BLE001 - a copy must never go on as what it was copied from
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(status)


def _begin(name: str, parent: int, outputs: tuple[int, int], *, is_leader: bool) -> None:
    """Make of the copy what a program finds at its start: signals, session, three descriptors."""
    signal.set_wakeup_fd(-1)
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if is_leader:
        os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    # First away from the places they go to: one may stand on the place of the other.
    told = [os.dup(output) for output in outputs]
    for place, descriptor in enumerate([nothing, *told]):
        os.dup2(descriptor, place)
    # The locks of the one that forks, above all: the copy would hold them beyond its death.
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    # Not for a terminal any more, yet line by line: who waits for words shall have them at once.
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.FileIO(place, "w", closefd=False), "utf-8", "replace", line_buffering=True)
        for place in (1, 2)
    )
    _tell_the_kernel(name, parent)


def _tell_the_kernel(name: str, parent: int) -> None:
    """Set the name, and ask for SIGTERM when the parent is gone (prctl(2)). Outside Linux: nothing."""
    if not sys.platform.startswith("linux"):
        return
    kernel = ctypes.CDLL(None)
    kernel.prctl(PR_SET_NAME, name.encode())
    kernel.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        # It died before we asked.
        os.kill(os.getpid(), signal.SIGTERM)
