"""What the database itself refuses, whoever writes and however many at once."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from artel.platform.access.actions.teams import create_team, delete_team, move_team
from artel.platform.access.actions.users import deactivate_user
from artel.platform.access.audit import Audit, audit_acts, record_audit
from artel.platform.access.models import AuditEntry
from artel.platform.access.policy import actor_of
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import AccessDenied, Conflict, NotFound, ValidationFailed
from artel.platform.users.models import Team, User


def test_the_log_can_be_neither_changed_nor_deleted(db: None) -> None:
    record_audit(SYSTEM, Audit.LOGIN, {"user": 1}, ip="192.0.2.7")
    before = list(AuditEntry.objects.values())
    for statement in ("UPDATE access_auditentry SET actor_name = 'x'", "DELETE FROM access_auditentry"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert list(AuditEntry.objects.values()) == before


def test_a_user_is_never_deleted(anna: User) -> None:
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM users_user WHERE id = %s", [anna.pk])
    assert User.objects.filter(pk=anna.pk).exists(), "records and history name him"


def test_an_undeclared_act_raises(db: None) -> None:
    with pytest.raises(LookupError):
        record_audit(SYSTEM, "tea.made", {})
    assert not AuditEntry.objects.exists()


def test_every_act_reads_in_both_languages() -> None:
    assert all(act.label.ru and act.label.en for act in audit_acts)


def test_a_team_never_stands_below_itself(company: Team, sales_team: Team) -> None:
    below = create_team("Продажи-1", actor=SYSTEM, parent_id=sales_team.pk)
    for parent in (company.pk, sales_team.pk, below):
        with pytest.raises(ValidationFailed) as refused:
            move_team(company.pk, parent, actor=SYSTEM)
        assert [p.code for p in refused.value.problems] == ["circle"]
    company.refresh_from_db()
    assert company.parent_id is None
    move_team(below, company.pk, actor=SYSTEM)
    assert Team.objects.get(pk=below).parent_id == company.pk


def test_refuses_a_team_without_a_name_of_its_own(company: Team) -> None:
    for name in ("", "  ", "компания", "x" * 151):
        with pytest.raises(ValidationFailed):
            create_team(name, actor=SYSTEM)
    with pytest.raises(ValidationFailed):
        create_team("Новая", actor=SYSTEM, parent_id=999_999)
    assert Team.objects.count() == 1


def test_only_an_empty_team_is_deleted(company: Team, sales_team: Team, anna: User) -> None:
    for team in (company, sales_team):
        with pytest.raises(Conflict):
            delete_team(team.pk, actor=SYSTEM)
    User.objects.update(team=None)
    delete_team(sales_team.pk, actor=SYSTEM)
    with pytest.raises(NotFound):
        delete_team(sales_team.pk, actor=SYSTEM)
    assert [e.action for e in AuditEntry.objects.all()] == ["team.deleted"]


def test_denies_a_head_to_move_teams(roles: object, boris: User, company: Team, sales_team: Team) -> None:
    with pytest.raises(AccessDenied):
        move_team(sales_team.pk, None, actor=actor_of(boris))
    sales_team.refresh_from_db()
    assert sales_team.parent_id == company.pk


def at_once(*acts: object) -> list[BaseException | None]:
    """Run the acts in threads that start together; return what each raised."""
    barrier = Barrier(len(acts))
    raised: list[BaseException | None] = [None] * len(acts)

    def run(place: int, act: object) -> None:
        barrier.wait()
        try:
            act()  # type: ignore[operator]
        except BaseException as refused:  # noqa: BLE001 - the test looks at whatever came
            raised[place] = refused
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_make_no_circle() -> None:
    first, second = (Team.objects.create(name=name).pk for name in ("Первая", "Вторая"))
    raised = at_once(
        lambda: move_team(first, second, actor=SYSTEM),
        lambda: move_team(second, first, actor=SYSTEM),
    )
    assert sorted(type(r).__name__ for r in raised) == ["NoneType", "ValidationFailed"]
    assert Team.objects.filter(parent=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_leave_at_once_do_not_both() -> None:
    first, second = (
        User.objects.create(username=name, name=name, email="", is_admin=True).pk for name in ("first", "second")
    )
    raised = at_once(lambda: deactivate_user(first, actor=SYSTEM), lambda: deactivate_user(second, actor=SYSTEM))
    assert sorted(type(r).__name__ for r in raised) == ["Conflict", "NoneType"]
    assert User.objects.filter(is_active=True).count() == 1
