"""How Python works while a chunk is written: without looking for cycles, and giving the interpreter back soon."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SOON = 0.0002
"""Seconds that the thread which reads ahead may keep the interpreter from the one that writes: at Python's own 5 ms the
database waited for the writer as long as it worked for him.
"""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep Python from looking for cycles while the thousands of objects of a chunk are alive (it took a quarter of the
    time and found nothing), and from letting the writer wait for the reader.
    """
    was_enabled, interval = gc.isenabled(), sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(SOON)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if was_enabled:
            gc.enable()
