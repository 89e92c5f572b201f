"""A deal that is won gets its project once: tasks with people and dates, in the transaction of the move."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from artel.domain.work.projects.starting import Free, start_for_deals, start_free
from artel.domain.work.projects.tests.conftest import FITTING, RULE
from artel.platform.automation.models import RuleRun
from artel.platform.automation.wording import following
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kinds.rules.bodies import RuleBody
from artel.platform.definitions.planning import make_plan
from artel.platform.kernel.actor import SYSTEM, ActorKind
from artel.platform.kernel.errors import AccessDenied, NotFound
from artel.platform.notifications.models import Notification
from artel.platform.records import door
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.domain import change, make, rows, stored

MOSCOW = ZoneInfo("Europe/Moscow")
CLERK = replace(SYSTEM, kind=ActorKind.USER, is_admin=True, name="Клерк")
MONDAY = datetime(2026, 11, 2, 9, tzinfo=MOSCOW)
"""Wednesday, the 4th, is a holiday, the 3rd is an hour shorter."""


def at(day: int, hour: int, month: int = 11) -> datetime:
    """Return a moment of the story."""
    return datetime(2026, month, day, hour, tzinfo=MOSCOW)


def test_a_project_of_a_deal_has_tasks_with_people_and_dates(fitting: Snapshot, anna: User, boris: User) -> None:
    account = make("accounts", name="Стройка")
    deal = make("deals", name="ЖК Заря", owner=anna.pk, account=account, amount="5000", actor=CLERK)
    start_for_deals("fitting", [deal], actor=CLERK, begins=MONDAY)
    assert rows("projects", "name", "deal_id", "account_id", "owner_id", "template", "stage") == [
        ("Монтаж: ЖК Заря", deal, account, anna.pk, "fitting", "planned")
    ]
    found = rows("tasks", "name", "owner_id", "phase", "planned_start", "planned_end", "due_at", "duration")
    assert found == [
        ("Обмер", anna.pk, "Подготовка", at(2, 9), at(5, 10), at(5, 10), 960),
        ("Заказать", anna.pk, "Подготовка", at(5, 10), at(6, 10), at(6, 10), 480),
        ("Кран", anna.pk, "На объекте", at(6, 10), at(9, 10), at(9, 10), 480),
        ("Монтаж ЖК Заря", boris.pk, "На объекте", at(9, 10), at(12, 10), at(12, 10), 1440),
    ]
    project = rows("projects", "id")[0][0]
    assert stored("projects", int(str(project)), "planned_start", "planned_end") == (at(2, 9), at(12, 10))
    tasks = [row[0] for row in rows("tasks", "id")]
    assert set(rows("task_links", "task_id", "predecessor_id", "lag")) == {
        (tasks[1], tasks[0], 0), (tasks[2], tasks[1], 0), (tasks[3], tasks[2], 0), (tasks[3], tasks[0], 480),
    }  # fmt: skip
    assert Notification.objects.filter(kind="assigned", user_id=boris.pk).count() == 1


def test_what_waits_for_a_task_that_is_not_needed_waits_for_its_predecessors(fitting: Snapshot, anna: User) -> None:
    deal = make("deals", name="Мелкая", owner=anna.pk, amount="5")
    start_for_deals("fitting", [deal], actor=CLERK, begins=MONDAY)
    tasks = {str(name): task for task, name in rows("tasks", "id", "name")}
    assert "Кран" not in tasks
    assert set(rows("task_links", "task_id", "predecessor_id")) == {
        (tasks["Заказать"], tasks["Обмер"]),
        (tasks["Монтаж Мелкая"], tasks["Заказать"]),
        (tasks["Монтаж Мелкая"], tasks["Обмер"]),
    }


def test_a_deal_has_one_project_of_a_template_however_often_it_is_won(fitting: Snapshot, anna: User) -> None:
    deal = make("deals", name="ЖК", owner=anna.pk, actor=CLERK)
    for stage in ("won", "offer", "won"):
        change("deals", deal, stage=stage)
    runs = RuleRun.objects.order_by("id")
    assert [(run.error, run.actions[0]["id"]) for run in runs] == [
        ("", project) for (project,) in rows("projects", "id") * 2
    ]
    made = start_for_deals("fitting", [deal], actor=CLERK)
    assert made == {deal: rows("projects", "id")[0][0]}
    again = "INSERT INTO projects (name, deal_id, template, created_at, updated_at, version)"
    once = pytest.raises(IntegrityError, match="projects_deal_template_uniq")
    with once, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{again} VALUES ('', %s, 'fitting', now(), now(), 1)", [deal])


def test_the_number_of_queries_does_not_grow_with_the_number_of_deals(fitting: Snapshot, anna: User) -> None:
    counts = []
    for size in (2, 12):
        deals = door.create("deals", [{"name": f"№ {n}", "owner": anna.pk} for n in range(size)], actor=SYSTEM)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            start_for_deals("fitting", deals, actor=SYSTEM, begins=MONDAY)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_project_of_no_deal_takes_all_tasks(fitting: Snapshot, anna: User) -> None:
    project = start_free("fitting", Free(name="Свой", owner=anna.pk), actor=CLERK, begins=MONDAY)
    assert len(rows("tasks", "id", project_id=project)) == 4
    assert stored("projects", project, "name", "owner_id", "deal_id") == ("Свой", anna.pk, None)


def test_who_may_not_make_projects_makes_none(fitting: Snapshot, anna: User) -> None:
    outsider = replace(SYSTEM, kind=ActorKind.PORTAL, roles=("portal",), user_id=anna.pk)
    with pytest.raises((AccessDenied, NotFound)):
        start_for_deals("fitting", [make("deals", name="Чужая")], actor=outsider)
    with pytest.raises(NotFound):
        start_for_deals("no_such", [1], actor=CLERK)


@pytest.mark.parametrize(
    ("tasks", "code"),
    [
        ([{"key": "a", "label": "А", "after": ["b"]}, {"key": "b", "label": "Б", "after": ["a"]}], "circle_of_tasks"),
        ([{"key": "a", "label": "А", "after": ["c"]}], "unknown_task"),
        ([{"key": "a", "label": "А", "phase": "c"}], "unknown_phase"),
        ([{"key": "a", "label": "А"}, {"key": "a", "label": "Б"}], "duplicate_key"),
        ([{"key": "a", "label": "А", "assignee": {"to": "role", "role": "nobody"}}], "unknown_role"),
        ([{"key": "a", "label": "{{ no_such }}"}], "unknown_field"),
        ([{"key": "a", "label": "А", "when": "no_such eq 1"}], "unknown_field"),
    ],
)
def test_a_template_is_checked_as_a_whole(base_pack: Snapshot, tasks: list[dict[str, object]], code: str) -> None:
    body = {**FITTING, "tasks": tasks}
    plan = make_plan([Document(kind="project_template", key="bad", body=body)])
    assert code in {p.code for p in plan.problems}


@pytest.mark.parametrize(
    ("action", "section", "code"),
    [
        ({"verb": "no_such"}, "deals", "unknown_verb"),
        ({"verb": "create_project", "options": {"template": "no_such"}}, "deals", "unknown_template"),
        ({"verb": "create_project", "options": {"tempalte": "fitting"}}, "deals", "bad_option"),
        ({"verb": "create_project", "options": {"template": "fitting"}}, "leads", "not_of_deals"),
    ],
)
def test_a_rule_that_runs_what_there_is_not_is_refused(
    fitting: Snapshot, action: dict[str, object], section: str, code: str
) -> None:
    body = {**RULE, "section": section, "on": {"event": "created"}, "do": [{"act": "run", **action}]}
    plan = make_plan([Document(kind="rule", key="bad", body=body)])
    assert code in {p.code for p in plan.problems}


def test_the_rule_says_what_it_makes(fitting: Snapshot) -> None:
    body = RuleBody.model_validate(RULE)
    assert following(body, fitting.section("deals"), fitting, "ru") == ("создать проект по шаблону «Монтаж»",)
