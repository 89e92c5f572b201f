"""Who may get work today: colleagues who are in, their deputies, and the heads above them. Three queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from artel.platform.kernel import clock
from artel.platform.users.models import Absence, Team, User

LONGEST_CHAIN = 10
"""Deputies of deputies are followed no further."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """What is known of somebody who works here."""

    id: int
    language: str
    team_id: int | None
    roles: frozenset[str]
    is_admin: bool


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody who works here; `away` maps who is absent today to his deputy, None when he named nobody."""

    people: Mapping[int, Colleague]
    heads: Mapping[int, int | None]
    above: Mapping[int, int | None]
    away: Mapping[int, int | None]

    def with_role(self, role: str) -> list[int]:
        """Return the ids of those who have a role, in the order of ids."""
        return sorted(p.id for p in self.people.values() if role in p.roles)

    def present(self, user_id: int | None) -> int | None:
        """Return the person, or who stands in for him today; None when he left, or is away and nobody does."""
        seen: set[int] = set()
        while user_id is not None and user_id not in seen and len(seen) < LONGEST_CHAIN:
            seen.add(user_id)
            if user_id not in self.people:
                return None
            if user_id not in self.away:
                return user_id
            user_id = self.away[user_id]
        return None

    def head_of(self, user_id: int | None) -> int | None:
        """Return the head of somebody's team, of the nearest team above that has one who is not himself."""
        person = self.people.get(user_id) if user_id is not None else None
        team = person.team_id if person else None
        while team is not None:
            head = self.heads.get(team)
            if head is not None and head != user_id and head in self.people:
                return head
            team = self.above.get(team)
        return None

    def last_resort(self) -> int | None:
        """Return an administrator: what nobody else can take is never lost."""
        admins = sorted(p.id for p in self.people.values() if p.is_admin)
        return next((a for a in admins if a not in self.away), admins[0] if admins else None)


def staff_today() -> Staff:
    """Return who works here, who leads whom, and who is away today by the company's calendar."""
    users = User.objects.filter(is_active=True, is_portal=False)
    people = {
        row[0]: Colleague(row[0], row[1], row[2], frozenset(row[3]), row[4])
        for row in users.order_by().values_list("id", "language", "team_id", "roles", "is_admin")
    }
    teams = list(Team.objects.order_by().values_list("id", "head_id", "parent_id"))
    return Staff(
        people=people,
        heads={team: head for team, head, _above in teams},
        above={team: above for team, _head, above in teams},
        away=away_on(clock.company_day()),
    )


def stood_in_for(user_id: int) -> frozenset[int]:
    """Return the person himself and everybody for whom he stands in today. One query."""
    away = away_on(clock.company_day())
    found = {user_id}
    for person in away:
        seen: set[int] = set()
        last: int | None = person
        while last is not None and last in away and last not in seen and len(seen) < LONGEST_CHAIN:
            seen.add(last)
            last = away[last]
            if last == user_id:
                found.add(person)
    return frozenset(found)


def away_on(day: date) -> dict[int, int | None]:
    """Return who is absent on a day, with his deputy. One query."""
    return dict(Absence.objects.filter(since__lte=day, until__gte=day).order_by().values_list("user_id", "deputy_id"))
