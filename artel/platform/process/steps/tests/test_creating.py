"""Entering a stage makes its steps, once, in one batch, with whatever else the change does or not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artel.platform.access.policy import actor_of
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.process.models import ProcessStep
from artel.platform.process.moving import move
from artel.platform.process.steps.tests.conftest import Declare, step
from artel.platform.records import door
from artel.platform.users.models import User
from tests.support.domain import change, make, rows, stored


def titles(**where: object) -> list[object]:
    """Return the names of the tasks that are there, in the order of making."""
    return [name for (name,) in rows("tasks", "name", **where)]


def test_entering_a_stage_makes_its_steps(declare: Declare, anna: User, anna_acts: Actor) -> None:
    """For the owner, about the record, with its values in the title, due by the end of a working day."""
    call = step("call", text={"ru": "Узнайте про {{ name }}"}, due="2d")
    call["label"] = {"ru": "Позвонить: {{ account }} ({{ amount }})", "en": "Call {{ account }}"}
    declare(work=[call])
    account = make("accounts", name="СМУ-4")
    deal = make("deals", name="Лифт", account=account, amount="1200", owner=anna.pk)
    assert titles() == []
    move("deals", [deal], "work", actor=anna_acts)
    ((task, name, owner, section, about, about_account, text, due, author),) = rows(
        "tasks",
        *(
            "id",
            "name",
            "owner_id",
            "about_section",
            "about_id",
            "account_id",
            "description",
            "due_at",
            "created_by_id",
        ),
    )
    assert (name, owner, author) == ("Позвонить: СМУ-4 (1 200,00 ₽)", anna.pk, anna.pk)
    assert (section, about, about_account, text) == ("deals", deal, account, "Узнайте про Лифт")
    assert isinstance(due, type(timezone.now()))
    assert timedelta(days=1) < due - timezone.now() < timedelta(days=16)
    made = ProcessStep.objects.get()
    assert (made.section, made.record_id, made.pipeline, made.stage, made.step) == (
        "deals",
        deal,
        "a_steps",
        "work",
        "call",
    )
    assert (made.task_section, made.task_id, made.done_at, made.attention) == ("tasks", task, None, "")


def test_a_new_record_begins_with_the_steps_of_its_stage(declare: Declare) -> None:
    """However it comes: by hand, by import, by a rule."""
    declare(new=[step("a"), step("b")], work=[step("c")])
    make("deals", name="Лифт")
    make("deals", name="Эскалатор", stage="work")
    assert titles() == ["a", "b", "c"]


def test_back_and_forth_makes_no_doubles(declare: Declare) -> None:
    """A step is made once for a record, also when it was done meanwhile."""
    declare(new=[step("a")], work=[step("b")])
    deal = make("deals", name="Лифт")
    for stage in ("work", "new", "work", "new"):
        move("deals", [deal], stage, actor=SYSTEM)
    assert titles() == ["a", "b"]


def test_a_condition_is_asked_when_the_stage_is_entered(declare: Declare) -> None:
    """What did not hold at first is made when the record comes again and it does."""
    declare(work=[step("always"), step("big", when="amount gt 100")])
    small, large = make("deals", name="Лифт", amount="10"), make("deals", name="Эскалатор", amount="1000")
    move("deals", [small, large], "work", actor=SYSTEM)
    assert titles(about_id=small) == ["always"]
    assert titles(about_id=large) == ["always", "big"]
    move("deals", [small], "new", actor=SYSTEM)
    change("deals", small, amount="500", stage="work")
    assert titles(about_id=small) == ["always", "big"]


def test_a_title_is_in_the_language_of_who_gets_it(declare: Declare, anna: User) -> None:
    """Whoever moved the record."""
    declare(new=[{"key": "call", "label": {"ru": "Позвонить", "en": "Call {{ stage }}"}}])
    User.objects.filter(pk=anna.pk).update(language="en")
    make("deals", name="Лифт", owner=anna.pk)
    assert titles() == ["Call new"]


def test_an_empty_title_says_what_it_would(declare: Declare) -> None:
    """A task without a name can't be."""
    declare(new=[{"key": "call", "label": {"ru": "{{ account }}", "en": "{{ account }}"}}])
    make("deals", name="Лифт")
    assert titles() == ["…"]


def test_a_refused_move_leaves_nothing(declare: Declare) -> None:
    """The steps stand in the transaction of the move, a whole batch with them."""
    declare(new=[step("must", required=True)], work=[step("b")])
    fine, held = make("deals", name="Лифт", stage="won"), make("deals", name="Эскалатор")
    clerk = Actor(kind=SYSTEM.kind.__class__.USER, name="Клерк", is_admin=True)
    with pytest.raises(ValidationFailed):
        move("deals", [fine, held], "work", actor=clerk)
    assert titles() == ["must"]
    assert ProcessStep.objects.count() == 1


def test_a_purged_record_takes_its_open_steps_with_it(declare: Declare) -> None:
    """What is done stays in people's history; the rest has nothing to be about."""
    declare(new=[step("a"), step("b")])
    deal = make("deals", name="Лифт")
    ((first,), _second) = rows("tasks", "id")
    change("tasks", int(str(first)), done_at=timezone.now().isoformat())
    door.purge("deals", [deal], actor=SYSTEM, even_live=True)
    assert titles() == ["a"]
    assert not ProcessStep.objects.exists()


def test_queries_do_not_grow_with_the_records(declare: Declare, anna: User, boris: User) -> None:
    """Five steps with conditions, roles, turns and templates: 500 records cost no more than 50 do."""
    declare(
        work=[
            step("a", label={"ru": "{{ account }} {{ amount }}", "en": "a"}, when="amount gt 0"),
            step("b", assignee={"to": "role", "role": "manager"}),
            step("c", assignee={"to": "role", "role": "head", "share": "round_robin"}, section="calls"),
            step("d", after=["a"]),
            step("e", assignee={"to": "head"}),
        ]
    )
    account = make("accounts", name="СМУ-4")
    counts = []
    for number in (1, 50, 500):
        made = [{"name": f"Лифт {n}", "account": account, "amount": 5, "owner": anna.pk} for n in range(number)]
        ids = door.create("deals", made, actor=SYSTEM)
        with CaptureQueriesContext(connection) as spent:
            move("deals", ids, "work", actor=actor_of(anna))
        counts.append(len(spent))
        assert ProcessStep.objects.filter(record_id__in=ids).count() == number * 4
    assert counts[2] <= counts[1] <= counts[0] + 5, counts


def test_one_record_costs_few_queries(declare: Declare, anna: User) -> None:
    """A move by hand is what people wait for."""
    declare(work=[step("a"), step("b"), step("c")])
    deals = [make("deals", name="Лифт", owner=anna.pk) for _n in range(2)]
    move("deals", deals[:1], "work", actor=SYSTEM)
    with CaptureQueriesContext(connection) as spent:
        move("deals", deals[1:], "work", actor=SYSTEM)
    with CaptureQueriesContext(connection) as plain:
        move("deals", deals[1:], "new", actor=SYSTEM)
    assert stored("deals", deals[1], "stage") == ("new",)
    assert len(spent) - len(plain) <= 30
