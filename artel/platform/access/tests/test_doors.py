"""Every address of access, tried by every kind of person and by a stranger. Denied: the answer, and nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from artel.platform.access import urls
from artel.platform.access.models import AuditEntry
from artel.platform.access.tests.conftest import Records
from artel.platform.definitions.current import read_revision
from artel.platform.definitions.models import Revision
from artel.platform.users.models import Absence, Team, User
from tests.support.personas import HEAD

USERS = {"username": "zoya", "name": "Зоя", "language": "ru", "timezone": "Europe/Moscow"}
AWAY = {"since": "2030-01-01", "until": "2030-01-10"}
EVERYBODY = {"anna", "boris", "clara", "dmitri"}
ADMIN = {"clara"}

# Name of the address → (arguments from the company, method, what is sent, who gets in).
Arguments = Callable[[User, Team, Records], list[object]]


def NOTHING(user: User, team: Team, records: Records) -> list[object]:  # noqa: N802 - a constant of the table
    """No arguments."""
    return []


def OF_USER(user: User, team: Team, records: Records) -> list[object]:  # noqa: N802 - a constant of the table
    """The person's id."""
    return [user.pk]


def OF_TEAM(user: User, team: Team, records: Records) -> list[object]:  # noqa: N802 - a constant of the table
    """The team's id."""
    return [team.pk]


def OF_RECORD(user: User, team: Team, records: Records) -> list[object]:  # noqa: N802 - a constant of the table
    """Section and id of Anna's order."""
    return ["x_orders", records.orders["anna"]]


DOORS: dict[str, tuple[Arguments, str, dict[str, str], set[str]]] = {
    "settings": (NOTHING, "get", {}, ADMIN),
    "settings_users": (NOTHING, "get", {}, ADMIN),
    "settings_user_new": (NOTHING, "post", USERS, ADMIN),
    "settings_user": (OF_USER, "post", {**USERS, "username": "egor"}, ADMIN),
    "settings_user_switch": (OF_USER, "post", {}, ADMIN),
    "settings_user_password": (OF_USER, "post", {}, ADMIN),
    "settings_user_sessions": (OF_USER, "post", {}, ADMIN),
    "settings_teams": (NOTHING, "get", {}, ADMIN),
    "settings_team_new": (NOTHING, "post", {"name": "Новая"}, ADMIN),
    "settings_team": (OF_TEAM, "post", {"name": "Другая"}, ADMIN),
    "settings_team_delete": (OF_TEAM, "post", {}, ADMIN),
    "settings_audit": (NOTHING, "get", {}, ADMIN),
    "profile": (NOTHING, "get", {}, EVERYBODY),
    "profile_theme": (NOTHING, "post", {"theme": "dark"}, EVERYBODY),
    "profile_end_others": (NOTHING, "post", {}, EVERYBODY),
    "absences": (NOTHING, "post", AWAY, EVERYBODY - {"dmitri"}),
    "absence_remove": (
        lambda user, team, records: [Absence.objects.get(user=user).pk],
        "post",
        {},
        ADMIN,
    ),
    "record_access": (
        lambda user, team, records: ["x_orders", records.orders["anna"]],
        "get",
        {},
        EVERYBODY - {"dmitri"},
    ),
}


def state() -> list[object]:
    """Return all that these screens could change, but what sign-in itself writes."""
    return [
        list(
            User.objects.order_by("pk").values_list("pk", "username", "name", "roles", "is_admin", "is_active", "theme")
        ),
        list(Team.objects.order_by("pk").values()),
        list(Absence.objects.order_by("pk").values()),
        read_revision(),
        Revision.objects.count(),
        AuditEntry.objects.exclude(action__startswith="login").count(),
    ]


@pytest.fixture
def office(records: Records, egor: User) -> tuple[User, Team, Records]:
    """Return a person who is going to be away, an empty team and records to try the doors on."""
    Absence.objects.create(user=egor, **AWAY)
    return egor, Team.objects.create(name="Пустая"), records


def knock(client: Client, name: str, office: tuple[User, Team, Records]) -> int:
    """Try a door; return the status of the answer."""
    arguments, method, given, _inside = DOORS[name]
    return getattr(client, method)(reverse(name, args=arguments(*office)), given).status_code


def test_every_address_is_tried() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == set(DOORS)
    assert set(DOORS) <= {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_a_stranger_is_sent_to_sign_in(client: Client, office: tuple[User, Team, Records]) -> None:
    before = state()
    for name, (arguments, method, given, _inside) in DOORS.items():
        response = getattr(client, method)(reverse(name, args=arguments(*office)), given)
        assert response.status_code == 302, name
        assert response.url.startswith(reverse("account_login")), name
        assert state() == before, name


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_only_who_may_comes_in(
    client: Client, office: tuple[User, Team, Records], request: pytest.FixtureRequest, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    before = state()
    for name, door in DOORS.items():
        with undone():
            status = knock(client, name, office)
            if who in door[3]:
                assert status in (200, 204, 302, 409), (name, status)
            else:
                assert status in (403, 404), (name, status)
                assert state() == before, name


def test_an_outsider_with_the_administrators_mark_in_the_form_gains_nothing(
    client: Client, office: tuple[User, Team, Records], dmitri: User
) -> None:
    client.force_login(dmitri)
    client.post(reverse("profile"), {**USERS, "theme": "dark", "is_admin": "on", "roles": "head", "team_id": "1"})
    dmitri.refresh_from_db()
    assert (dmitri.is_admin, dmitri.is_portal, dmitri.roles, dmitri.team_id) == (False, True, ["portal"], None)
    assert (dmitri.name, dmitri.username) == ("Зоя", "dmitri")


def test_an_act_does_not_happen_by_following_a_link(
    client: Client, office: tuple[User, Team, Records], clara: User
) -> None:
    client.force_login(clara)
    before = state()
    for name, door in DOORS.items():
        if door[1] == "post":
            client.get(reverse(name, args=door[0](*office)))
            assert state() == before, name


def test_a_form_without_its_token_is_refused(office: tuple[User, Team, Records], clara: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(clara)
    before = state()
    for name, door in DOORS.items():
        if door[1] == "post":
            assert knock(client, name, office) == 403, name
    assert state() == before


def test_heads_know_of_their_roles() -> None:
    assert "settings.users" not in HEAD["tools"]
