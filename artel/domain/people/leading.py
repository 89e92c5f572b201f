"""Which side leads while the columns of contacts and accounts and their details are being brought into step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_columns_lead: ContextVar[bool] = ContextVar("columns_lead", default=False)


def do_columns_lead() -> bool:
    """Return whether details are being made of the columns just now: then nothing has to be brought back."""
    return _columns_lead.get()


@contextmanager
def columns_leading() -> Iterator[None]:
    """Mark that the details made inside come from the columns."""
    token = _columns_lead.set(True)
    try:
        yield
    finally:
        _columns_lead.reset(token)
