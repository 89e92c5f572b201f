"""Closing an activity ends its step: those after it are made, by its outcome, and the stage may be left."""

from __future__ import annotations

import pytest
from django.utils import timezone

from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.process.models import ProcessStep
from artel.platform.process.moving import move
from artel.platform.process.steps.tests.conftest import Declare, step
from artel.platform.records import door
from artel.platform.users.models import User
from tests.support.domain import change, make, rows

OUTCOMES = [{"key": "done", "label": {"ru": "Подходит", "en": "Fits"}}, {"key": "cancelled"}]


def close(deal: int, title: str, *, actor: Actor = SYSTEM, result: str | None = None) -> None:
    """Close the task of a deal with that title."""
    ((task,),) = rows("tasks", "id", about_id=deal, name=title)
    values = {"done_at": timezone.now().isoformat(), **({"result": result} if result else {})}
    change("tasks", int(str(task)), actor=actor, **values)


def titles(deal: int) -> list[object]:
    """Return the names of the tasks about a deal, in the order of making."""
    return [name for (name,) in rows("tasks", "name", about_id=deal)]


def problems_of_move(deal: int, stage: str, actor: Actor) -> list[str]:
    """Return what a refused move says."""
    with pytest.raises(ValidationFailed) as refused:
        move("deals", [deal], stage, actor=actor)
    assert {(p.field, p.code) for p in refused.value.problems} == {("stage", "step_not_done")}
    return [str(p.message) for p in refused.value.problems]


def test_a_step_is_made_when_those_before_it_are_done(declare: Declare) -> None:
    """All of them, whatever their order in the list."""
    declare(new=[step("c", after=["a", "b"]), step("a"), step("b"), step("d", after=["c"])])
    deal = make("deals", name="Лифт")
    assert titles(deal) == ["a", "b"]
    close(deal, "a")
    assert titles(deal) == ["a", "b"]
    close(deal, "b")
    assert titles(deal) == ["a", "b", "c"]
    close(deal, "c")
    assert titles(deal) == ["a", "b", "c", "d"]


def test_what_is_skipped_lets_the_next_pass(declare: Declare) -> None:
    """An order of steps is not broken by one that is not needed."""
    declare(new=[step("a"), step("b", after=["a"], when="amount gt 100"), step("c", after=["b"])])
    small, large = make("deals", name="Лифт"), make("deals", name="Эскалатор", amount="1000")
    close(small, "a")
    close(large, "a")
    assert titles(small) == ["a", "c"]
    assert titles(large) == ["a", "b"]


def test_the_outcome_chooses_the_branch(declare: Declare, anna: User, anna_acts: Actor) -> None:
    """The other branch, with what follows in it alone, is never made; where branches meet, either leads on."""
    declare(
        new=[
            step("check", outcomes=OUTCOMES),
            step("offer", on_outcome={"step": "check", "outcome": "done"}),
            step("send", after=["offer"]),
            step("refuse", on_outcome={"step": "check", "outcome": "cancelled"}),
            step("archive", after=["send", "refuse"]),
        ]
    )
    deal = make("deals", name="Лифт", owner=anna.pk)
    close(deal, "check", actor=anna_acts, result="cancelled")
    assert titles(deal) == ["check", "refuse"]
    close(deal, "refuse", actor=anna_acts)
    assert titles(deal) == ["check", "refuse", "archive"]
    assert ProcessStep.objects.get(step="check").outcome == "cancelled"


def test_a_step_with_outcomes_is_not_closed_without_one(declare: Declare, anna: User, anna_acts: Actor) -> None:
    """Nor with a result that the step does not know; the words are the step's own."""
    declare(new=[step("check", outcomes=OUTCOMES), step("other")])
    deal = make("deals", name="Лифт", owner=anna.pk)
    for result in (None, "partly"):
        with pytest.raises(ValidationFailed) as refused:
            close(deal, "check", actor=anna_acts, result=result)
        (problem,) = refused.value.problems
        assert (problem.field, problem.code) == ("result", "outcome_needed")
        assert "«Подходит», «Отменена»" in str(problem.message)
    close(deal, "other", actor=anna_acts)
    close(deal, "check", actor=anna_acts, result="done")


def test_nothing_follows_where_the_record_no_longer_stands(declare: Declare) -> None:
    """What is done late ends its step, and no more."""
    declare(new=[step("a"), step("b", after=["a"])], work=[step("c")])
    deal = make("deals", name="Лифт")
    move("deals", [deal], "work", actor=SYSTEM)
    close(deal, "a")
    assert titles(deal) == ["a", "c"]
    assert ProcessStep.objects.get(step="a").done_at is not None
    move("deals", [deal], "new", actor=SYSTEM)
    assert titles(deal) == ["a", "c", "b"]


def test_an_activity_opened_again_opens_its_step(declare: Declare, anna: User, anna_acts: Actor) -> None:
    """The undo of «done»."""
    declare(new=[step("a", required=True)])
    deal = make("deals", name="Лифт", owner=anna.pk)
    close(deal, "a")
    ((task,),) = rows("tasks", "id")
    change("tasks", int(str(task)), done_at=None)
    assert problems_of_move(deal, "work", anna_acts) == ["Обязательный шаг «a» не завершён."]


def test_required_steps_hold_the_record(declare: Declare, anna: User, anna_acts: Actor) -> None:
    """Every one is named, also one that is still to come; failure and steps that are not required stay open ways."""
    must = step("call", required=True)
    must["label"] = {"ru": "Позвонить: {{ name }}", "en": "Call {{ name }}"}
    declare(new=[must, step("send", required=True, after=["call"]), step("maybe")])
    held, lost = (make("deals", name="Лифт", owner=anna.pk) for _n in range(2))
    assert problems_of_move(held, "work", anna_acts) == [
        "Обязательный шаг «Позвонить: …» не завершён.",
        "Обязательный шаг «send» не завершён.",
    ]
    change("deals", lost, actor=anna_acts, stage="lost", loss_reason="price")
    close(held, "Позвонить: Лифт", actor=anna_acts)
    assert problems_of_move(held, "won", anna_acts) == ["Обязательный шаг «send» не завершён."]
    close(held, "send", actor=anna_acts)
    move("deals", [held], "work", actor=anna_acts)


def test_back_one_goes_with_open_steps_and_they_wait_there(declare: Declare, anna: User, anna_acts: Actor) -> None:
    declare(work=[step("measure", required=True)])
    deal = make("deals", name="Лифт", owner=anna.pk)
    move("deals", [deal], "work", actor=anna_acts)
    move("deals", [deal], "new", actor=anna_acts)
    move("deals", [deal], "work", actor=anna_acts)
    assert titles(deal) == ["measure"]
    assert problems_of_move(deal, "won", anna_acts) == ["Обязательный шаг «measure» не завершён."]


def test_a_branch_not_taken_holds_nobody(declare: Declare, anna: User, anna_acts: Actor) -> None:
    """Required means: where it applies."""
    declare(
        new=[
            step("check", outcomes=OUTCOMES),
            step("fix", required=True, on_outcome={"step": "check", "outcome": "cancelled"}),
            step("big", required=True, when="amount gt 100"),
        ]
    )
    deal = make("deals", name="Лифт", owner=anna.pk)
    assert problems_of_move(deal, "work", anna_acts) == ["Обязательный шаг «fix» не завершён."]
    close(deal, "check", actor=anna_acts, result="done")
    move("deals", [deal], "work", actor=anna_acts)


def test_a_batch_is_asked_once(declare: Declare, anna: User, anna_acts: Actor) -> None:
    """Each held record is told by its row, in the import and in the list alike."""
    declare(new=[step("a", required=True)])
    deals = [make("deals", name="Лифт", owner=anna.pk) for _n in range(3)]
    close(deals[1], "a")
    changes = [door.Change(id=deal, values={"stage": "work"}) for deal in deals]
    with pytest.raises(ValidationFailed) as refused:
        door.change("deals", changes, actor=anna_acts)
    assert [p.row for p in refused.value.problems] == [0, 2]
