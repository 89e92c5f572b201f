"""Yes/no fields of details: an empty one means «no», and is stored so."""

from __future__ import annotations

from collections.abc import Iterable

from artel.platform.records.drafts import Draft


def fill_flags(draft: Draft, keys: Iterable[str]) -> None:
    """Turn an empty yes/no into «no»: constraints and filters then need not ask about both."""
    values, before = draft.values, draft.before
    for key in keys:
        if (values[key] if key in values else before.get(key)) is None:
            values[key] = False
