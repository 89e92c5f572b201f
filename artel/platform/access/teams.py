"""From a user to an Actor: his team with all teams below it, in one query."""

from __future__ import annotations

from django.db import connection

from artel.platform.kernel.actor import Actor, ActorKind
from artel.platform.users.models import User

STRANGER = Actor(kind=ActorKind.PORTAL, name="")
"""Somebody who has not signed in: no role, so nothing is granted."""

SUBTREE = """
WITH RECURSIVE below (id) AS (
    SELECT id FROM users_team WHERE id = %s
    UNION
    SELECT team.id FROM users_team AS team JOIN below ON team.parent_id = below.id
)
SELECT id FROM below ORDER BY id
"""


def actor_of(user: User) -> Actor:
    """Return the user as an actor. One query when he is in a team, none otherwise.

    An outsider is never an administrator and has no team, whatever the row says; who is switched off has no rights.
    """
    if not user.is_active:
        return STRANGER
    if user.is_portal:
        return Actor(
            kind=ActorKind.PORTAL,
            name=str(user),
            user_id=user.pk,
            roles=tuple(user.roles),
            language=user.language,
            timezone=user.timezone,
        )
    return Actor(
        kind=ActorKind.USER,
        name=str(user),
        user_id=user.pk,
        roles=tuple(user.roles),
        team_id=user.team_id,
        team_ids=teams_below(user.team_id),
        is_admin=user.is_admin,
        language=user.language,
        timezone=user.timezone,
    )


def teams_below(team_id: int | None) -> tuple[int, ...]:
    """Return the ids of a team and of all teams below it; empty for no team. One query."""
    if team_id is None:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(SUBTREE, [team_id])
        return tuple(row[0] for row in cursor.fetchall())
