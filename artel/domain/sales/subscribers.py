"""What follows from changes of lines of products; the words and sums are in `lines.py`."""

from __future__ import annotations

from artel.domain.sales import lines

__all__ = ["lines"]
