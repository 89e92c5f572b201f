"""Verbs of users: who may create, change and switch off whom. Denied means also: nothing changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from artel.platform.access.actions import users
from artel.platform.access.actions.passwords import end_sessions, issue_password_link, set_password
from artel.platform.access.actions.users import (
    UserFacts,
    change_user,
    create_user,
    deactivate_user,
    facts_of,
    set_roles,
)
from artel.platform.access.audit import Audit
from artel.platform.access.models import AuditEntry
from artel.platform.access.policy import actor_of
from artel.platform.definitions.current import holding
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import AccessDenied, Conflict, NotFound, ValidationFailed
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.people import PASSWORD
from tests.support.personas import HEAD, install, role

ZOYA = UserFacts(username="zoya", name="Зоя Зуева", email="zoya@example.com", roles=("manager",))


@pytest.fixture
def hr(snapshot: Snapshot, boris: User) -> User:
    """Return Boris with the right to manage users, who is no administrator."""
    with holding(install([role("head", {**HEAD, "tools": [*HEAD["tools"], "settings.users"]})])):
        yield boris


def test_a_user_is_created_with_what_was_said_and_it_is_remembered(snapshot: Snapshot, clara: User) -> None:
    user_id = create_user(ZOYA, actor=actor_of(clara), password=PASSWORD)
    zoya = User.objects.get(pk=user_id)
    assert facts_of(zoya) == ZOYA
    assert zoya.check_password(PASSWORD)
    entry = AuditEntry.objects.get(action=Audit.USER_CREATED)
    assert (entry.actor_id, entry.detail["user"], entry.detail["roles"]) == (clara.pk, user_id, ["manager"])
    assert PASSWORD not in str(entry.detail)


def test_without_a_password_nobody_can_sign_in_yet(snapshot: Snapshot) -> None:
    assert not User.objects.get(pk=create_user(ZOYA, actor=SYSTEM)).has_usable_password()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"username": ""}, "username"),
        ({"username": "нет пробелов"}, "username"),
        ({"username": "ANNA"}, "username"),
        ({"name": ""}, "name"),
        ({"email": "не адрес"}, "email"),
        ({"email": "ANNA@example.com"}, "email"),
        ({"roles": ("nothing",)}, "roles"),
        ({"roles": ("portal",)}, "roles"),
        ({"is_portal": True}, "roles"),
        ({"is_portal": True, "is_admin": True, "roles": ()}, "is_admin"),
        ({"team_id": 999_999}, "team_id"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"language": "tlh"}, "language"),
    ],
)
def test_refuses_what_does_not_fit_beside_its_field(
    snapshot: Snapshot, anna: User, wrong: dict[str, object], field: str
) -> None:
    before = User.objects.count()
    with pytest.raises(ValidationFailed) as refused:
        create_user(replace(ZOYA, **wrong), actor=SYSTEM)
    assert field in {p.field for p in refused.value.problems}
    assert User.objects.count() == before
    assert not AuditEntry.objects.exists()


def test_refuses_a_weak_password(snapshot: Snapshot) -> None:
    with pytest.raises(ValidationFailed):
        create_user(ZOYA, actor=SYSTEM, password="12345")
    assert not User.objects.exists()


@pytest.mark.parametrize("who", ["anna", "boris", "dmitri"])
def test_denies_everybody_without_the_tool(
    snapshot: Snapshot, request: pytest.FixtureRequest, egor: User, who: str
) -> None:
    actor = actor_of(request.getfixturevalue(who))
    acts = [
        lambda: create_user(ZOYA, actor=actor),
        lambda: change_user(egor.pk, replace(facts_of(egor), name="Другой"), actor=actor),
        lambda: set_roles(egor.pk, ["head"], actor=actor),
        lambda: deactivate_user(egor.pk, actor=actor),
        lambda: users.activate_user(egor.pk, actor=actor),
        lambda: set_password(egor.pk, PASSWORD + "!", actor=actor),
        lambda: issue_password_link(egor.pk, actor=actor),
        lambda: end_sessions(egor.pk, actor=actor),
    ]
    before = list(User.objects.order_by("pk").values())
    for act in acts:
        with pytest.raises(AccessDenied):
            act()
    assert list(User.objects.order_by("pk").values()) == before
    assert not AuditEntry.objects.exists()


def test_a_change_is_remembered_with_before_and_after(snapshot: Snapshot, clara: User, anna: User) -> None:
    change_user(anna.pk, replace(facts_of(anna), roles=("head",), position="Старшая"), actor=actor_of(clara))
    anna.refresh_from_db()
    assert (anna.roles, anna.position) == (["head"], "Старшая")
    detail = AuditEntry.objects.get(action=Audit.USER_CHANGED).detail
    assert detail["changes"] == {"position": ["", "Старшая"], "roles": [["manager"], ["head"]]}


def test_no_change_leaves_no_entry(snapshot: Snapshot, clara: User, anna: User) -> None:
    change_user(anna.pk, facts_of(anna), actor=actor_of(clara))
    assert not AuditEntry.objects.exists()


def test_who_manages_users_gives_no_more_than_he_has(hr: User, anna: User, clara: User) -> None:
    actor = actor_of(hr)
    with holding(install([role("auditor", {"label": "Ревизор", "tools": ["audit.read"]})])):
        set_roles(anna.pk, ["head"], actor=actor)
        for target, facts in [
            (anna, replace(facts_of(anna), is_admin=True)),
            (anna, replace(facts_of(anna), roles=("auditor",))),
            (clara, replace(facts_of(clara), name="Не Клара")),
            (clara, replace(facts_of(clara), is_admin=False)),
            (hr, replace(facts_of(hr), roles=("head", "manager"))),
        ]:
            before = User.objects.filter(pk=target.pk).values().get()
            with pytest.raises(AccessDenied):
                change_user(target.pk, facts, actor=actor)
            assert User.objects.filter(pk=target.pk).values().get() == before
        with pytest.raises(AccessDenied):
            create_user(replace(ZOYA, is_admin=True), actor=actor)
        for act in (deactivate_user, issue_password_link, end_sessions):
            with pytest.raises(AccessDenied):
                act(clara.pk, actor=actor)
        with pytest.raises(AccessDenied):
            set_password(clara.pk, PASSWORD + "!", actor=actor)


def test_an_unknown_user_is_not_found(snapshot: Snapshot) -> None:
    for act in (deactivate_user, issue_password_link, end_sessions, users.activate_user):
        with pytest.raises(NotFound):
            act(999_999, actor=SYSTEM)


def test_a_switched_off_user_loses_every_right(snapshot: Snapshot, clara: User, anna: User) -> None:
    deactivate_user(anna.pk, actor=actor_of(clara))
    anna.refresh_from_db()
    assert not anna.is_active
    assert actor_of(anna).user_id is None
    with pytest.raises(Conflict):
        deactivate_user(anna.pk, actor=actor_of(clara))
    with pytest.raises(Conflict):
        issue_password_link(anna.pk, actor=actor_of(clara))
    users.activate_user(anna.pk, actor=actor_of(clara))
    anna.refresh_from_db()
    assert anna.is_active
    assert [e.action for e in AuditEntry.objects.order_by("id")] == ["user.deactivated", "user.activated"]


def test_nobody_switches_himself_off(snapshot: Snapshot, clara: User) -> None:
    with pytest.raises(Conflict):
        deactivate_user(clara.pk, actor=actor_of(clara))


def test_the_last_administrator_stays(snapshot: Snapshot, clara: User, anna: User) -> None:
    with pytest.raises(Conflict):
        deactivate_user(clara.pk, actor=SYSTEM)
    with pytest.raises(Conflict):
        change_user(clara.pk, replace(facts_of(clara), is_admin=False), actor=SYSTEM)
    clara.refresh_from_db()
    assert clara.is_admin
    assert clara.is_active
    change_user(anna.pk, replace(facts_of(anna), is_admin=True), actor=SYSTEM)
    deactivate_user(clara.pk, actor=SYSTEM)


def test_a_new_password_ends_sessions_and_shows_nowhere(snapshot: Snapshot, clara: User, anna: User) -> None:
    set_password(anna.pk, "совсем-новый-пароль-1", actor=actor_of(clara))
    anna.refresh_from_db()
    assert anna.check_password("совсем-новый-пароль-1")
    assert "совсем" not in str(list(AuditEntry.objects.values()))


def test_a_user_of_whom_nothing_is_said_has_the_language_and_the_time_of_the_site(settings: Any) -> None:
    settings.LANGUAGE_CODE, settings.TIME_ZONE = "en", "Asia/Yekaterinburg"
    facts = UserFacts(username="vera", name="Vera")
    assert (facts.language, facts.timezone) == ("en", "Asia/Yekaterinburg")
