"""What time it is for those who write records: now, or the moment at which something entered late did happen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """Return the aware moment that a write carries."""
    return _moment.get() or timezone.now()


def company_day() -> date:
    """Return the day that it is in the company's time zone."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def is_past() -> bool:
    """Tell whether what is written now did happen earlier: history that comes in with its moments."""
    return _moment.get() is not None


@contextmanager
def at(moment: datetime | None) -> Iterator[None]:
    """Let writes inside carry a past moment: records brought in with their history. None changes nothing."""
    token = _moment.set(moment or _moment.get())
    try:
        yield
    finally:
        _moment.reset(token)
