"""What a story is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from artel.platform.ui.component import Html

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=ZoneInfo("Europe/Moscow"))
"""The moment at which all stories happen."""


@dataclass(frozen=True, slots=True)
class Story:
    """One picture: a name, how wide it stands on the page (of 12 columns), and what makes its parts."""

    key: str
    title: str
    make: Callable[[], Sequence[Html]]
    span: int = 6
    is_bare: bool = False
    """Without padding: for tables and boards that reach the edge."""
