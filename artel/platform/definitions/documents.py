"""Document: one definition in memory, as read from a file, the designer or the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

LOCAL = "local"
"""Owner of what the company made itself, by mouse."""


class Says(StrEnum):
    """What a pack does with a thing: makes it, changes what another pack made, or does without it."""

    DECLARES = "declares"
    AMENDS = "amends"
    WITHDRAWS = "withdraws"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One pack's own word about a thing of which several packs speak: a body, or an amendment of one.

    `over` are the places that it contests with others and where the company decided for this one.
    """

    pack: str
    says: Says
    body: Mapping[str, Any] = field(default_factory=dict)
    over: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored: the body as text, since a database's JSON forgets in which order things stand."""
        said = {"pack": self.pack, "says": self.says.value, "body": json.dumps(self.body, ensure_ascii=False)}
        return {**said, "over": list(self.over)} if self.over else said

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Layer:
        """Read what `as_json` wrote."""
        return cls(
            pack=stored["pack"],
            says=Says(stored["says"]),
            body=json.loads(stored["body"]),
            over=tuple(stored.get("over", ())),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`body` is plain JSON; `file` and `lines` (path → line) say where it was written, for errors.

    A stored document of a pack that the company changed keeps in `base` what the pack says of it; `body` is what is
    in force. Without such a change `base` is None. A document to be applied is a word of its `owner`, a pack or the
    company itself (LOCAL); with `is_exact` it is the stored state itself, as a restore brings it back.

    Where several packs speak of it, `layers` keeps the word of each, and the packs' word is what they say together.
    As read from a pack's file, what the pack `says` of the thing is in `body`; `places` (path → file) names the files
    of what does not stand in `file`.
    """

    kind: str
    key: str
    body: Mapping[str, Any]
    owner: str = LOCAL
    is_retired: bool = False
    base: Mapping[str, Any] | None = None
    layers: tuple[Layer, ...] = ()
    says: Says = Says.DECLARES
    is_exact: bool = False
    file: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[str, str]:
        """What makes it the same document in another state: (kind, key)."""
        return self.kind, self.key

    @property
    def is_changed_locally(self) -> bool:
        """True for a pack's document that the company changed or took out of use."""
        return self.base is not None

    @property
    def word(self) -> Mapping[str, Any]:
        """What the packs say of it: beneath the company's change, if there is one."""
        return self.body if self.base is None else self.base
