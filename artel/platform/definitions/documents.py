"""Document: one definition in memory, as read from a file, the designer or the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LOCAL = "local"
"""Owner of what the company made itself, by mouse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`body` is plain JSON; `file` and `lines` (path → line) say where it was written, for errors."""

    kind: str
    key: str
    body: Mapping[str, Any]
    owner: str = LOCAL
    is_retired: bool = False
    file: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[str, str]:
        """What makes it the same document in another state: (kind, key)."""
        return self.kind, self.key
