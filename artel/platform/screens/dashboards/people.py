"""Whose work a dashboard is narrowed to: one person, or a team with the teams below it.

Administrators choose among everybody, others among the people of their own team and those below. What is counted is
narrowed by `visible_to` in any case; this only keeps the menus honest.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.http import QueryDict

from artel.platform.access.teams import teams_below
from artel.platform.kernel.actor import Actor
from artel.platform.users.models import Team, User

MOST_OFFERED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A person, or a team by the ids of it and of all teams below; neither: everybody."""

    person: int | None = None
    team: int | None = None
    teams: tuple[int, ...] = ()

    def query(self) -> dict[str, str]:
        """Return the parameters that say this."""
        if self.person is not None:
            return {"person": str(self.person)}
        return {"team": str(self.team)} if self.team is not None else {}

    def condition(self, field: str) -> str:
        """Return it as `$filter` text over a field of a person, empty for everybody."""
        if self.person is not None:
            return f"{field} eq {self.person}"
        if self.team is not None:
            return f"{field}/team/id in ({', '.join(map(str, self.teams))})"
        return ""


EVERYBODY = Choice()


def choice_of(actor: Actor, filters: Collection[str], query: QueryDict | Mapping[str, str]) -> Choice:
    """Return whom an address means; one query for a team, none for a person. Nonsense is everybody."""
    person, team = _number(query.get("person")), _number(query.get("team"))
    if person is not None and "person" in filters:
        return Choice(person=person)
    if team is not None and "team" in filters:
        teams = teams_below(team)
        return Choice(team=team, teams=teams) if teams else EVERYBODY
    return EVERYBODY


def offered_people(actor: Actor) -> list[tuple[int, str]]:
    """Return (id, name) of the people one may choose; one query."""
    found = User.objects.filter(is_active=True, is_portal=False)
    if not actor.is_unrestricted and actor.team_ids:
        found = found.filter(team_id__in=actor.team_ids)
    return list(found.order_by("name", "id").values_list("id", "name")[:MOST_OFFERED])


def offered_teams(actor: Actor) -> list[tuple[int, str]]:
    """Return (id, name) of the teams one may choose; one query."""
    found = Team.objects.all()
    if not actor.is_unrestricted and actor.team_ids:
        found = found.filter(pk__in=actor.team_ids)
    return list(found.order_by("name").values_list("id", "name")[:MOST_OFFERED])


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
