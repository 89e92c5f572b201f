"""Planning and closing: what is next on every record, whose it is, what stands in the feeds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artel.domain.work.actions import Ending, Plan, complete_activity, plan_activity, reopen_activity
from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import Conflict, NotFound, ValidationFailed
from artel.platform.records import door
from artel.platform.records.models import FeedEntry
from artel.platform.sections.spec import Snapshot
from tests.support.domain import change, make, problems, rows, stored, together

NEXT = ("next_activity_at", "next_activity", "next_activity_kind")
NONE = (None, None, None)
TOMORROW = datetime(2030, 5, 14, 9, 0, tzinfo=UTC)
LATER = TOMORROW + timedelta(days=2)


@pytest.fixture(autouse=True)
def _base(base_pack: Snapshot) -> None:
    """Every test here works in a company of the base pack."""


@pytest.fixture
def deal() -> int:
    """Return a deal with an account and a contact."""
    account = make("accounts", name="ООО «Лифт»")
    contact = make("contacts", name="Петров Иван", account=account, phone="+79172550418")
    return make("deals", name="Лифты в дом", contact=contact)


def client_of(deal: int) -> tuple[int, int]:
    """Return the ids of the deal's account and contact."""
    account, contact = stored("deals", deal, "account_id", "contact_id")
    return int(str(account)), int(str(contact))


def plan(section: str, about: tuple[str, int] | None, actor: Actor = SYSTEM, **values: object) -> int:
    """Plan an activity; texts of times as a form sends them."""
    return plan_activity(Plan(section=section, values=values), about=about, actor=actor)


def test_an_activity_about_a_deal_belongs_to_its_client_and_is_next_for_all(deal: int) -> None:
    account, contact = client_of(deal)
    task = plan("tasks", ("deals", deal), name="Отправить КП", due_at=TOMORROW)
    assert stored("tasks", task, "account_id", "contact_id") == (account, contact)
    for section, record in (("deals", deal), ("accounts", account), ("contacts", contact)):
        assert stored(section, record, *NEXT) == (TOMORROW, "Отправить КП", "tasks")


def test_the_soonest_of_all_sorts_is_next(deal: int) -> None:
    plan("tasks", ("deals", deal), name="Отправить КП", due_at=LATER)
    plan("calls", ("deals", deal), name="Позвонить", due_at=TOMORROW)
    assert stored("deals", deal, *NEXT) == (TOMORROW, "Позвонить", "calls")


def test_planning_leaves_version_and_history_of_the_record_alone(deal: int) -> None:
    before = stored("deals", deal, "version", "updated_at")
    plan("tasks", ("deals", deal), name="Отправить КП", due_at=TOMORROW)
    assert stored("deals", deal, "version", "updated_at") == before


def test_moving_a_task_in_time_and_to_another_record_moves_what_is_next(deal: int) -> None:
    other = make("deals", name="Эскалаторы")
    task = plan("tasks", ("deals", deal), name="Отправить КП", due_at=TOMORROW)
    change("tasks", task, due_at=LATER, name="Отправить договор")
    assert stored("deals", deal, *NEXT) == (LATER, "Отправить договор", "tasks")
    change("tasks", task, about_id=other)
    assert stored("deals", deal, *NEXT) == NONE
    assert stored("deals", other, *NEXT) == (LATER, "Отправить договор", "tasks")


def test_completing_plans_the_next_about_the_same_record(deal: int) -> None:
    task = plan("tasks", ("deals", deal), name="Отправить КП", due_at=TOMORROW)
    done = complete_activity(
        "tasks",
        task,
        ending=Ending(
            result="done",
            text="Отправлено",
            following=Plan(section="calls", values={"name": "Узнать ответ", "due_at": LATER}),
        ),
        actor=SYSTEM,
    )
    assert done.next_id is not None
    assert stored("calls", done.next_id, "about_section", "about_id") == ("deals", deal)
    assert stored("deals", deal, *NEXT) == (LATER, "Узнать ответ", "calls")
    assert stored("tasks", task, "result", "result_text") == ("done", "Отправлено")


def test_completing_without_a_next_leaves_nothing_planned_and_reopening_brings_it_back(deal: int) -> None:
    task = plan("tasks", ("deals", deal), name="Отправить КП", due_at=TOMORROW)
    complete_activity("tasks", task, actor=SYSTEM)
    assert stored("deals", deal, *NEXT) == NONE
    reopen_activity("tasks", task, actor=SYSTEM)
    assert stored("deals", deal, *NEXT) == (TOMORROW, "Отправить КП", "tasks")
    with pytest.raises(Conflict):
        reopen_activity("tasks", task, actor=SYSTEM)


def test_a_wrong_next_activity_leaves_the_first_one_open(deal: int) -> None:
    task = plan("tasks", ("deals", deal), name="Отправить КП", due_at=TOMORROW)
    with pytest.raises(ValidationFailed):
        complete_activity(
            "tasks", task, ending=Ending(following=Plan(section="tasks", values={"due_at": LATER})), actor=SYSTEM
        )
    assert stored("tasks", task, "done_at") == (None,)


def test_what_is_done_is_not_done_again(deal: int) -> None:
    task = plan("tasks", ("deals", deal), name="Отправить КП")
    complete_activity("tasks", task, actor=SYSTEM)
    with pytest.raises(Conflict):
        complete_activity("tasks", task, actor=SYSTEM)


def test_only_activities_are_completed(deal: int) -> None:
    with pytest.raises(NotFound):
        complete_activity("deals", deal, actor=SYSTEM)


def test_trash_and_restore_count(deal: int) -> None:
    task = plan("tasks", ("deals", deal), name="Отправить КП", due_at=TOMORROW)
    door.trash("tasks", [task], actor=SYSTEM)
    assert stored("deals", deal, *NEXT) == NONE
    door.restore("tasks", [task], actor=SYSTEM)
    assert stored("deals", deal, *NEXT) == (TOMORROW, "Отправить КП", "tasks")


def test_an_activity_purged_alive_is_forgotten(deal: int) -> None:
    task = plan("tasks", ("deals", deal), name="Отправить КП", due_at=TOMORROW)
    door.purge("tasks", [task], actor=SYSTEM, even_live=True)
    assert stored("deals", deal, *NEXT) == NONE


def test_feeds_of_deal_and_client_tell_what_was_planned_and_done(deal: int) -> None:
    account, contact = client_of(deal)
    call = plan("calls", ("deals", deal), name="Позвонить", due_at=TOMORROW)
    complete_activity("calls", call, ending=Ending(result="talked", text="Ждут КП"), actor=SYSTEM)
    for section, record in (("deals", deal), ("accounts", account), ("contacts", contact)):
        bodies = FeedEntry.objects.filter(section=section, record_id=record, kind="call").order_by("id")
        told = [(e.body["event"], e.body["activity"], e.body["id"], e.body.get("text")) for e in bodies]
        assert told == [("planned", "calls", call, None), ("done", "calls", call, "Ждут КП")]


def test_activities_follow_a_deal_to_another_client_but_not_a_contact_to_another_job(deal: int) -> None:
    account, contact = client_of(deal)
    other = make("accounts", name="ООО «Эскалатор»")
    past = plan("calls", ("contacts", contact), name="Познакомились", done_at=TOMORROW)
    coming = plan("calls", ("contacts", contact), name="Позвонить", due_at=TOMORROW)
    about_deal = plan("tasks", ("deals", deal), name="Отправить КП", due_at=LATER)
    change("contacts", contact, account=other)
    assert stored("calls", past, "account_id") == (account,)
    assert stored("calls", coming, "account_id") == (other,)
    change("deals", deal, account=other)
    assert stored("tasks", about_deal, "account_id") == (other,)
    assert stored("accounts", account, *NEXT) == NONE
    assert stored("accounts", other, *NEXT) == (TOMORROW, "Позвонить", "calls")


def test_an_activity_with_a_client_alone_is_about_the_client() -> None:
    account = make("accounts", name="ООО «Лифт»")
    task = make("tasks", name="Поздравить", account=account, due_at=TOMORROW)
    assert stored("tasks", task, "about_section", "about_id") == ("accounts", account)
    assert stored("accounts", account, *NEXT) == (TOMORROW, "Поздравить", "tasks")


def test_a_call_takes_the_number_of_the_contact(deal: int) -> None:
    call = plan("calls", ("deals", deal))
    assert stored("calls", call, "phone", "name") == ("+79172550418", "Звонок")


def test_a_result_closes_an_activity() -> None:
    task = make("tasks", name="Отправить КП")
    change("tasks", task, result="done")
    assert stored("tasks", task, "done_at") != (None,)


def test_nobody_plans_about_what_he_does_not_see(anna_acts: Actor, boris_acts: Actor) -> None:
    secret = make("deals", actor=boris_acts, name="Секретная")
    with pytest.raises(ValidationFailed) as refused:
        plan("tasks", ("deals", secret), anna_acts, name="Подсмотреть")
    assert [(p.field, p.code) for p in refused.value.problems] == [("about_id", "unknown_target")]
    assert rows("tasks", "id") == []


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"due_at": LATER, "ends_at": TOMORROW}, ("ends_at", "ends_before_start")),
        ({"about_section": "deals"}, ("about_id", "half_pointer")),
        ({"about_section": "planets", "about_id": 1}, ("about_id", "unknown_target")),
        ({"duration": -5}, ("duration", "too_small")),
    ],
)
def test_meetings_that_can_not_be_are_refused(values: dict[str, object], problem: tuple[str, str]) -> None:
    assert problem in problems({"name": "Встреча", **values}, "meetings")


def test_start_end_and_length_of_a_meeting_agree() -> None:
    meeting = make("meetings", name="Показ", due_at=TOMORROW, duration=90)
    assert stored("meetings", meeting, "ends_at") == (TOMORROW + timedelta(minutes=90),)
    change("meetings", meeting, due_at=LATER)
    assert stored("meetings", meeting, "ends_at") == (LATER + timedelta(minutes=90),)
    change("meetings", meeting, ends_at=LATER + timedelta(minutes=30))
    assert stored("meetings", meeting, "duration") == (30,)


def test_a_participant_is_one_person() -> None:
    meeting = make("meetings", name="Показ", due_at=TOMORROW)
    assert problems({"meeting": meeting}, "participants") == {("contact", "one_person")}


def test_planning_many_costs_as_many_queries_as_planning_few(deal: int) -> None:
    def queries(count: int) -> int:
        tasks = [
            {"name": f"Дело {n}", "due_at": TOMORROW, "about_section": "deals", "about_id": deal} for n in range(count)
        ]
        with CaptureQueriesContext(connection) as captured:
            door.create("tasks", tasks, actor=SYSTEM)
        return len(captured)

    queries(1)
    assert queries(100) == queries(400)


@pytest.mark.django_db(transaction=True)
def test_two_who_plan_and_close_at_once_leave_the_right_next_activity(deal: int) -> None:
    first = plan("tasks", ("deals", deal), name="Первое", due_at=TOMORROW)
    second = plan("tasks", ("deals", deal), name="Второе", due_at=LATER)
    last = LATER + timedelta(days=1)
    acts: list[Callable[[], object]] = [
        lambda: complete_activity("tasks", first, actor=SYSTEM),
        lambda: complete_activity("tasks", second, actor=SYSTEM),
        lambda: plan("tasks", ("deals", deal), name="Третье", due_at=last),
    ]
    together(acts)
    assert stored("deals", deal, *NEXT) == (last, "Третье", "tasks")
    open_ones = visible_to(SYSTEM, "tasks").filter(done_at=None).values_list("name", flat=True)
    assert list(open_ones) == ["Третье"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_complete_one_task_one_wins(deal: int) -> None:
    task = plan("tasks", ("deals", deal), name="Первое", due_at=TOMORROW)
    outcomes = together([lambda: complete_activity("tasks", task, actor=SYSTEM)] * 2)
    assert sorted(type(o).__name__ for o in outcomes) == ["Completed", "Conflict"]
    assert FeedEntry.objects.filter(section="deals", kind="task", body__event="done").count() == 1
