"""Document: one definition in memory, as read from a file, the designer or the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LOCAL = "local"
"""Owner of what the company made itself, by mouse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`body` is plain JSON; `file` and `lines` (path → line) say where it was written, for errors.

    A stored document of a pack that the company changed keeps in `base` what the pack says of it; `body` is what is
    in force. Without such a change `base` is None. A document to be applied is a word of its `owner`, a pack or the
    company itself (LOCAL); with `is_exact` it is the stored state itself, as a restore brings it back.
    """

    kind: str
    key: str
    body: Mapping[str, Any]
    owner: str = LOCAL
    is_retired: bool = False
    base: Mapping[str, Any] | None = None
    is_exact: bool = False
    file: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[str, str]:
        """What makes it the same document in another state: (kind, key)."""
        return self.kind, self.key

    @property
    def is_changed_locally(self) -> bool:
        """True for a pack's document that the company changed or took out of use."""
        return self.base is not None
