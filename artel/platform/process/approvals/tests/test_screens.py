"""Deciding on screens: from the notice in two touches, from the card, from the list; others are not let in."""

from __future__ import annotations

import pytest
from django.test import Client

from artel.platform.notifications.models import Notification
from artel.platform.process.approvals.tests.conftest import Declare, acts, approval_of, asked_deal, states, visa
from artel.platform.process.moving import move
from artel.platform.users.models import User
from tests.support.domain import rows

HTMX = {"HTTP_HX_REQUEST": "true"}


def signed_in(user: User) -> Client:
    """Return a browser of somebody."""
    client = Client()
    client.force_login(user)
    return client


def test_from_the_notice_in_two_touches(declare: Declare, anna: User, boris: User) -> None:
    """The notice leads to a page that shows the record in short and has the button."""
    declare(visa={"approvals": [visa(approve_to="work", text={"ru": "Смотрите скидку", "en": "See the discount"})]})
    deal = asked_deal(anna, amount="125000")
    browser = signed_in(boris)
    url = Notification.objects.get(user=boris).url
    page = browser.get(url).content.decode().replace("\xa0", " ")
    for said in ("Лифт", "125 000,00 ₽", "Смотрите скидку", "Согласовать", 'value="approve"'):
        assert said in page
    browser.post(url, {"decision": "approve"})
    assert rows("deals", "stage", id=deal) == [("work",)]
    assert "согласовано: Виза" in browser.get(f"/deals/{deal}/feed/").content.decode()


def test_a_rejection_without_a_comment_asks_for_it(declare: Declare, anna: User, boris: User) -> None:
    """What was typed is not lost, nothing is decided."""
    declare(visa={"approvals": [visa()]})
    deal = asked_deal(anna)
    url = f"/approvals/{approval_of(deal).pk}/"
    answer = signed_in(boris).post(url, {"decision": "reject", "comment": " "}, **HTMX)
    assert answer.status_code == 422
    assert "Напишите, почему отклоняете" in answer.content.decode()
    assert states(deal) == [(1, "open")]


def test_the_card_says_what_is_asked_and_of_whom(declare: Declare, anna: User, boris: User) -> None:
    """Who is asked finds the buttons there; the asker sees whom he waits for, and asks again after a rejection."""
    declare(visa={"approvals": [visa()]})
    deal = asked_deal(anna)
    assert "Ждут вашего решения" in signed_in(boris).get(f"/deals/{deal}/").content.decode()
    mine = signed_in(anna)
    card = mine.get(f"/deals/{deal}/").content.decode()
    assert "ждём: Борисов Б." in card
    assert "Ждут вашего решения" not in card
    approval = approval_of(deal).pk
    signed_in(boris).post(f"/approvals/{approval}/", {"decision": "reject", "comment": "Дорого"})
    assert "Запросить снова" in mine.get(f"/deals/{deal}/").content.decode()
    mine.post(f"/approvals/{approval}/again/")
    assert states(deal) == [(1, "rejected"), (2, "open")]
    assert "Дорого" in signed_in(boris).get(f"/approvals/{approval_of(deal).pk}/").content.decode()


def test_the_card_says_what_holds_an_approved_record(declare: Declare, anna: User, boris: User) -> None:
    """With the way to fill it in."""
    gate = {"enter": [{"key": "sum", "fields": ["amount"]}]}
    declare(visa={"approvals": [visa(approve_to="work")]}, work=gate)
    deal = asked_deal(anna)
    signed_in(boris).post(f"/approvals/{approval_of(deal).pk}/", {"decision": "approve"})
    card = signed_in(anna).get(f"/deals/{deal}/").content.decode()
    assert "Чтобы перейти в «work», не хватает" in card


@pytest.mark.parametrize("kind", ["page", "htmx"])
def test_who_is_not_asked_is_refused(declare: Declare, anna: User, boris: User, clara: User, kind: str) -> None:
    """Whoever he is: the owner, an administrator; a stranger does not learn that it exists."""
    declare(visa={"approvals": [visa()]})
    deal = asked_deal(anna)
    url = f"/approvals/{approval_of(deal).pk}/"
    extra = HTMX if kind == "htmx" else {}
    for user in (anna, clara):
        assert signed_in(user).post(url, {"decision": "approve"}, **extra).status_code == 403
    foreign = User.objects.create_user(username="egor", name="Егоров Егор", roles=["manager"])
    assert signed_in(foreign).get(url, **extra).status_code == 404
    assert signed_in(foreign).post(url, {"decision": "approve"}, **extra).status_code == 404
    assert states(deal) == [(1, "open")]


def test_the_list_has_what_waits_what_was_asked_and_decided(declare: Declare, anna: User, boris: User) -> None:
    """The menu counts, the day shows; a company without approvals has none of it."""
    browser = signed_in(boris)
    assert "/approvals/" not in browser.get("/").content.decode()
    declare(visa={"approvals": [visa()]})
    deal = asked_deal(anna)
    for url in ("/", "/approvals/"):
        page = browser.get(url).content.decode()
        assert "Лифт" in page
        assert "Решить: Лифт" in page
    assert "ждём: Борисов Б." in signed_in(anna).get("/approvals/?tab=asked").content.decode()
    browser.post(f"/approvals/{approval_of(deal).pk}/", {"decision": "approve"})
    assert "Вашего решения никто не ждёт" in browser.get("/approvals/").content.decode()
    assert "Лифт" in browser.get("/approvals/?tab=decided").content.decode()


def test_it_is_too_late_when_another_has_decided(declare: Declare, anna: User, boris: User, vera: User) -> None:
    """The dialog shows how it ended."""
    declare(visa={"approvals": [visa(approve_to="work")]})
    deal = asked_deal(anna)
    url = f"/approvals/{approval_of(deal).pk}/"
    signed_in(vera).post(url, {"decision": "approve"})
    late = signed_in(boris).post(url, {"decision": "reject", "comment": "Нет"}, **HTMX)
    assert late.status_code == 409
    assert "согласовано: Вересаева В." in late.content.decode()
    move("deals", [deal], "visa", actor=acts(anna))
    assert states(deal) == [(1, "approved")]
