"""The one entry to access: what an actor may do, which records and which fields he sees.

Everything is denied that no role grants; administrators and the system itself are not restricted. Reading
goes through `visible_to`, which never asks the database anything of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from artel.platform.access.permissions import tools
from artel.platform.access.roles import GROUPS, Operation, allows, field_rules, grants, roles_of
from artel.platform.access.scopes import EVERYTHING, condition_for
from artel.platform.access.teams import actor_of
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import AccessDenied, NotFound
from artel.platform.schema.runtime import model_of
from artel.platform.sections.spec import FieldSpec, Kind, RoleSpec, SectionSpec, Snapshot
from artel.platform.sections.steps import is_activity

__all__ = [
    "FieldAccess",
    "actor_of",
    "field_access",
    "may",
    "may_use",
    "readable_fields",
    "readable_sections",
    "require",
    "require_tool",
    "sees_all",
    "visible_to",
]


@dataclass(frozen=True, slots=True)
class FieldAccess:
    """Keys of fields that an actor may not see, and of those that he sees but may not change."""

    hidden: frozenset[str] = frozenset()
    readonly: frozenset[str] = frozenset()


UNLIMITED = FieldAccess()
KEPT_WORDS = "next_activity"
"""The column in which a record keeps the line of the activity that is due first, of whatever section that is."""


def visible_to(
    actor: Actor,
    section_key: str,
    *,
    operation: str = Operation.READ,
    include_trashed: bool = False,
    only_trashed: bool = False,
) -> QuerySet[Any]:
    """Return the records of a section that the actor may do the operation to; the trash is left out by default.

    The queryset is of the runtime class, unordered. Empty when no role grants the operation. Raises NotFound for
    an unknown section, ValueError for an operation that has no records to narrow (create, import).
    """
    snapshot = current_snapshot()
    spec = _section(section_key, snapshot)
    wanted = Operation(operation)
    if wanted not in GROUPS:
        raise ValueError(f"{wanted} is not done to existing records")
    condition = condition_for(actor, spec, wanted, GROUPS[wanted], snapshot)
    records: QuerySet[Any] = QuerySet(model_of(section_key, snapshot)).filter(condition)
    if only_trashed:
        return records.filter(trashed_at__isnull=False)
    return records if include_trashed else records.filter(trashed_at__isnull=True)


def sees_all(actor: Actor, section_key: str) -> bool:
    """Tell whether no policy narrows what the actor reads in a section: then a query needs no condition."""
    snapshot = current_snapshot()
    spec = _section(section_key, snapshot)
    return condition_for(actor, spec, Operation.READ, GROUPS[Operation.READ], snapshot) == EVERYTHING


def may(actor: Actor, section_key: str, operation: str) -> bool:
    """Tell whether the actor may do this in a section at all; for which records, `visible_to` says.

    False for an unknown section; raises ValueError for an unknown operation.
    """
    wanted = Operation(operation)
    snapshot = current_snapshot()
    spec = snapshot.sections.get(section_key)
    if spec is None or spec.retired:
        return False
    return actor.is_unrestricted or bool(grants(actor, section_key, wanted, snapshot))


def require(actor: Actor, section_key: str, operation: str) -> None:
    """Raise AccessDenied unless the actor may do this; NotFound when he may not even know the section."""
    if may(actor, section_key, operation):
        return
    if may(actor, section_key, Operation.READ):
        raise AccessDenied(section=section_key, operation=str(operation))
    raise NotFound(section=section_key)


def field_access(actor: Actor, section_key: str) -> FieldAccess:
    """Return what the roles hide and lock in a section. Raises NotFound for an unknown section.

    A field is hidden when every role that lets him read the section hides it, and read-only when every role
    that lets him write there locks or hides it. A reference to a section that he may not read is hidden too: its
    value is a name from there, and by its order, its groups or its conditions one would find the name out. So is the
    line of the next activity for who may not read all kinds of them; screens show him the kind instead.
    """
    snapshot = current_snapshot()
    spec = _section(section_key, snapshot)
    if actor.is_unrestricted:
        return UNLIMITED
    roles = tuple(roles_of(actor, snapshot))
    reading = [field_rules(r, section_key) for r in roles if allows(r, section_key, Operation.READ)]
    writing = [
        field_rules(r, section_key)
        for r in roles
        if allows(r, section_key, Operation.CHANGE) or allows(r, section_key, Operation.CREATE)
    ]
    keys = [f.key for f in spec]
    hidden = frozenset(key for key in keys if all(rules.get(key) == "hidden" for rules in reading))
    locked = frozenset(key for key in keys if all(key in rules for rules in writing))
    hidden |= _closed(spec, roles, snapshot)
    return FieldAccess(hidden=hidden, readonly=locked - hidden)


def _closed(spec: SectionSpec, roles: tuple[RoleSpec, ...], snapshot: Snapshot) -> frozenset[str]:
    """Return the fields of a section whose words come from sections that none of the roles lets one read."""

    def is_open(section: str) -> bool:
        return any(allows(role, section, Operation.READ) for role in roles)

    pointers = {f.key: f.target for f in spec if f.kind is Kind.REFERENCE and f.target and f.target != spec.key}
    shut = {target for target in set(pointers.values()) if not is_open(target)}
    found = frozenset(key for key, target in pointers.items() if target in shut)
    if spec.field(KEPT_WORDS) is None:
        return found
    others = (s.key for s in snapshot.sections.values() if not s.retired and is_activity(s))
    return found if all(is_open(key) for key in others) else found | {KEPT_WORDS}


def readable_fields(actor: Actor, spec: SectionSpec) -> tuple[FieldSpec, ...]:
    """Return the fields in use that the actor may see, in order."""
    hidden = field_access(actor, spec.key).hidden
    return tuple(f for f in spec.shown_fields if f.key not in hidden)


def readable_sections(actor: Actor) -> tuple[SectionSpec, ...]:
    """Return the sections that the actor may read: first those his roles put into the menu, then by position."""
    snapshot = current_snapshot()
    menu = [key for role in roles_of(actor, snapshot) for key in role.menu]
    rank = {key: place for place, key in reversed(tuple(enumerate(menu)))}
    found = [s for s in snapshot.sections.values() if may(actor, s.key, Operation.READ)]
    return tuple(sorted(found, key=lambda s: (rank.get(s.key, len(menu)), s.position, s.key)))


def may_use(actor: Actor, tool: str) -> bool:
    """Tell whether the actor may use a tool such as `settings.users`; raises LookupError for an unknown name."""
    tools.get(tool)
    if actor.is_unrestricted:
        return True
    return any(tool in role.tools for role in roles_of(actor, current_snapshot()))


def require_tool(actor: Actor, tool: str) -> None:
    """Raise AccessDenied unless the actor may use the tool."""
    if not may_use(actor, tool):
        raise AccessDenied(tool=str(tool))


def _section(key: str, snapshot: Snapshot) -> SectionSpec:
    try:
        return snapshot.section(key)
    except LookupError:
        raise NotFound(section=key) from None
