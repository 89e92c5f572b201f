"""Every step has somebody to do it: whom the stage says, his deputy, or one who is told why it came to him."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.clock import company_day
from artel.platform.notifications.models import Notification
from artel.platform.process.models import ProcessStep
from artel.platform.process.moving import move
from artel.platform.process.steps.tests.conftest import Declare, step
from artel.platform.records import door
from artel.platform.users.models import Absence, Team, User
from tests.support.domain import make, rows
from tests.support.people import person


def away(user: User, deputy: User | None, *, since: int = 0, days: int = 3) -> None:
    """Let somebody be absent from today, or `since` days after it."""
    first = company_day() + timedelta(days=since)
    Absence.objects.create(user=user, since=first, until=first + timedelta(days=days), deputy=deputy)


def who(title: str = "a") -> object:
    """Return the owner of the last task with that title."""
    return rows("tasks", "owner_id", name=title)[-1][0]


def attention(title: str = "a") -> str:
    """Return why the last step of that title needs attention."""
    return ProcessStep.objects.filter(step=title).order_by("-id")[0].attention


def test_the_record_says_who(declare: Declare, anna: User, boris: User, clara: User, sales_team: Team) -> None:
    """Its owner, its author, the person in a field, the head of the owner's team."""
    Team.objects.filter(pk=sales_team.pk).update(head=boris)
    declare(
        work=[
            step("owner"),
            step("author", assignee={"to": "author"}),
            step("head", assignee={"to": "head"}),
            step("field", assignee={"to": "field", "field": "updated_by"}),
        ]
    )
    author = Actor(kind=SYSTEM.kind, name="", user_id=clara.pk)
    deal = door.create("deals", [{"name": "Лифт", "owner": anna.pk}], actor=author)
    move("deals", deal, "work", actor=author)
    assert [who(key) for key in ("owner", "author", "head", "field")] == [anna.pk, clara.pk, boris.pk, clara.pk]
    assert not ProcessStep.objects.exclude(attention="").exists()


def test_a_head_has_the_head_above_him(declare: Declare, boris: User, clara: User, sales_team: Team) -> None:
    """A team without a head is led by that of the team above; nobody is his own head."""
    Team.objects.filter(pk=sales_team.pk).update(head=boris)
    Team.objects.filter(pk=sales_team.parent_id).update(head=clara)
    declare(new=[step("a", assignee={"to": "head"})])
    make("deals", name="Лифт", owner=boris.pk)
    assert who() == clara.pk


def test_of_a_role_the_least_loaded_gets_the_next(declare: Declare, anna: User, sales_team: Team) -> None:
    """What is given out in one batch counts too."""
    vera = person("vera", "Вера", team=sales_team, role="manager")
    declare(new=[step("a", assignee={"to": "role", "role": "manager"})])
    door.create("tasks", [{"name": "Дело", "owner": anna.pk}] * 3, actor=SYSTEM)
    door.create("tasks", [{"name": "Дело", "owner": vera.pk, "result": "done"}] * 9, actor=SYSTEM)
    door.create("deals", [{"name": "Лифт"}] * 5, actor=SYSTEM)
    assert Counter(owner for (owner,) in rows("tasks", "owner_id", name="a")) == {vera.pk: 4, anna.pk: 1}


def test_turns_go_on_where_they_stopped(declare: Declare, anna: User, sales_team: Team) -> None:
    """From batch to batch, whatever one has to do."""
    vera = person("vera", "Вера", team=sales_team, role="manager")
    zoya = person("zoya", "Зоя", team=sales_team, role="manager")
    declare(new=[step("a", assignee={"to": "role", "role": "manager", "share": "round_robin"})])
    for number in (2, 1, 4):
        door.create("deals", [{"name": "Лифт"}] * number, actor=SYSTEM)
    turn = [anna.pk, vera.pk, zoya.pk]
    assert [owner for (owner,) in rows("tasks", "owner_id", name="a")] == [*turn, *turn, anna.pk]


def test_a_deputy_gets_what_comes_meanwhile(declare: Declare, anna: User, boris: User, clara: User) -> None:
    """His own deputy, when he is away too; before and after the absence nothing changes."""
    declare(new=[step("a")])
    away(anna, boris)
    make("deals", name="Лифт", owner=anna.pk)
    assert (who(), attention()) == (boris.pk, "")
    away(boris, clara)
    make("deals", name="Лифт", owner=anna.pk)
    assert who() == clara.pk
    Absence.objects.filter(user=anna).update(since=company_day() + timedelta(days=1))
    make("deals", name="Лифт", owner=anna.pk)
    assert who() == anna.pk


def test_whoever_is_in_does_the_work_of_a_role(declare: Declare, anna: User, clara: User, sales_team: Team) -> None:
    """Only when all are away do their deputies."""
    vera = person("vera", "Вера", team=sales_team, role="manager")
    declare(new=[step("a", assignee={"to": "role", "role": "manager"})])
    away(anna, None)
    door.create("deals", [{"name": "Лифт"}] * 2, actor=SYSTEM)
    away(vera, clara)
    make("deals", name="Лифт")
    assert [owner for (owner,) in rows("tasks", "owner_id", name="a")] == [vera.pk, vera.pk, clara.pk]


@pytest.mark.parametrize("case", ["nobody", "empty", "left", "away"])
def test_what_nobody_can_take_comes_to_the_owner_and_says_why(
    declare: Declare, anna: User, boris: User, anna_acts: Actor, case: str
) -> None:
    """Never a silent skip: the owner, in the step, in the task and in what he is told."""
    assignee = {"to": "role", "role": "portal"} if case == "nobody" else {"to": "field", "field": "updated_by"}
    declare(work=[step("a", assignee=assignee, text={"ru": "Текст"})])
    author = Actor(kind=SYSTEM.kind, name="", user_id=None if case == "empty" else boris.pk)
    deal = door.create("deals", [{"name": "Лифт", "owner": anna.pk}], actor=author)
    if case == "left":
        User.objects.filter(pk=boris.pk).update(is_active=False)
    if case == "away":
        away(boris, None)
    mover = Actor(kind=anna_acts.kind, name="Клерк", is_admin=True, user_id=None if case == "empty" else boris.pk)
    move("deals", deal, "work", actor=mover)
    assert (who(), attention()) == (anna.pk, case)
    ((text,),) = rows("tasks", "description", name="a")
    assert str(text).startswith("Требует внимания: ")
    assert str(text).endswith("\n\nТекст")
    told = Notification.objects.get(user=anna)
    assert (told.kind, told.section) == ("assigned", "tasks")
    assert told.text.startswith("Требует внимания: ")


def test_an_owner_who_left_leaves_it_to_his_head(
    declare: Declare, anna: User, boris: User, clara: User, sales_team: Team
) -> None:
    """Without one, an administrator gets it: work is never nobody's."""
    declare(new=[step("a")])
    Team.objects.filter(pk=sales_team.pk).update(head=boris)
    away(anna, None)
    make("deals", name="Лифт", owner=anna.pk)
    assert (who(), attention()) == (boris.pk, "away")
    make("deals", name="Ничей")
    assert (who(), attention()) == (clara.pk, "empty")


def test_one_notice_tells_of_many_tasks(declare: Declare, anna: User, anna_acts: Actor, boris: User) -> None:
    """And none of what one did oneself."""
    declare(new=[step("a"), step("b"), step("c")])
    make("deals", name="Лифт", owner=boris.pk, actor=anna_acts)
    make("deals", name="Лифт", owner=anna.pk, actor=anna_acts)
    told = Notification.objects.filter(section="tasks")
    assert [(n.user_id, n.url) for n in told] == [(boris.pk, "/tasks/")]
    assert told[0].title.endswith("(3)")
