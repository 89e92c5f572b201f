"""My day: what is late, what is for today, with whom nothing is planned; closing from the page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artel.domain.work.queries import my_day, out_of_order
from artel.platform.access.policy import actor_of, visible_to
from artel.platform.automation.invariants.specs import all_invariants
from artel.platform.conditions.compiling import compile_condition
from artel.platform.definitions.current import holding
from artel.platform.kernel.actor import Actor
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.domain import make, rows, stored
from tests.support.personas import install, role

NOON = datetime(2030, 5, 14, 9, 0, tzinfo=UTC)
"""Noon in Moscow."""


@pytest.fixture(autouse=True)
def _now(base_pack: Snapshot) -> object:
    """Every test here works at noon in a company of the base pack."""
    with time_machine.travel(NOON, tick=False):
        yield


def test_the_day_has_three_parts_by_the_persons_own_clock(anna_acts: Actor, boris_acts: Actor) -> None:
    for name, due_at in (
        ("Вчера", NOON - timedelta(days=1)),
        ("Утром", NOON - timedelta(hours=1)),
        ("Вечером", NOON + timedelta(hours=11, minutes=59)),
        ("После полуночи", NOON + timedelta(hours=12)),
        ("Через месяц", NOON + timedelta(days=30)),
    ):
        make("tasks", actor=anna_acts, name=name, due_at=due_at)
    make("calls", actor=anna_acts, name="Сделано", due_at=NOON, done_at=NOON)
    make("calls", actor=boris_acts, name="Чужое", due_at=NOON)
    make("meetings", actor=anna_acts, name="Встреча", due_at=NOON + timedelta(hours=2))
    day = my_day(anna_acts)
    assert [p.name for p in day.overdue] == ["Вчера", "Утром"]
    assert [(p.section, p.name) for p in day.today] == [("meetings", "Встреча"), ("tasks", "Вечером")]
    assert [p.name for p in day.upcoming] == ["После полуночи"]


def test_a_line_names_what_it_is_about_and_the_client(anna_acts: Actor) -> None:
    account = make("accounts", actor=anna_acts, name="ООО «Лифт»")
    deal = make("deals", actor=anna_acts, name="Лифты в дом", account=account)
    make("calls", actor=anna_acts, name="Позвонить", due_at=NOON, about_section="deals", about_id=deal)
    (planned,) = my_day(anna_acts).today
    assert (planned.about, planned.account, planned.about_section, planned.about_id) == (
        "Лифты в дом",
        "ООО «Лифт»",
        "deals",
        deal,
    )


def counted(actor: Actor) -> dict[str, tuple[int, int]]:
    """Return section → how many records are not in order: the actor's, and all that he sees."""
    return {each.invariant.section: (each.own, each.seen) for each in out_of_order(actor)}


def test_counters_count_what_their_lists_show(anna_acts: Actor, boris_acts: Actor, base_pack: Snapshot) -> None:
    planned = make("accounts", actor=anna_acts, name="С делом")
    make("tasks", actor=anna_acts, name="Дело", account=planned, due_at=NOON)
    make("accounts", actor=anna_acts, name="Без дела")
    make("accounts", actor=boris_acts, name="Чужой без дела")
    make("deals", actor=anna_acts, name="Открытая")
    make("deals", actor=anna_acts, name="Проигранная", stage="lost", loss_reason="price")
    assert counted(anna_acts) == {"accounts": (1, 2), "deals": (1, 1), "leads": (0, 0)}
    for each in out_of_order(anna_acts):
        spec = base_pack.section(each.invariant.section)
        for text, number in ((each.own_text, each.own), (each.text, each.seen)):
            condition = compile_condition(text, spec, base_pack, anna_acts)
            assert visible_to(anna_acts, spec.key).filter(condition).count() == number, text


def test_planning_for_a_client_takes_him_off_the_counter(anna_acts: Actor) -> None:
    account = make("accounts", actor=anna_acts, name="Без дела")
    assert counted(anna_acts)["accounts"] == (1, 1)
    make("tasks", actor=anna_acts, name="Дело", account=account, due_at=NOON)
    assert counted(anna_acts)["accounts"] == (0, 0)


def test_the_page_shows_the_day_in_few_queries(client: Client, anna: User, anna_acts: Actor) -> None:
    account = make("accounts", actor=anna_acts, name="ООО «Лифт»")
    deal = make("deals", actor=anna_acts, name="Лифты в дом", account=account)
    for number in range(5):
        for section in ("tasks", "calls", "meetings"):
            about = ("deals", deal) if number % 2 else ("accounts", account)
            values = {"name": f"Дело {number}", "due_at": NOON + timedelta(days=number - 2)}
            make(section, actor=anna_acts, about_section=about[0], about_id=about[1], **values)
    client.force_login(anna)
    with CaptureQueriesContext(connection) as captured:
        page = client.get("/")
    assert page.status_code == 200
    assert "Дело 1" in page.content.decode()
    assert len(captured) <= 12


def test_a_visitor_is_sent_to_the_entrance(client: Client, db: None) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert urlsplit(answer["Location"]).path == "/auth/login/"
    assert parse_qs(urlsplit(answer["Location"]).query) == {"next": ["/"]}


def test_closing_from_the_page_plans_the_next(client: Client, anna: User, anna_acts: Actor) -> None:
    deal = make("deals", actor=anna_acts, name="Лифты в дом")
    task = make("tasks", actor=anna_acts, name="Дело", due_at=NOON, about_section="deals", about_id=deal)
    client.force_login(anna)
    asked = client.get(f"/tasks/{task}/done/", headers={"HX-Request": "true"})
    assert 'name="next_name"' in asked.content.decode()
    typed = {
        "result": "done",
        "result_text": "Готово",
        "next": "calls",
        "next_name": "Узнать ответ",
        "next_due_at": "2030-05-15T10:00",
    }
    answer = client.post(f"/tasks/{task}/done/", typed, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert f"/tasks/{task}/reopen/" in answer["HX-Trigger"]
    assert stored("tasks", task, "result", "result_text") == ("done", "Готово")
    assert rows("calls", "name", "about_section", "about_id") == [("Узнать ответ", "deals", deal)]


def test_a_nameless_next_task_is_asked_for_again_and_nothing_is_closed(
    client: Client, anna: User, anna_acts: Actor
) -> None:
    deal = make("deals", actor=anna_acts, name="Лифты в дом")
    task = make("tasks", actor=anna_acts, name="Дело", due_at=NOON, about_section="deals", about_id=deal)
    client.force_login(anna)
    typed = {"next": "tasks", "next_name": "", "next_due_at": "2030-05-15T10:00", "result_text": "Мои слова"}
    answer = client.post(f"/tasks/{task}/done/", typed, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Мои слова" in shown
    assert 'id="f-next_name-error"' in shown
    assert stored("tasks", task, "done_at") == (None,)


def test_a_foreign_task_is_not_closed(client: Client, anna: User, anna_acts: Actor, boris_acts: Actor) -> None:
    task = make("tasks", actor=boris_acts, name="Чужое", due_at=NOON)
    client.force_login(anna)
    assert client.post(f"/tasks/{task}/done/", headers={"HX-Request": "true"}).status_code == 404
    assert stored("tasks", task, "done_at") == (None,)


def test_the_day_and_the_view_of_the_pack_show_the_same(base_pack: Snapshot) -> None:
    for each in all_invariants(base_pack):
        view = next(v for v in base_pack.section(each.section).views if v.key == "no_activity")
        assert set(view.filter.split(" and ")) == set(each.broken.replace("(", "").replace(")", "").split(" and "))


def test_the_day_names_no_client_to_who_may_not_read_clients(base_pack: Snapshot, anna: User) -> None:
    account = make("accounts", name="Хрустальная Гавань")
    make("tasks", name="Смета", owner=anna.pk, account=account, due_at=NOON)
    body = {"label": {"ru": "Сметчик"}, "sections": {"tasks": ["read"]}, "records": {"*": {"read": "all"}}}
    anna.roles = ["estimator"]
    with holding(install([role("estimator", body)])):
        day = my_day(actor_of(anna))
    assert [(p.name, p.account, p.account_id) for p in (*day.overdue, *day.today, *day.upcoming)] == [
        ("Смета", "", None)
    ]
