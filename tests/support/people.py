"""The people of every story: Anna sells, Boris leads her team, Clara administers, Dmitri is an outsider.

What each may see and do is said by the roles `manager`, `head` and `portal` of the base pack, or of the test.
"""

from __future__ import annotations

import pytest

from artel.platform.users.models import Team, User

PASSWORD = "почта-2026-ключ"


def person(username: str, name: str, *, team: Team | None = None, role: str = "", email: str = "") -> User:
    """Make somebody who can sign in with `PASSWORD`."""
    return User.objects.create_user(
        username=username,
        password=PASSWORD,
        email=email or f"{username}@example.com",
        name=name,
        team=team,
        roles=[role] if role else [],
    )


@pytest.fixture
def company(db: None) -> Team:
    """Return the team above all teams."""
    return Team.objects.create(name="Компания")


@pytest.fixture
def sales_team(company: Team) -> Team:
    """Return the team of Anna and Boris."""
    return Team.objects.create(name="Отдел продаж", parent=company)


@pytest.fixture
def anna(sales_team: Team) -> User:
    """Return a manager: role `manager`, in the sales team."""
    return person("anna", "Ахметзянова Анна", team=sales_team, role="manager")


@pytest.fixture
def boris(sales_team: Team) -> User:
    """Return the head of the sales team: role `head`."""
    return person("boris", "Борисов Борис", team=sales_team, role="head")


@pytest.fixture
def clara(company: Team) -> User:
    """Return the administrator, who may do everything."""
    clara = person("clara", "Клименко Клара", team=company)
    clara.is_admin = True
    clara.save()
    return clara


@pytest.fixture
def dmitri(db: None) -> User:
    """Return an outsider: role `portal`, no team."""
    dmitri = person("dmitri", "Дмитриев Дмитрий", role="portal")
    dmitri.is_portal = True
    dmitri.save()
    return dmitri
