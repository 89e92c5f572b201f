"""Invariants: what breaks one is found once, counted by person, told once, mended as by a rule, shown to who may."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from artel.platform.access.policy import visible_to
from artel.platform.automation.invariants.looking import look, look_at_all
from artel.platform.automation.invariants.models import Breach, InvariantDay, InvariantState
from artel.platform.automation.invariants.reading import board
from artel.platform.automation.invariants.specs import Invariant, all_invariants
from artel.platform.automation.models import RuleRun
from artel.platform.conditions.compiling import compile_condition
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import ConfigurationRefused
from artel.platform.notifications.models import Notification
from artel.platform.records import door
from artel.platform.records.models import FeedEntry
from artel.platform.users.models import Absence, Team, User
from tests.support.domain import change, make, rows

MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=MOSCOW)
STEP: Mapping[str, Any] = {"section": "deals", "applies": "closed_at eq null", "holds": "next_activity_at ne null"}
TASK = {"act": "create", "section": "tasks", "values": {"name": "Что дальше? {{ name }}"}}
Declare = Callable[..., Any]


@pytest.fixture
def declare(base_pack: object) -> Iterator[Declare]:
    """Return a function that puts the invariant `step` into force in place of those of the base pack."""
    with ExitStack() as held:

        def put(**body: Any) -> Invariant | None:
            said = Document(kind="invariant", key="step", body={"label": "Есть следующий шаг", **STEP, **body})
            others = [
                Document(kind="invariant", key=i.key, body={**i.body.model_dump(mode="json"), "is_paused": True})
                for i in all_invariants(latest_snapshot())
                if i.key != "step"
            ]
            apply_documents([said, *others], actor=SYSTEM)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS affiliations_main_once DEFERRED")
            held.enter_context(holding(latest_snapshot()))
            return next(iter(all_invariants(latest_snapshot())), None)

        yield put


def seen_at(invariant: Invariant, moment: datetime) -> list[int]:
    """Let the clock look at a moment; return the records that break it then."""
    with travel(moment, tick=False):
        look(invariant, latest_snapshot(), now=moment)
    return list(Breach.objects.filter(invariant="step").order_by("id").values_list("record_id", flat=True))


def deal(name: str, moment: datetime = MONDAY, **values: object) -> int:
    """Make a deal at a moment."""
    with travel(moment, tick=False):
        return make("deals", name=name, **values)


def test_what_breaks_it_is_kept_until_it_holds_again(declare: Declare, anna: User) -> None:
    step = declare()
    lone, planned = deal("Без шага", owner=anna.pk), deal("С шагом", owner=anna.pk)
    make("tasks", name="Позвонить", about_section="deals", about_id=planned, due_at=MONDAY)
    assert seen_at(step, MONDAY) == [lone]
    assert (InvariantState.objects.get().count, InvariantState.objects.get().owners) == (1, {str(anna.pk): 1})
    make("tasks", name="Позвонить", about_section="deals", about_id=lone, due_at=MONDAY)
    assert seen_at(step, MONDAY + timedelta(days=1)) == []
    assert list(InvariantDay.objects.order_by("day").values_list("day", "count")) == [
        (date(2026, 11, 23), 1),
        (date(2026, 11, 24), 0),
    ]


def test_what_has_ended_is_not_asked_whatever_the_company_calls_its_stages(declare: Declare) -> None:
    stages = [{"key": "talk", "label": "Разговор"}, {"key": "to_dealer", "label": "Дилеру", "kind": "failure"}]
    own = {
        "section": "deals",
        "label": "Через дилеров",
        "stages": [*stages, {"key": "won", "label": "+", "kind": "success"}],
    }
    apply_documents([Document(kind="pipeline", key="dealers", body=own)], actor=SYSTEM)
    step = declare(applies="", open_only=True)
    assert step.broken == "(stage ne 'to_dealer' and stage ne 'won' and stage ne 'lost') and next_activity_at eq null"
    going_on = deal("Говорим", pipeline="dealers")
    deal("Отдано", pipeline="dealers", stage="to_dealer")
    assert seen_at(step, MONDAY) == [going_on]


def test_a_young_record_has_its_working_time(declare: Declare) -> None:
    step = declare(within="2h")
    friday = datetime(2026, 11, 20, 17, 0, tzinfo=MOSCOW)
    late = deal("Вечером в пятницу", friday)
    assert seen_at(step, MONDAY.replace(hour=9, minute=30)) == []
    assert seen_at(step, MONDAY.replace(hour=10, minute=1)) == [late]


def test_the_list_behind_the_number_shows_the_same_records(declare: Declare, anna: User) -> None:
    step = declare(within="1d", holds="amount gt 0 and next_activity_at ne null")
    lone = deal("Без шага", MONDAY - timedelta(days=7), owner=anna.pk)
    deal("Новая", MONDAY, owner=anna.pk)
    assert seen_at(step, MONDAY) == [lone]
    snapshot = latest_snapshot()
    text = step.breaking(snapshot, MONDAY)
    assert text is not None
    condition = compile_condition(text, snapshot.section("deals"), snapshot, SYSTEM, now=MONDAY)
    assert list(visible_to(SYSTEM, "deals").filter(condition).values_list("id", flat=True)) == [lone]


def told() -> list[tuple[str, str, str]]:
    """Return who was told what, in order."""
    return [
        (User.objects.get(pk=n.user_id).username, n.text, n.url)
        for n in Notification.objects.filter(kind="order").order_by("id")
    ]


def test_the_owner_hears_of_a_breach_once_and_the_head_later(
    declare: Declare, anna: User, boris: User, sales_team: Team
) -> None:
    sales_team.head = boris
    sales_team.save()
    step = declare(alert=["owner"], after="1d")
    lone = deal("Без шага", owner=anna.pk)
    for minutes in range(3):
        seen_at(step, MONDAY + timedelta(minutes=minutes))
    assert told() == [("anna", "1 запись", f"/deals/{lone}/")]
    for minutes in range(3):
        seen_at(step, MONDAY + timedelta(days=2, minutes=minutes))
    assert [who for who, _text, _url in told()] == ["anna", "boris"]
    change("deals", lone, owner=boris.pk)
    seen_at(step, MONDAY + timedelta(days=2, minutes=5))
    assert [who for who, _text, _url in told()] == ["anna", "boris", "boris"]


def test_of_many_breaches_one_word_is_said_also_to_the_deputy(declare: Declare, anna: User, boris: User) -> None:
    step = declare(alert=["owner"])
    Absence.objects.create(user=anna, since=MONDAY.date(), until=MONDAY.date(), deputy=boris)
    for number in range(3):
        deal(f"Без шага {number}", owner=anna.pk)
    seen_at(step, MONDAY)
    heard = told()
    assert [(who, text) for who, text, _url in heard] == [("anna", "3 записи"), ("boris", "3 записи у коллег")]
    assert all(f"owner+eq+{anna.pk}" in url for _who, _text, url in heard)


def test_mending_goes_through_the_door_and_says_why(declare: Declare, anna: User) -> None:
    step = declare(mend=TASK | {"values": {**TASK["values"], "due_at": {"formula": "now() add duration'P1D'"}}})
    lone = deal("Лифт", owner=anna.pk)
    assert seen_at(step, MONDAY) == []
    assert rows("tasks", "name", "owner_id", "about_id") == [("Что дальше? Лифт", anna.pk, lone)]
    run = RuleRun.objects.get()
    assert (run.rule, run.trigger, run.state, run.record_id) == ("invariant-step", "broken", "done", lone)
    assert FeedEntry.objects.filter(section="tasks", rule="invariant-step").exists()


def test_what_mending_leaves_is_told_and_not_tried_again(declare: Declare, anna: User) -> None:
    step = declare(alert=["owner"], mend=TASK)  # A task without a date is no next step.
    deal("Лифт", owner=anna.pk)
    for minutes in range(3):
        seen_at(step, MONDAY + timedelta(minutes=minutes))
    assert len(rows("tasks", "id")) == 1
    assert [who for who, _text, _url in told()] == ["anna"]


def test_a_look_takes_the_same_queries_for_any_number(declare: Declare, anna: User, boris: User) -> None:
    step = declare(alert=["owner"])

    def queries(number: int, moment: datetime) -> int:
        rows = [{"name": f"Лифт {n}", "owner": owner.pk} for n in range(number) for owner in (anna, boris)]
        door.create("deals", rows, actor=SYSTEM)
        with CaptureQueriesContext(connection) as caught:
            seen_at(step, moment)
        return len(caught)

    assert queries(1, MONDAY) == queries(25, MONDAY + timedelta(minutes=1))
    assert Breach.objects.filter(told_at=None).count() == 0
    assert len(told()) == 4


def test_the_board_counts_only_what_one_may_see(
    declare: Declare, anna_acts: Actor, boris_acts: Actor, anna: User, boris: User, client: Client
) -> None:
    step = declare(mend=TASK, by_itself=False)
    deal("Лифт Анны", owner=anna.pk)
    deal("Лифт Бориса", owner=boris.pk)
    seen_at(step, MONDAY)
    snapshot = latest_snapshot()
    (hers,) = board(anna_acts, snapshot)
    (whole,) = board(SYSTEM, snapshot)
    assert (hers.count, dict(hers.owners), hers.days) == (1, {anna.pk: 1}, ())
    assert (whole.count, whole.owners) == (2, {anna.pk: 1, boris.pk: 1})
    client.force_login(anna)
    page = client.get("/order/").content.decode()
    assert "Есть следующий шаг" in page
    assert "Борисов" not in page
    assert client.post("/order/step/mend/").status_code == 403
    client.force_login(boris)
    assert client.post("/order/step/mend/").status_code == 302
    assert len(rows("tasks", "id")) == len(board(boris_acts, snapshot)[0].owners) == 2


def test_what_is_out_of_force_is_forgotten(declare: Declare) -> None:
    declare()
    deal("Лифт")
    look_at_all(latest_snapshot(), now=MONDAY + timedelta(days=30))
    assert Breach.objects.filter(invariant="step").count() == 1
    declare(is_paused=True)
    look_at_all(latest_snapshot(), now=MONDAY + timedelta(days=31))
    assert not Breach.objects.filter(invariant="step").exists()
    assert not InvariantState.objects.filter(invariant="step").exists()


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"section": "moons"}, "section"),
        ({"holds": "moon eq 1"}, "holds"),
        ({"applies": "amount eq"}, "applies"),
        ({"since": "name"}, "since"),
        ({"owner": "account"}, "owner"),
        ({"alert": ["role:moon"]}, "alert.0"),
        ({"mend": {"act": "create", "section": "tasks", "values": {"moon": 1}}}, "mend.0.values"),
        ({"within": "2w"}, "within"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(base_pack: object, wrong: dict[str, Any], place: str) -> None:
    document = Document(kind="invariant", key="step", body={"label": "Шаг", **STEP, **wrong})
    with pytest.raises(ConfigurationRefused) as refused:
        apply_documents([document], actor=SYSTEM)
    assert any(place in p.path for p in refused.value.problems)
