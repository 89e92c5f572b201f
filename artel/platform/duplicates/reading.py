"""What rows that are not stored yet leave unsaid: a contact's name follows from its parts.

The door's rules derive such fields of a record; a feature says here how they follow from what is typed or read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from artel.platform.kernel.registry import Registry

Completer = Callable[[Mapping[str, object]], Mapping[str, object]]
"""From the known values of a row to those that follow from them."""

completers: Registry[Completer] = Registry("completers of rows")


def complete(section: str, row: Mapping[str, object]) -> Mapping[str, object]:
    """Return the row with what follows from it."""
    found = completers.find(section)
    return {**row, **found(row)} if found else row
