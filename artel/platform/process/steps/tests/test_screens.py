"""Steps on the screens: the card shows what is done, open and to come; the dialog offers how a step may end."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from artel.platform.kernel.actor import SYSTEM
from artel.platform.process.moving import move
from artel.platform.process.steps.tests.conftest import Declare, step
from artel.platform.users.models import User
from tests.support.domain import change, make, rows

OUTCOMES = [{"key": "done", "label": {"ru": "Подходит", "en": "Fits"}}, {"key": "cancelled"}]


@pytest.fixture
def screen(client: Client, base_pack: object, anna: User) -> Client:
    """Return a browser where Anna is signed in."""
    client.force_login(anna)
    return client


def texts(page: str, css: str) -> list[str]:
    """Return the words of the entries of the card's part whose title is `css`."""
    part = page.partition(css)[2].partition("</section>")[0]
    entries = re.findall(r'<div class="a-entry">(.*?)</div>', part, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", entry)).split()) for entry in entries]


def test_the_card_shows_the_steps_of_its_stage(declare: Declare, screen: Client, anna: User, boris: User) -> None:
    """A branch not taken and what is not needed are left out; work that nobody could take asks for attention."""
    declare(
        new=[
            step("check", outcomes=OUTCOMES),
            step("offer", on_outcome={"step": "check", "outcome": "done"}, required=True),
            step("refuse", on_outcome={"step": "check", "outcome": "cancelled"}),
            step("send", after=["offer"]),
            step("big", when="amount gt 100"),
            step("pilot", assignee={"to": "role", "role": "portal"}),
        ]
    )
    deal = make("deals", name="Лифт", owner=anna.pk)
    ((task,),) = rows("tasks", "id", name="check")
    change("tasks", int(str(task)), result="done")
    page = screen.get(f"/deals/{deal}/").content.decode()
    found = texts(page, "Шаги стадии")
    assert [entry.split()[0] for entry in found] == ["check", "offer", "send", "pilot"]
    assert "1 из 4" in page
    assert "Подходит" in found[0]
    assert "обязательный" in found[1]
    assert found[2] == "send впереди"
    assert "требует внимания" in found[3]
    move("deals", [deal], "work", actor=SYSTEM)
    assert "Шаги стадии" not in screen.get(f"/deals/{deal}/").content.decode()


def test_a_step_whose_task_one_may_not_see_is_told_without_it(declare: Declare, screen: Client, boris: User) -> None:
    """That it must be done is no secret, the task itself is."""
    declare(new=[{"key": "a", "label": {"ru": "Цена {{ name }}", "en": "Price"}}])
    role = User.objects.get(username="anna")
    deal = make("deals", name="Лифт", owner=role.pk)
    ((task,),) = rows("tasks", "id")
    change("tasks", int(str(task)), owner=boris.pk)
    page = screen.get(f"/deals/{deal}/").content.decode()
    (entry,) = texts(page, "Шаги стадии")
    assert entry == "Цена …"
    assert f"/tasks/{task}/" not in page.partition("Шаги стадии")[2].partition("</section>")[0]


def test_the_dialog_offers_how_the_step_may_end(declare: Declare, screen: Client, anna: User) -> None:
    """Its outcomes by their own names, and nothing else; without one it comes back."""
    declare(new=[step("check", outcomes=OUTCOMES)])
    make("deals", name="Лифт", owner=anna.pk)
    ((task,),) = rows("tasks", "id")
    url = f"/tasks/{task}/done/"
    shown = screen.get(url, headers={"HX-Request": "true"}).content.decode()
    offered = re.findall(
        r'<option value="(\w+)"[^>]*>([^<]+)</option>', shown.partition('name="result"')[2].partition("</select>")[0]
    )
    assert offered == [("done", "Подходит"), ("cancelled", "Отменена")]
    refused = screen.post(url, {"result": ""}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "Укажите, чем закончился шаг" in refused.content.decode()
    assert screen.post(url, {"result": "cancelled"}, headers={"HX-Request": "true"}).status_code in (200, 204)


def test_a_refused_move_names_what_is_not_done(declare: Declare, screen: Client, anna: User) -> None:
    """By the card, by the board and by the interface of programs alike."""
    declare(new=[step("call", required=True)])
    deal = make("deals", name="Лифт", owner=anna.pk)
    said = "Обязательный шаг «call» не завершён."
    card = screen.post(f"/deals/{deal}/move/", {"stage": "work"}, headers={"HX-Request": "true"})
    assert card.status_code == 422
    assert said in card.content.decode()
    done = timezone.now().isoformat()
    ((task,),) = rows("tasks", "id")
    change("tasks", int(str(task)), done_at=done)
    assert screen.post(f"/deals/{deal}/move/", {"stage": "work"}, headers={"HX-Request": "true"}).status_code < 300
