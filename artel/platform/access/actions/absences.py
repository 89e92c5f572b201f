"""Say when somebody is away and who stands in for him: himself, his heads, and who keeps the users."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from artel.platform.access.audit import Audit, record_audit
from artel.platform.access.permissions import Tool
from artel.platform.access.policy import may_use
from artel.platform.kernel.actor import Actor, ActorKind
from artel.platform.kernel.errors import AccessDenied, NotFound, Problem, ValidationFailed
from artel.platform.users.models import Absence, User

LED = """
WITH RECURSIVE led (id) AS (
    SELECT id FROM users_team WHERE head_id = %s
    UNION
    SELECT team.id FROM users_team AS team JOIN led ON team.parent_id = led.id
)
SELECT person.id FROM users_user AS person JOIN led ON led.id = person.team_id ORDER BY person.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceFacts:
    """Days of absence, both included, and who stands in (None: nobody)."""

    user_id: int
    since: date
    until: date
    deputy_id: int | None = None


def may_set_everyones(actor: Actor) -> bool:
    """Tell whether the actor may say of anybody that he is away."""
    return may_use(actor, Tool.USERS)


def people_led_by(actor: Actor) -> frozenset[int]:
    """Return the ids of those in teams that the actor leads, and in the teams below. One query."""
    if actor.user_id is None:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(LED, [actor.user_id])
        return frozenset(row[0] for row in cursor.fetchall())


def add_absence(facts: AbsenceFacts, *, actor: Actor) -> int:
    """Note an absence and return its id.

    Raises AccessDenied, ValidationFailed: days out of order, days noted already, nobody of that id, or a deputy who is
    the person himself or no longer works here.
    """
    _require(facts.user_id, actor)
    problems = list(_problems(facts))
    if problems:
        raise ValidationFailed(problems)
    with transaction.atomic():
        found = _written(facts)
        record_audit(actor, Audit.ABSENCE_ADDED, _told(found))
    return int(found.pk)


def remove_absence(absence_id: int, *, actor: Actor) -> None:
    """Take an absence back. Raises NotFound, AccessDenied."""
    with transaction.atomic():
        found = Absence.objects.select_for_update().filter(pk=absence_id).first()
        if found is None:
            raise NotFound(absence=absence_id)
        _require(found.user_id, actor)
        record_audit(actor, Audit.ABSENCE_REMOVED, _told(found))
        found.delete()


def _require(user_id: int, actor: Actor) -> None:
    if actor.kind is ActorKind.PORTAL:
        raise AccessDenied
    if user_id != actor.user_id and not may_set_everyones(actor) and user_id not in people_led_by(actor):
        raise AccessDenied


def _problems(facts: AbsenceFacts) -> list[Problem]:
    found = []
    if facts.until < facts.since:
        found.append(Problem(field="until", code="out_of_order", message=_("The last day is before the first one.")))
    wanted = [i for i in (facts.user_id, facts.deputy_id) if i is not None]
    known = set(User.objects.filter(pk__in=wanted, is_active=True, is_portal=False).values_list("pk", flat=True))
    if facts.user_id not in known:
        found.append(Problem(field="user_id", code="unknown_target", message=_("There is no such colleague.")))
    if facts.deputy_id == facts.user_id:
        found.append(Problem(field="deputy_id", code="own_deputy", message=_("Nobody stands in for himself.")))
    elif facts.deputy_id is not None and facts.deputy_id not in known:
        found.append(Problem(field="deputy_id", code="unknown_target", message=_("There is no such colleague.")))
    return found


def _written(facts: AbsenceFacts) -> Absence:
    try:
        with transaction.atomic():
            return Absence.objects.create(
                user_id=facts.user_id, since=facts.since, until=facts.until, deputy_id=facts.deputy_id
            )
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != "users_absence_once":
            raise
        message = _("An absence is noted for some of these days already.")
        raise ValidationFailed([Problem(field="since", code="overlaps", message=message)]) from error


def _told(found: Absence) -> dict[str, object]:
    return {
        "user": found.user_id,
        "name": str(found.user),
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "deputy": str(found.deputy) if found.deputy else None,
    }
