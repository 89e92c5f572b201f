"""The plan of a project by HTTP: seen, moved with what depends on it, saved over nobody; the load of people."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from artel.domain.work.projects.starting import start_for_deals
from artel.domain.work.projects.tests.test_starting import CLERK, MONDAY, at
from artel.platform.kernel import clock
from artel.platform.records import door
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import Absence, User
from tests.support.domain import change, make, rows, stored
from tests.support.people import person

HTMX = {"HX-Request": "true"}


@pytest.fixture
def tasks(fitting: Snapshot, anna: User, boris: User, client: Client) -> list[int]:
    """Return the tasks of Anna's project: measure, order, fit (of Boris); Boris, her head, is signed in."""
    deal = make("deals", name="ЖК «Заря»", owner=anna.pk, amount="5")
    start_for_deals("fitting", [deal], actor=CLERK, begins=MONDAY)
    client.force_login(boris)
    return [int(str(row[0])) for row in rows("tasks", "id")]


def plan_url() -> str:
    """Return the address of the only plan."""
    return f"/projects/{rows('projects', 'id')[0][0]}/plan/"


def moving(client: Client, act: str, *moves: str, versions: list[str] | None = None) -> tuple[int, str]:
    """Post moves of the plan; return the status and the page."""
    sent = {"act": act, "move": list(moves), "version": versions or [], "zoom": "week"}
    answer = client.post(plan_url().replace("plan", "replan"), sent, headers=HTMX)
    return answer.status_code, answer.content.decode()


def versions_in(page: str) -> list[str]:
    """Return the versions that the page will send."""
    return re.findall(r'name="version" value="([^"]+)"', page)


def test_the_plan_shows_a_bar_for_every_task_arrows_and_phases(tasks: list[int], client: Client) -> None:
    page = client.get(plan_url()).content.decode()
    assert page.count('class="a-gantt-bar"') == 3
    assert page.count('class="a-gantt-link"') == 3
    assert "Подготовка" in page
    assert "На объекте" in page
    assert "style=" not in page.split('id="main"')[1]


def test_a_moved_task_is_shown_with_what_depends_on_it_and_then_saved(tasks: list[int], client: Client) -> None:
    move = f"{tasks[0]}:start:{at(9, 9).isoformat()}"
    status, page = moving(client, "look", move)
    assert (status, page.count("is-moved")) == (200, 3)
    assert stored("tasks", tasks[0], "planned_start") == (at(2, 9),)
    status, page = moving(client, "save", move, versions=versions_in(page))
    assert status == 200
    assert stored("tasks", tasks[0], "planned_start", "planned_end") == (at(9, 9), at(10, 18))
    assert stored("tasks", tasks[1], "planned_start", "due_at") == (at(11, 9), at(11, 18))
    assert rows("projects", "planned_start") == [(at(9, 9),)]


def test_what_changed_meanwhile_is_not_written_over(tasks: list[int], client: Client) -> None:
    move = f"{tasks[0]}:start:{at(9, 9).isoformat()}"
    seen = versions_in(moving(client, "look", move)[1])
    change("tasks", tasks[1], description="Тем временем")
    assert moving(client, "save", move, versions=seen)[0] == 409
    assert stored("tasks", tasks[0], "planned_start") == (at(2, 9),)
    assert moving(client, "save", move, versions=seen[:1])[0] == 409


def test_a_task_is_stretched_and_one_that_is_done_stays(tasks: list[int], client: Client) -> None:
    _status, page = moving(client, "look", f"{tasks[0]}:end:{at(9, 18).isoformat()}")
    moving(client, "save", f"{tasks[0]}:end:{at(9, 18).isoformat()}", versions=versions_in(page))
    assert stored("tasks", tasks[0], "planned_start", "planned_end") == (at(2, 9), at(9, 18))
    change("tasks", tasks[0], done_at=at(9, 18))
    assert moving(client, "look", f"{tasks[0]}:start:{at(9, 9).isoformat()}")[0] == 422
    change("tasks", tasks[1], started_at=at(10, 9))
    assert moving(client, "look", f"{tasks[1]}:start:{at(12, 9).isoformat()}")[0] == 422


@pytest.mark.parametrize("text", ["", "1", "1:start:", "x:start:2026-11-02T09:00:00Z", "1:middle:2026-11-02T09:00:00Z"])
def test_nonsense_is_no_move(tasks: list[int], client: Client, text: str) -> None:
    assert moving(client, "look", text)[0] == 422


def test_who_does_not_see_the_project_gets_nothing(tasks: list[int], client: Client) -> None:
    client.force_login(person("vera", "Вера", role="manager"))
    assert client.get(plan_url()).status_code in (403, 404)
    assert moving(client, "look", f"{tasks[0]}:start:{at(9, 9).isoformat()}")[0] in (403, 404)


def test_the_plan_says_where_the_delay_arose(tasks: list[int], client: Client) -> None:
    with clock.at(at(12, 18)):
        change("tasks", tasks[0], started_at=at(2, 9), done_at=at(9, 10))
        change("tasks", tasks[1], started_at=at(9, 10), done_at=at(10, 10))
    page = client.get(plan_url()).content.decode().replace("\xa0", " ")
    delays = page.split("Где возникла задержка")[1] if "Где возникла" in page else page.split("delay arose")[1]
    assert "Обмер" in delays
    assert "Заказать" not in delays


def test_the_load_counts_hours_of_capacity_without_absences(tasks: list[int], client: Client, anna: User) -> None:
    Absence.objects.create(user=anna, since=at(2, 9).date(), until=at(3, 9).date())
    door.change("tasks", [door.Change(id=tasks[2], values={"owner": anna.pk})], actor=CLERK)
    late = client.get("/projects/load/?since=2026-11-04").content.decode()
    assert "48 из 40" in late.replace("\xa0", " ")
    with clock.at(at(2, 9)):
        page = client.get("/projects/load/").content.decode().replace("\xa0", " ")
    row = re.search(rf"<tr><th scope=\"row\">[^\n]*?{anna.name}.*?</tr>", page, re.DOTALL)
    assert row is not None
    cells = re.findall(r"<b>([^<]+)</b>", row[0])
    assert cells[0] == "31 из 16 ч"
    assert "is-over" in row[0]


def test_a_project_is_begun_by_hand_once(tasks: list[int], client: Client, anna: User) -> None:
    account = make("accounts", name="Стройка")
    assert "Монтаж" in client.get(f"/projects/begin/?account={account}", headers=HTMX).content.decode()
    sent = {"template": "fitting", "begins": "2026-11-09", "name": "Свой проект"}
    assert client.post(f"/projects/begin/?account={account}", sent).status_code == 302
    assert rows("projects", "name", "account_id", name="Свой проект") == [("Свой проект", account)]
    refused = client.post("/projects/begin/", {"template": "", "begins": "x", "name": ""}, headers=HTMX)
    assert refused.status_code == 422
    assert refused.content.decode().count('aria-invalid="true"') == 3


def test_a_task_of_a_project_is_closed_with_its_real_beginning_and_end(tasks: list[int], client: Client) -> None:
    url = f"/tasks/{tasks[0]}/done/"
    asked = client.get(url, headers=HTMX).content.decode()
    assert 'name="started_at"' in asked
    assert 'value="2026-11-02T09:00"' in asked
    sent = {"started_at": "2026-11-03T10:00", "done_at": "2026-11-05T12:00", "result": "done"}
    assert client.post(url, {**sent, "started_at": "2026-11-06T10:00"}, headers=HTMX).status_code == 422
    assert client.post(url, sent, headers=HTMX).status_code == 204
    assert stored("tasks", tasks[0], "started_at", "done_at") == (at(3, 10), at(5, 12))
    assert 'name="started_at"' not in client.get(f"/tasks/{make('tasks', name='Позвонить')}/done/").content.decode()
