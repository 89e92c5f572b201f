"""Record policies as conditions of the database: own, team, all, or a `$filter` text.

A condition never costs a query of its own: teams stand in the actor, and the rest are subqueries that the planner
joins by index. An empty `Q` means every record.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet

from artel.platform.access.roles import Group, Operation, Scope, grants
from artel.platform.conditions.compiling import compile_condition
from artel.platform.kernel.actor import Actor
from artel.platform.schema.runtime import model_of
from artel.platform.sections.spec import Kind, SectionSpec, Snapshot
from artel.platform.sections.steps import is_activity
from artel.platform.users.models import User

EVERYTHING = Q()
NOTHING = Q(pk__in=())


def condition_for(
    actor: Actor, spec: SectionSpec, operation: Operation, group: Group, snapshot: Snapshot, seen: tuple[str, ...] = ()
) -> Q:
    """Return the condition on records of a section that the actor may do the operation to.

    What one may not read one may not touch either: the reading condition is part of every other one. `seen`
    are the sections on the way from a detail to here.
    """
    if actor.is_unrestricted:
        return EVERYTHING
    wanted = {g.policy for g in grants(actor, spec.key, operation, snapshot)}
    readable = {g.policy for g in grants(actor, spec.key, Operation.READ, snapshot)}
    if not wanted or not readable:
        return NOTHING
    condition = united(wanted, spec, group, actor, snapshot, seen)
    if all(_is_within(policy, readable) for policy in wanted):
        return condition
    return condition & united(readable, spec, Group.READ, actor, snapshot, seen)


def united(
    policies: Iterable[str],
    spec: SectionSpec,
    group: Group,
    actor: Actor,
    snapshot: Snapshot,
    seen: tuple[str, ...] = (),
) -> Q:
    """Return the condition of meeting one of the policies; `policies` is not empty."""
    chosen = set(policies)
    if Scope.ALL in chosen:
        return EVERYTHING
    if Scope.TEAM in chosen:
        chosen.discard(Scope.OWN)
    found = [policy_condition(policy, spec, group, actor, snapshot, seen) for policy in sorted(chosen)]
    return EVERYTHING if EVERYTHING in found else reduce(or_, found)


def policy_condition(
    policy: str, spec: SectionSpec, group: Group, actor: Actor, snapshot: Snapshot, seen: tuple[str, ...] = ()
) -> Q:
    """Return the condition of one policy. Raises ConditionError for a text that no longer fits the section."""
    if policy == Scope.ALL:
        return EVERYTHING
    if policy not in (Scope.OWN, Scope.TEAM):
        return compile_condition(policy, spec, snapshot, actor)
    parent = spec.field(spec.parent) if spec.parent else None
    if parent is not None and parent.kind is Kind.REFERENCE and spec.key not in seen:
        return _of_parent(parent.key, str(parent.target), group, actor, snapshot, (*seen, spec.key))
    condition = _of_people(spec, actor, is_team=policy == Scope.TEAM)
    return condition | _taken_part_in(spec, actor, snapshot) if group is Group.READ else condition


def _of_parent(field: str, target: str, group: Group, actor: Actor, snapshot: Snapshot, seen: tuple[str, ...]) -> Q:
    """A detail is seen with its parent and changed by whoever may change the parent."""
    operation = Operation.READ if group is Group.READ else Operation.CHANGE
    condition = condition_for(actor, snapshot.section(target), operation, group, snapshot, seen)
    if condition in (EVERYTHING, NOTHING):
        return condition
    parents: QuerySet[Any] = QuerySet(model_of(target, snapshot)).filter(condition)
    return Q(**{f"{field}__in": parents.values("pk")})


def _of_people(spec: SectionSpec, actor: Actor, *, is_team: bool) -> Q:
    """Own: the owner is the actor; an activity is also his when he gave it to somebody else."""
    if actor.user_id is None:
        return NOTHING
    own = Q(owner=actor.user_id)
    given = Q(created_by=actor.user_id) if is_activity(spec) else None
    if is_team and actor.team_ids:
        people = User.objects.filter(Q(team__in=actor.team_ids) | Q(pk=actor.user_id)).order_by().values("pk")
        # Alone, a semi-join is planned best; inside an OR only an array is served by the owner's index.
        own = Q(owner__in=people) if given is None else Q(_owned_by(people))
    return own if given is None else own | given


def _taken_part_in(spec: SectionSpec, actor: Actor, snapshot: Snapshot) -> Q:
    """What one is asked to one sees, whoever called it; changing it stays its owner's."""
    calendar = spec.calendar
    if calendar is None or not calendar.participants or actor.user_id is None:
        return Q()
    asked: QuerySet[Any] = QuerySet(model_of(calendar.participants, snapshot)).filter(
        **{calendar.participant: actor.user_id}, trashed_at__isnull=True
    )
    return Q(pk__in=asked.values(calendar.event))


def _owned_by(people: QuerySet[User, Any]) -> Func:
    """Return «the owner is one of these» with an array that is made once."""
    ids = ArraySubquery(people)
    return Func(F("owner_id"), ids, template="%(expressions)s)", arg_joiner=" = ANY (", output_field=BooleanField())


def _is_within(policy: str, readable: set[str]) -> bool:
    return policy in readable or Scope.ALL in readable or (policy == Scope.OWN and Scope.TEAM in readable)
