"""Rules act on what happens to records: for all of them at once, in the transaction of the change, and tell why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artel.platform.automation.models import RuleRun, RunState
from artel.platform.automation.tests.conftest import Rules
from artel.platform.definitions.current import latest_snapshot
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM, ActorKind
from artel.platform.notifications.models import Notification
from artel.platform.records import door
from artel.platform.records.models import FeedEntry
from artel.platform.users.models import User
from tests.support.domain import change, make, rows, stored

CLERK = replace(SYSTEM, kind=ActorKind.USER, is_admin=True, name="Клерк")
TASK = {
    "act": "create",
    "section": "tasks",
    "values": {"name": "Позвонить: {{ name }}", "due_at": {"formula": "now() add duration'P1D'"}},
}


def test_a_new_record_gets_its_task_by_a_rule(rules: Rules, anna: User) -> None:
    rules(greet={"on": {"event": "created"}, "when": "amount gt 100", "do": [TASK]})
    record = make("deals", name="Лифт", amount="500", owner=anna.pk, actor=CLERK)
    make("deals", name="Мелочь", amount="5", actor=CLERK)
    assert rows("tasks", "name", "about_section", "about_id", "owner_id") == [
        ("Позвонить: Лифт", "deals", record, anna.pk)
    ]
    run = RuleRun.objects.get()
    assert (run.rule, run.section, run.record_id, run.trigger, run.depth, run.state) == (
        "greet", "deals", record, "created", 1, RunState.DONE,
    )  # fmt: skip
    assert run.actions == [{"act": "create", "section": "tasks", "id": rows("tasks", "id")[0][0]}]


def test_a_change_of_a_named_field_fires_and_of_another_does_not(rules: Rules) -> None:
    rules(
        mark={
            "on": {"event": "changed", "fields": ["amount"]},
            "do": [{"act": "set", "values": {"description": "{{ amount }}"}}],
        }
    )
    record = make("deals", name="Лифт", actor=CLERK)
    change("deals", record, name="Лифт 2", actor=CLERK)
    assert not RuleRun.objects.exists()
    change("deals", record, amount="1500", actor=CLERK)
    assert stored("deals", record, "description") == ("1\N{NO-BREAK SPACE}500,00\N{NO-BREAK SPACE}₽",)


def test_history_says_which_rule_wrote_and_from_what_it_follows(rules: Rules) -> None:
    rules(
        mark={"on": {"event": "changed", "fields": ["amount"]}, "do": [{"act": "set", "values": {"name": "Большая"}}]}
    )
    record = make("deals", name="Лифт", actor=CLERK)
    change("deals", record, amount="1500", actor=CLERK)
    by_person, by_rule = FeedEntry.objects.filter(section="deals", record_id=record, kind="changed").order_by("id")
    assert (by_person.rule, by_rule.rule, by_rule.actor_name) == ("", "mark", "mark")
    assert by_person.cause == by_rule.cause == RuleRun.objects.get().cause
    assert RuleRun.objects.get().actor_name == "Клерк"


def test_a_move_fires_where_it_leads_and_whence_it_comes(rules: Rules) -> None:
    rules(
        won={"on": {"event": "stage", "entered": ["offer"]}, "do": [{"act": "set", "values": {"name": "В КП"}}]},
        left={"on": {"event": "stage", "left": ["offer"]}, "do": [{"act": "set", "values": {"name": "Из КП"}}]},
    )
    spec = latest_snapshot().section("deals")
    record = make("deals", name="Лифт", actor=SYSTEM)
    change("deals", record, stage="offer")
    assert stored("deals", record, "name") == ("В КП",)
    change("deals", record, stage=spec.pipelines[0].stages[0].key)
    assert stored("deals", record, "name") == ("Из КП",)


def test_what_was_before_is_a_condition_too(rules: Rules) -> None:
    rules(
        grown={
            "on": {"event": "changed", "fields": ["amount"]},
            "was": "amount lt 100",
            "when": "amount ge 100",
            "do": [{"act": "set", "values": {"name": "Выросла"}}],
        }
    )
    grown, big = make("deals", name="А", amount="50"), make("deals", name="Б", amount="150")
    door.change("deals", [door.Change(id=i, values={"amount": "200"}) for i in (grown, big)], actor=CLERK)
    assert [stored("deals", i, "name") for i in (grown, big)] == [("Выросла",), ("Б",)]


def test_a_deleted_record_is_told_of(rules: Rules, boris: User) -> None:
    rules(
        gone={
            "on": {"event": "deleted"},
            "do": [{"act": "notify", "to": ["owner", "role:head"], "title": "Удалена: {{ name }}"}],
        }
    )
    record = make("deals", name="Лифт", owner=boris.pk)
    door.trash("deals", [record], actor=CLERK)
    assert list(Notification.objects.filter(kind="rule").values_list("user_id", "title")) == [
        (boris.pk, "Удалена: Лифт")
    ]


def test_a_refused_action_is_kept_as_failed_and_the_person_is_not_stopped(rules: Rules, clara: User) -> None:
    rules(bad={"on": {"event": "created"}, "do": [TASK, {"act": "move", "stage": "lost"}]})
    records = door.create("deals", [{"name": "Лифт"}, {"name": "Эскалатор"}], actor=CLERK)
    runs = {r.record_id: r for r in RuleRun.objects.all()}
    assert runs.keys() == set(records)
    assert {r.state for r in runs.values()} == {RunState.FAILED}
    assert all(r.error for r in runs.values())
    assert rows("tasks", "id") == []
    assert Notification.objects.filter(kind="trouble", user_id=clara.pk).count() == 1


def test_only_those_to_blame_fail(rules: Rules) -> None:
    rules(
        mark={
            "on": {"event": "created"},
            "do": [
                {
                    "act": "set",
                    "values": {
                        "expected_on": {"formula": "date(created_at) add duration'P1D'"},
                        "name": {"formula": "description"},
                    },
                }
            ],
        }
    )
    good, bad = door.create("deals", [{"name": "А", "description": "Имя"}, {"name": "Б"}], actor=CLERK)
    assert [stored("deals", i, "name") for i in (good, bad)] == [("Имя",), ("Б",)]
    assert dict(RuleRun.objects.values_list("record_id", "state")) == {good: "done", bad: "failed"}


def test_two_rules_that_call_each_other_are_stopped_and_administrators_told(rules: Rules, clara: User) -> None:
    rules(
        up={
            "on": {"event": "changed", "fields": ["amount"]},
            "do": [{"act": "set", "values": {"probability": {"formula": "probability add 1"}}}],
        },
        down={
            "on": {"event": "changed", "fields": ["probability"]},
            "do": [{"act": "set", "values": {"amount": {"formula": "amount add 1"}}}],
        },
    )
    record = make("deals", name="Лифт", amount="10", probability=1)
    change("deals", record, amount="20", actor=CLERK)
    assert [(r.rule, r.state, r.depth) for r in RuleRun.objects.order_by("id")] == [
        ("up", "done", 1), ("down", "done", 2), ("up", "loop", 3),
    ]  # fmt: skip
    assert stored("deals", record, "amount", "probability") == (21, 2)
    assert RuleRun.objects.get(state="loop").error == "up → down → up"
    assert "кругу" in Notification.objects.get(user_id=clara.pk, kind="trouble").title


def test_a_rule_that_makes_ever_new_records_is_stopped(rules: Rules) -> None:
    rules(more={"on": {"event": "created"}, "do": [{"act": "create", "section": "deals", "values": {"name": "Ещё"}}]})
    make("deals", name="Лифт", actor=CLERK)
    assert len(rows("deals", "id")) == 9
    assert RuleRun.objects.filter(state="loop").count() == 1


def test_history_brought_in_late_begins_nothing(rules: Rules) -> None:
    rules(greet={"on": {"event": "created"}, "do": [TASK]})
    with clock.at(clock.now()):
        make("deals", name="Из архива")
    assert not RuleRun.objects.exists()


def test_a_paused_rule_keeps_still(rules: Rules) -> None:
    rules(greet={"on": {"event": "created"}, "do": [TASK], "is_paused": True})
    make("deals", name="Лифт")
    assert not RuleRun.objects.exists()


def test_values_are_handed_on_to_a_related_record(rules: Rules) -> None:
    rules(
        hand={
            "on": {"event": "changed", "fields": ["owner"]},
            "do": [{"act": "hand_on", "of": "account", "values": {"owner": {"formula": "owner"}}}],
        }
    )
    account = make("accounts", name="ООО «Дом»")
    user = User.objects.create(username="p", name="Пётр")
    record = make("deals", name="Лифт", account=account)
    change("deals", record, owner=user.pk, actor=CLERK)
    assert stored("accounts", account, "owner_id") == (user.pk,)


@pytest.mark.parametrize("act", ["create", "set", "notify", "webhook"])
def test_queries_do_not_grow_with_the_number_of_records(rules: Rules, anna: User, act: str) -> None:
    actions: dict[str, dict[str, Any]] = {
        "create": TASK,
        "set": {"act": "set", "values": {"description": "{{ name }}", "expected_on": {"formula": "today()"}}},
        "notify": {"act": "notify", "to": ["owner"], "title": "Новая: {{ name }}"},
        "webhook": {"act": "webhook", "url": "https://example.com/hook", "fields": ["name", "amount"]},
    }
    rules(all={"on": {"event": "created"}, "when": "amount gt 1", "do": [actions[act]]})

    def queries(count: int) -> int:
        given = [{"name": f"Сделка {n}", "amount": "10", "owner": anna.pk} for n in range(count)]
        with CaptureQueriesContext(connection) as caught:
            door.create("deals", given, actor=CLERK)
        return len(caught)

    queries(1)
    few, some, many = queries(2), queries(49), queries(500)
    assert some == few
    assert many <= few + 2  # Large batches go by COPY, which asks for the columns.
    assert RuleRun.objects.exclude(state__in=["done", "sending"]).count() == 0
