"""A child of the supervisor ends when the supervisor does, however that came about."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

SUPERVISED = "ARTEL_SUPERVISED"
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask the kernel for SIGTERM when the supervisor is gone (prctl(2)). Outside a supervisor, or Linux: nothing."""
    supervisor = os.environ.get(SUPERVISED)
    if not supervisor or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(supervisor):
        # It died before we asked.
        os.kill(os.getpid(), signal.SIGTERM)
