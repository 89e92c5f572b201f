"""Norms of stages: who stands too long is told of once a stay; «needs attention» lists it with all that stopped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from time_machine import travel

from artel.platform.automation.invariants.looking import look_at_all
from artel.platform.automation.invariants.models import InvariantState
from artel.platform.automation.invariants.norms import all_norms
from artel.platform.automation.models import RuleRun
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.notifications.models import Notification
from artel.platform.process.models import ProcessStep
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import Absence, Team, User
from tests.support.domain import change, make

MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=MOSCOW)
STAGES = [
    {"key": "talk", "label": "Переговоры", "limit": "4h", "warn": "2h"},
    {"key": "sign", "label": "Подписание", "limit_days": 2},
    {"key": "won", "label": "Победа", "kind": "success"},
    {"key": "lost", "label": "Отказ", "kind": "failure"},
]


@pytest.fixture
def norms(base_pack: Snapshot) -> Iterator[Snapshot]:
    """Hold a configuration whose deals go through stages with norms."""
    body = {"label": "Сжатая", "section": "deals", "is_default": True, "stages": STAGES}
    old = {**base_pack.documents["pipeline"]["deals"], "is_default": False}
    apply_documents(
        [Document(kind="pipeline", key="tight", body=body), Document(kind="pipeline", key="deals", body=old)],
        actor=SYSTEM,
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS affiliations_main_once DEFERRED")
    with holding(latest_snapshot()) as snapshot:
        yield snapshot


def told_at(moment: datetime) -> list[tuple[str, str]]:
    """Let the clock look at a moment; return who was told what since the last look."""
    with travel(moment, tick=False):
        InvariantState.objects.update(next_at=None)
        look_at_all(latest_snapshot(), now=moment)
    found = [
        (User.objects.get(pk=n.user_id).username, n.title)
        for n in Notification.objects.filter(kind="order").order_by("id")
    ]
    Notification.objects.all().delete()
    return found


def test_the_owner_is_warned_then_he_and_his_head_hear_that_the_norm_is_over(
    norms: Snapshot, anna: User, boris: User, sales_team: Team
) -> None:
    sales_team.head = boris
    sales_team.save()
    with travel(MONDAY, tick=False):
        deal = make("deals", name="Лифт", owner=anna.pk, pipeline="tight")
    assert told_at(MONDAY + timedelta(hours=1)) == []
    assert told_at(MONDAY + timedelta(hours=2, minutes=1)) == [
        ("anna", "В стадии «Переговоры» уже 2 рабочих часа: скоро выйдет норма")
    ]
    over = "В стадии «Переговоры» дольше нормы: 4 рабочих часа"
    evening = MONDAY + timedelta(hours=7)
    assert told_at(evening) == [("anna", over), ("boris", over)]
    assert told_at(evening + timedelta(minutes=1)) == []
    with travel(evening + timedelta(minutes=2), tick=False):
        change("deals", deal, stage="sign")
    assert told_at(evening + timedelta(minutes=3)) == []
    # Monday is none of the two days: they are over when Thursday begins.
    assert told_at(datetime(2026, 11, 25, 18, 0, tzinfo=MOSCOW)) == []
    assert len(told_at(datetime(2026, 11, 26, 10, 0, tzinfo=MOSCOW))) == 2


def test_a_deputy_hears_of_it_while_he_stands_in(norms: Snapshot, anna: User, boris: User) -> None:
    Absence.objects.create(user=anna, since=MONDAY.date(), until=MONDAY.date(), deputy=boris)
    with travel(MONDAY, tick=False):
        make("deals", name="Лифт", owner=anna.pk, pipeline="tight")
    assert [who for who, _title in told_at(MONDAY + timedelta(hours=3))] == ["anna", "boris"]


def test_stages_of_one_name_keep_their_own_norms(norms: Snapshot) -> None:
    found = {norm.key: norm.broken for norm in all_norms(norms) if "-tight-" in norm.key}
    assert found["norm-tight-talk"] == found["warning-tight-talk"] == "stage eq 'talk'"
    assert set(found) == {"norm-tight-talk", "warning-tight-talk", "norm-tight-sign"}


def test_what_needs_attention_is_listed_with_whose_it_is(
    norms: Snapshot, client: Client, anna: User, boris: User, clara: User
) -> None:
    with travel(MONDAY, tick=False):
        make("deals", name="Лифт Анны", owner=anna.pk, pipeline="tight")
        make("deals", name="Лифт Бориса", owner=boris.pk, pipeline="tight")
        task = make("tasks", name="Замер", owner=anna.pk)
        ProcessStep.objects.create(
            section="deals",
            record_id=1,
            pipeline="tight",
            stage="talk",
            step="measure",
            task_section="tasks",
            task_id=task,
            made_at=MONDAY,
            attention="nobody",
        )
    told_at(MONDAY + timedelta(hours=8))
    RuleRun.objects.create(
        rule="moon", section="deals", record_id=1, trigger="created", cause="c", depth=1, at=MONDAY, state="failed"
    )
    client.force_login(clara)
    page = client.get("/order/attention/").content.decode()
    for text in ("Лифт Анны", "Лифт Бориса", "Переговоры, норма 4 рабочих часа", "Замер", "Борисов Борис"):
        assert text in page, text
    assert "/settings/rules/moon" not in page, "A rule that is no longer in force needs nobody."
    client.force_login(anna)
    page = client.get("/order/attention/").content.decode()
    assert "Лифт Анны" in page
    assert "Лифт Бориса" not in page
