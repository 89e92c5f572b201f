"""What a check of the doctor is. A feature brings its own in `doctor.py` of its folder:

def checks() -> Iterable[Check]: ...
def full_checks() -> Iterable[Check]: ...     what reads everything and may take long; only with `artel doctor --full`
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing the doctor looked at: what it found and, when it is not well, what to do about it."""

    name: str
    is_ok: bool
    detail: str
    advice: str = ""
