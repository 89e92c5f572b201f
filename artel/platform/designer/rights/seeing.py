"""Through somebody's eyes: what a person would see of a section with the draft applied, beside what he sees now.

Rights are judged by the roles of the draft, records are those of the tables in force: a section or a field that is not
applied yet has no records and no values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from artel.platform.access.policy import FieldAccess, actor_of, field_access, may, visible_to
from artel.platform.access.roles import Operation
from artel.platform.conditions.errors import ConditionError
from artel.platform.definitions.current import current_snapshot, holding
from artel.platform.designer.drafts import Working
from artel.platform.kernel.actor import Actor, ActorKind
from artel.platform.kernel.errors import NotFound
from artel.platform.sections.spec import SectionSpec, Snapshot
from artel.platform.ui import formats
from artel.platform.users.models import User

MOST_COUNTED = 1000
MOST_NAMED = 8
Named = tuple[tuple[int, str], ...]
"""(id, name) of records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What somebody sees of a section. `records` is None where it can't be told before the draft is applied.

    Counts stop at `MOST_COUNTED` + 1.
    """

    operations: tuple[Operation, ...]
    fields: FieldAccess
    number: int | None = None
    records: Named | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a person sees now and would see, with records that he would win and lose (the newest few)."""

    now: Sight
    then: Sight
    won: Named = ()
    lost: Named = ()


def eyes_of(role: str, person_id: int | None, working: Working) -> Actor:
    """Return the person as an actor; without one, somebody new who has this role alone. Raises NotFound."""
    if person_id is None:
        spec = working.snapshot.roles.get(role)
        kind = ActorKind.PORTAL if spec is not None and spec.is_portal else ActorKind.USER
        return Actor(kind=kind, name="", roles=(role,))
    user = User.objects.filter(pk=person_id, is_active=True).first()
    if user is None:
        raise NotFound(user=person_id)
    return actor_of(user)


def people_with(role: str) -> Mapping[int, str]:
    """Return the first active people who have a role, by name."""
    found = User.objects.filter(is_active=True, roles__contains=[role]).order_by("name").values_list("pk", "name")
    return dict(found[:200])


def look(eyes: Actor, spec: SectionSpec, working: Working, *, actor: Actor) -> Looked:
    """Return what somebody sees of a section now and with the draft; `actor` is told the names of what he sees too.

    At most six queries.
    """
    present = current_snapshot()
    drafted = replace(present, roles=working.snapshot.roles)
    now = _sight(eyes, spec, present, present, actor)
    then = _sight(eyes, spec, working.snapshot, drafted, actor)
    if now.records is None or then.records is None or spec.key not in present.sections:
        return Looked(now=now, then=then)
    return Looked(
        now=now,
        then=then,
        won=_difference(eyes, spec.key, drafted, present, actor),
        lost=_difference(eyes, spec.key, present, drafted, actor),
    )


def _sight(eyes: Actor, spec: SectionSpec, judged: Snapshot, read: Snapshot, actor: Actor) -> Sight:
    """Return what is seen by the roles and fields of `judged`, of the records of `read`."""
    if spec.key not in judged.sections:
        return Sight(operations=(), fields=FieldAccess(), number=0, records=())
    with holding(judged):
        operations = tuple(o for o in Operation if may(eyes, spec.key, o))
        fields = field_access(eyes, spec.key)
    if spec.key not in read.sections:
        return Sight(operations=operations, fields=fields)
    try:
        with holding(read):
            found = visible_to(eyes, spec.key)
            number = found[: MOST_COUNTED + 1].count()
        records = _named(found, spec.key, actor)
    except ConditionError:
        # A condition of the draft over a field that is not applied yet.
        return Sight(operations=operations, fields=fields)
    return Sight(operations=operations, fields=fields, number=number, records=records)


def _difference(eyes: Actor, section: str, seeing: Snapshot, blind: Snapshot, actor: Actor) -> Named:
    """Return the newest records that are seen by the roles of one snapshot and not by those of the other."""
    with holding(blind):
        hidden = visible_to(eyes, section)
    with holding(seeing):
        found = visible_to(eyes, section).exclude(pk__in=hidden.values("pk"))
    return _named(found, section, actor)


def _named(found: Any, section: str, actor: Actor) -> Named:
    """Return the newest of the records that the actor may read himself."""
    if not actor.is_unrestricted:
        found = found.filter(pk__in=visible_to(actor, section).values("pk"))
    return tuple(
        (int(i), str(name or formats.record_number(i)))
        for i, name in found.order_by("-id").values_list("id", "name")[:MOST_NAMED]
    )
