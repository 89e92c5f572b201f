"""What the roles of an actor grant: operations, record policies, rules of fields. Pure, no query.

Everything not granted is denied. Several roles unite: what one of them grants is granted. `*` in a role stands
for every section that the role does not name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from artel.platform.kernel.actor import Actor, ActorKind
from artel.platform.sections.spec import RoleSpec, Snapshot

EVERY_SECTION = "*"


class Operation(StrEnum):
    """What may be done in a section."""

    READ = "read"
    CREATE = "create"
    CHANGE = "change"
    REMOVE = "remove"
    EXPORT = "export"
    IMPORT = "import"
    ASSIGN = "assign"


class Group(StrEnum):
    """The two sorts of record policy: what one sees, and what of it one may touch."""

    READ = "read"
    CHANGE = "change"


class Scope(StrEnum):
    """The named record policies; any other text is a condition."""

    OWN = "own"
    TEAM = "team"
    ALL = "all"


SCOPES = frozenset(scope.value for scope in Scope)

GROUPS: Mapping[Operation, Group] = {
    Operation.READ: Group.READ,
    Operation.EXPORT: Group.READ,
    Operation.CHANGE: Group.CHANGE,
    Operation.REMOVE: Group.CHANGE,
    Operation.ASSIGN: Group.CHANGE,
}
"""Which policy narrows the records of an operation; making new records has no records to narrow."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that allows an operation, and on which records: a scope or a condition's text."""

    role: RoleSpec
    policy: str


def roles_of(actor: Actor, snapshot: Snapshot) -> Iterator[RoleSpec]:
    """Yield the actor's roles that are in force; an outsider has portal roles only, a colleague never."""
    is_outsider = actor.kind is ActorKind.PORTAL
    for key in actor.roles:
        role = snapshot.roles.get(key)
        if role is not None and role.is_portal is is_outsider:
            yield role


def allows(role: RoleSpec, section: str, operation: Operation) -> bool:
    """Tell whether a role grants an operation on a section."""
    return operation in role.sections.get(section, role.sections.get(EVERY_SECTION, ()))


def policy_of(role: RoleSpec, section: str, group: Group) -> str:
    """Return a role's record policy. What may be changed is by default what may be read, and that, the person's own."""
    for place in (section, EVERY_SECTION):
        # A blank text would be a condition that everything meets.
        if found := role.records.get(place, {}).get(group, "").strip():
            return found
    return Scope.OWN if group is Group.READ else policy_of(role, section, Group.READ)


def grants(actor: Actor, section: str, operation: Operation, snapshot: Snapshot) -> tuple[Grant, ...]:
    """Return the roles that let the actor do this, with the records each lets him do it to."""
    group = GROUPS.get(operation, Group.READ)
    return tuple(
        Grant(role, policy_of(role, section, group))
        for role in roles_of(actor, snapshot)
        if allows(role, section, operation)
    )


def field_rules(role: RoleSpec, section: str) -> Mapping[str, str]:
    """Return field key → `hidden` | `readonly` of a role; rules for the section win over those for every one."""
    return {**role.fields.get(EVERY_SECTION, {}), **role.fields.get(section, {})}
