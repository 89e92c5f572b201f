"""Who acts. Every action and query takes an Actor; nothing below the views knows HTTP."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class ActorKind(StrEnum):
    """What sort of participant changes or reads data."""

    USER = "user"
    PORTAL = "portal"
    RULE = "rule"
    CONNECTOR = "connector"
    IMPORT = "import"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A participant with all that access, conditions and history need to know of him.

    `team_ids` holds the actor's team and all teams below it. `roles` are keys of role
    definitions. `depth` counts how many events led here; `cause` is the id of the first one; `rule` is the key of the
    rule of automation that acts.
    """

    kind: ActorKind
    name: str
    user_id: int | None = None
    roles: tuple[str, ...] = ()
    team_id: int | None = None
    team_ids: tuple[int, ...] = ()
    is_admin: bool = False
    language: str = "ru"
    timezone: str = "Europe/Moscow"
    cause: str | None = None
    depth: int = 0
    rule: str = ""

    @property
    def is_unrestricted(self) -> bool:
        """True for the system itself and for administrators: no policy narrows their view."""
        return self.is_admin or self.kind is ActorKind.SYSTEM

    def as_system(self) -> Actor:
        """Return the system acting on the participant's behalf: unrestricted, but he stays the author."""
        return replace(self, kind=ActorKind.SYSTEM)

    def caused_by(self, cause: str) -> Actor:
        """Return the same actor one step deeper in a chain of cause and effect."""
        return replace(self, cause=self.cause or cause, depth=self.depth + 1)


SYSTEM = Actor(kind=ActorKind.SYSTEM, name="Артель")
"""The product itself: migrations, packs, maintenance jobs."""
