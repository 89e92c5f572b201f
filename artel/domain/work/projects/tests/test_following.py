"""A project follows its tasks; links close no circle; who waited is told; the plan and the fact of a task agree."""

from __future__ import annotations

import pytest

from artel.domain.work.projects.starting import start_for_deals
from artel.domain.work.projects.tests.test_starting import CLERK, MONDAY, at
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.notifications.models import Notification
from artel.platform.records import door
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.domain import change, make, rows, stored


@pytest.fixture
def tasks(fitting: Snapshot, anna: User, boris: User) -> list[int]:
    """Return the tasks of a project: measure, order, fit (of Boris)."""
    deal = make("deals", name="ЖК", owner=anna.pk, amount="5")
    start_for_deals("fitting", [deal], actor=CLERK, begins=MONDAY)
    Notification.objects.all().delete()
    return [int(str(row[0])) for row in rows("tasks", "id")]


def project() -> int:
    """Return the only project."""
    return int(str(rows("projects", "id")[0][0]))


def link(task: int, predecessor: int) -> int:
    """Let a task wait for another."""
    return make("task_links", task=task, predecessor=predecessor)


def codes(refused: pytest.ExceptionInfo[ValidationFailed]) -> set[str]:
    """Return the codes of a refusal."""
    return {p.code for p in refused.value.problems}


def test_a_project_runs_with_its_first_task_and_closes_itself_with_the_last(tasks: list[int]) -> None:
    change("tasks", tasks[0], started_at=at(2, 9), done_at=at(5, 18))
    assert stored("projects", project(), "stage", "actual_start", "actual_end", "delay") == (
        "running", at(2, 9), None, None,
    )  # fmt: skip
    door.change("tasks", [door.Change(id=i, values={"done_at": at(12, 18)}) for i in tasks[1:]], actor=CLERK)
    planned_end = rows("projects", "planned_end")[0][0]
    assert planned_end == at(11, 10)
    assert stored("projects", project(), "stage", "actual_start", "actual_end", "delay") == (
        "done", at(2, 9), at(12, 18), 15 * 60,
    )  # fmt: skip


def test_an_opened_task_opens_its_project_again(tasks: list[int]) -> None:
    door.change("tasks", [door.Change(id=i, values={"done_at": at(12, 18)}) for i in tasks], actor=CLERK)
    change("tasks", tasks[2], done_at=None)
    assert stored("projects", project(), "stage", "actual_end", "delay") == ("running", None, None)


def test_a_stopped_project_stays_stopped(tasks: list[int]) -> None:
    change("projects", project(), stage="stopped")
    door.change("tasks", [door.Change(id=i, values={"done_at": at(12, 18)}) for i in tasks], actor=CLERK)
    assert stored("projects", project(), "stage", "actual_end") == ("stopped", at(12, 18))


def test_who_waited_for_the_last_predecessor_is_told_that_he_may_begin(tasks: list[int], boris: User) -> None:
    change("tasks", tasks[0], done_at=at(5, 18), actor=CLERK)
    assert not Notification.objects.filter(user_id=boris.pk).exists()
    change("tasks", tasks[1], done_at=at(6, 18), actor=CLERK)
    told = Notification.objects.get(user_id=boris.pk)
    assert (told.section, told.record_id, "ЖК" in told.title) == ("tasks", tasks[2], True)


def test_a_task_closed_without_its_beginning_began_when_it_could(tasks: list[int]) -> None:
    change("tasks", tasks[0], done_at=at(6, 12))
    assert stored("tasks", tasks[0], "started_at") == (at(2, 9),)
    change("tasks", tasks[1], done_at=at(9, 18))
    assert stored("tasks", tasks[1], "started_at") == (at(6, 12),)


def test_a_task_does_not_end_before_it_starts(tasks: list[int]) -> None:
    with pytest.raises(ValidationFailed) as refused:
        change("tasks", tasks[0], started_at=at(6, 9), done_at=at(5, 9))
    assert codes(refused) == {"ends_before_start"}
    with pytest.raises(ValidationFailed) as refused:
        change("tasks", tasks[0], planned_end=at(1, 9))
    assert codes(refused) == {"ends_before_start"}


def test_start_end_and_length_of_a_plan_agree_and_the_deadline_follows(tasks: list[int]) -> None:
    change("tasks", tasks[0], planned_start=at(9, 9))
    assert stored("tasks", tasks[0], "planned_end", "due_at", "duration") == (at(10, 18), at(10, 18), 960)
    change("tasks", tasks[0], planned_end=at(11, 18))
    assert stored("tasks", tasks[0], "due_at", "duration") == (at(11, 18), 1440)
    change("tasks", tasks[0], due_at=at(30, 9))
    assert stored("tasks", tasks[0], "planned_end", "due_at") == (at(11, 18), at(30, 9))


def test_the_dates_of_a_project_follow_its_tasks(tasks: list[int]) -> None:
    change("tasks", tasks[2], planned_start=at(16, 9))
    assert stored("projects", project(), "planned_start", "planned_end") == (at(2, 9), at(18, 18))


@pytest.mark.parametrize(("task", "before", "code"), [(0, 2, "circle_of_tasks"), (1, 1, "waits_for_itself")])
def test_a_link_that_closes_a_circle_is_refused(tasks: list[int], task: int, before: int, code: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        link(tasks[task], tasks[before])
    assert codes(refused) == {code}


def test_a_link_leads_to_no_other_project_and_holds_its_tasks(tasks: list[int]) -> None:
    other = make("tasks", name="Другая")
    with pytest.raises(ValidationFailed) as refused:
        link(other, tasks[0])
    assert codes(refused) == {"another_project"}
    with pytest.raises(ValidationFailed) as refused:
        change("tasks", tasks[0], project=None)
    assert codes(refused) == {"linked_tasks"}


def test_open_tasks_go_to_the_trash_with_their_project_and_come_back(tasks: list[int]) -> None:
    change("tasks", tasks[0], done_at=at(6, 12))
    held = project()
    door.trash("projects", [held], actor=CLERK)
    assert rows("tasks", "id") == [(tasks[0],)]
    door.restore("projects", [held], actor=CLERK)
    assert [row[0] for row in rows("tasks", "id")] == tasks


def test_a_length_of_no_time_is_a_milestone(tasks: list[int]) -> None:
    milestone = make("tasks", name="Сдача", project=project(), planned_start=at(7, 12))
    assert stored("tasks", milestone, "planned_start", "planned_end") == (at(9, 9), at(9, 9))
