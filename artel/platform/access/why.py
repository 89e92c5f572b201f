"""«Why does X see this?»: every role of a person with its policy, tried by the database on one record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Expression, QuerySet, Value, When

from artel.platform.access.permissions import Tool
from artel.platform.access.policy import actor_of, require_tool, visible_to
from artel.platform.access.roles import GROUPS, Grant, Operation, grants
from artel.platform.access.scopes import EVERYTHING, policy_condition
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import NotFound
from artel.platform.schema.runtime import model_of
from artel.platform.sections.spec import RoleSpec, SectionSpec
from artel.platform.users.models import User

EXPLAINED = (Operation.READ, Operation.CHANGE, Operation.REMOVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One role that grants the operation in the section, its policy, and whether this record meets it."""

    role: RoleSpec
    policy: str
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the operation is allowed on the record, and why. No reason at all: no role grants it."""

    operation: Operation
    is_allowed: bool
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a person may do with a record. An administrator needs no reason, who is switched off has none."""

    name: str
    is_admin: bool
    is_active: bool
    verdicts: tuple[Verdict, ...]


def explain(section: str, record_id: int, user_id: int, *, actor: Actor) -> Explanation:
    """Return why the user may or may not see, change and remove a record.

    Everybody may ask about himself; about others who has the tool `access.explain`. Raises NotFound when the one
    who asks does not see the record himself, or there is no such user. Two queries on top of the two people's own.
    """
    if user_id != actor.user_id:
        require_tool(actor, Tool.EXPLAIN)
    if not visible_to(actor, section, include_trashed=True).filter(pk=record_id).exists():
        raise NotFound(section=section, id=record_id)
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound(user=user_id)
    return Explanation(
        name=str(user),
        is_admin=user.is_admin and not user.is_portal,
        is_active=user.is_active,
        verdicts=verdicts(section, record_id, actor_of(user)),
    )


def verdicts(section: str, record_id: int, subject: Actor) -> tuple[Verdict, ...]:
    """Return a verdict for each explained operation. One query whatever the number of roles."""
    if subject.is_unrestricted:
        return tuple(Verdict(operation=operation, is_allowed=True) for operation in EXPLAINED)
    snapshot = current_snapshot()
    spec = snapshot.section(section)
    granted = {operation: grants(subject, section, operation, snapshot) for operation in EXPLAINED}
    tried = _tried(spec, record_id, subject, granted)
    found: list[Verdict] = []
    for operation, chosen in granted.items():
        reasons = tuple(
            Reason(role=g.role, policy=g.policy, holds=tried[_name(operation, n)]) for n, g in enumerate(chosen)
        )
        is_read = operation is Operation.READ or found[0].is_allowed
        is_allowed = is_read and any(reason.holds for reason in reasons)
        found.append(Verdict(operation=operation, is_allowed=is_allowed, reasons=reasons))
    return tuple(found)


def _tried(
    spec: SectionSpec, record_id: int, subject: Actor, granted: dict[Operation, tuple[Grant, ...]]
) -> dict[str, bool]:
    """Ask the database, in one query, which policies the record meets."""
    snapshot = current_snapshot()
    expressions: dict[str, Expression] = {}
    for operation, chosen in granted.items():
        for number, grant in enumerate(chosen):
            condition = policy_condition(grant.policy, spec, GROUPS[operation], subject, snapshot)
            expressions[_name(operation, number)] = (
                Value(value=True, output_field=BooleanField())
                if condition == EVERYTHING
                else Case(When(condition, then=Value(value=True)), default=Value(value=False))
            )
    if not expressions:
        return {}
    records: QuerySet[Any] = QuerySet(model_of(spec.key, snapshot))
    return dict(records.filter(pk=record_id).annotate(**expressions).values(*expressions).get())


def _name(operation: Operation, number: int) -> str:
    return f"{operation}_{number}"
