"""The dialogs of a lead: qualification with its undo, dropping, setting aside."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from artel.domain.sales.tests.test_qualify_lead import ENTERED
from artel.platform.kernel.actor import Actor
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.domain import change, make, rows, stored

HTMX = {"HX-Request": "true"}


@pytest.fixture
def lead(base_pack: Snapshot, anna_acts: Actor) -> int:
    """Return Anna's lead with everything entered."""
    return make("leads", actor=anna_acts, **ENTERED)


@pytest.fixture
def browser(client: Client, anna: User, lead: int) -> Client:
    """Return Anna's browser."""
    client.force_login(anna)
    return client


def toast(answer: HttpResponse) -> dict[str, Any]:
    """Return the toast that an answer sends."""
    found: dict[str, Any] = json.loads(answer["HX-Trigger"])["toast"]
    return found


def test_the_card_offers_to_qualify_an_open_lead_only(browser: Client, lead: int, anna_acts: Actor) -> None:
    address = f"/leads/{lead}/qualify/"
    assert address in browser.get(f"/leads/{lead}/").content.decode()
    browser.post(address, {"account": "new", "contact": "new"}, headers=HTMX)
    assert address not in browser.get(f"/leads/{lead}/").content.decode()


def test_the_feed_leads_to_what_came_of_the_lead(browser: Client, lead: int) -> None:
    browser.post(f"/leads/{lead}/qualify/", {"account": "new", "contact": "new", "deal": "on"}, headers=HTMX)
    account, contact, deal = stored("leads", lead, "account_id", "contact_id", "deal_id")
    page = browser.get(f"/leads/{lead}/feed/?group=changes", headers=HTMX).content.decode()
    said = page[page.index("квалифицировал") :]
    for section, made in (("accounts", account), ("contacts", contact), ("deals", deal)):
        assert made is None or f'href="/{section}/{made}/"' in said
    assert account
    assert contact


def test_the_dialog_shows_the_same_client_chosen_at_first(browser: Client, lead: int) -> None:
    account = make("accounts", name="Новый дом", inn="7707083893")
    shown = browser.get(f"/leads/{lead}/qualify/", headers=HTMX).content.decode()
    assert f'name="account" value="{account}" id="f-account-0" checked' in shown
    assert 'name="contact" value="new" id="f-contact-0" checked' in shown


def test_the_dialog_is_a_page_without_a_script(browser: Client, lead: int) -> None:
    page = browser.get(f"/leads/{lead}/qualify/").content.decode()
    assert "<html" in page
    answer = browser.post(f"/leads/{lead}/qualify/", {"account": "new", "contact": "new"})
    assert (answer.status_code, answer["Location"]) == (302, f"/leads/{lead}/")


def test_one_press_qualifies_and_the_toast_takes_it_back(browser: Client, lead: int) -> None:
    typed = {
        "account": "new",
        "contact": "new",
        "with_deal": "on",
        "deal.name": "Лифты",
        "deal.amount": "1 200 000,50",
        "deal.expected_on": "2030-05-14",
    }
    answer = browser.post(f"/leads/{lead}/qualify/", typed, headers=HTMX)
    assert answer.status_code == 204
    ((deal, name, amount),) = rows("deals", "id", "name", "amount")
    assert (name, str(amount)) == ("Лифты", "1200000.50")
    said = toast(answer)
    assert said["href"] == f"/deals/{deal}/"
    assert browser.post(said["undo"], headers=HTMX).status_code == 204
    assert rows("deals", "id") == rows("accounts", "id") == []
    assert stored("leads", lead, "stage") == ("new",)


def test_an_undo_that_is_too_late_says_what_was_worked_with(browser: Client, lead: int) -> None:
    answer = browser.post(f"/leads/{lead}/qualify/", {"account": "new", "contact": "new"}, headers=HTMX)
    ((account,),) = rows("accounts", "id")
    change("accounts", int(str(account)), description="Уточнили")
    refused = browser.post(toast(answer)["undo"], headers=HTMX)
    assert refused.status_code == 409
    assert refused["HX-Retarget"] == "#dialog"
    assert f"/accounts/{account}/" in refused.content.decode()


def test_what_is_wrong_is_said_beside_its_input_and_what_was_typed_stays(browser: Client, lead: int) -> None:
    typed = {"account": "new", "contact": "none", "with_deal": "on", "deal.name": "Лифты", "deal.amount": "много"}
    answer = browser.post(f"/leads/{lead}/qualify/", typed, headers=HTMX)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'value="много"' in shown
    assert 'id="f-deal.amount-error"' in shown
    assert rows("accounts", "id") == []


def test_a_qualified_lead_offers_to_take_it_back(browser: Client, lead: int, boris: User) -> None:
    browser.post(f"/leads/{lead}/qualify/", {"account": "new", "contact": "new"}, headers=HTMX)
    assert f"/leads/{lead}/unqualify/" in browser.get(f"/leads/{lead}/").content.decode()
    assert browser.post(f"/leads/{lead}/unqualify/", headers=HTMX).status_code == 204
    assert stored("leads", lead, "stage") == ("new",)
    assert browser.post(f"/leads/{lead}/unqualify/", headers=HTMX).status_code == 409


@pytest.mark.parametrize("place", ["leads/{lead}/move/", "leads/board/move/"])
def test_a_lead_dragged_to_success_is_offered_to_be_qualified(browser: Client, lead: int, place: str) -> None:
    typed = {"id": str(lead), "stage": "qualified"}
    answer = browser.post("/" + place.format(lead=lead), typed, headers=HTMX)
    assert answer.status_code == 422
    assert f'hx-get="/leads/{lead}/qualify/"' in answer.content.decode()
    assert stored("leads", lead, "stage") == ("new",)


def test_nobody_chosen_is_refused(browser: Client, lead: int) -> None:
    answer = browser.post(f"/leads/{lead}/qualify/", {"account": "none", "contact": "none"}, headers=HTMX)
    assert answer.status_code == 422
    assert stored("leads", lead, "stage") == ("new",)


def test_an_old_screen_is_told_so(browser: Client, lead: int) -> None:
    change("leads", lead, description="Уточнили")
    answer = browser.post(f"/leads/{lead}/qualify/", {"account": "new", "contact": "new", "version": "1"}, headers=HTMX)
    assert answer.status_code == 409
    assert rows("accounts", "id") == []


def test_a_foreign_lead_has_no_dialog(browser: Client, boris_acts: Actor) -> None:
    foreign = make("leads", actor=boris_acts, **ENTERED)
    for name in ("qualify", "nurture", "disqualify"):
        assert browser.get(f"/leads/{foreign}/{name}/", headers=HTMX).status_code == 404
        assert browser.post(f"/leads/{foreign}/{name}/", {"account": "new"}, headers=HTMX).status_code in (403, 404)
    assert stored("leads", foreign, "stage") == ("new",)


def test_dropping_asks_for_the_reason(browser: Client, lead: int) -> None:
    address = f"/leads/{lead}/disqualify/"
    assert 'name="disqualify_reason"' in browser.get(address, headers=HTMX).content.decode()
    refused = browser.post(address, {"text": "Мои слова"}, headers=HTMX)
    assert refused.status_code == 422
    assert "Мои слова" in refused.content.decode()
    answer = browser.post(address, {"disqualify_reason": "no_budget"}, headers=HTMX)
    assert answer.status_code == 204
    assert stored("leads", lead, "stage", "disqualify_reason") == ("disqualified", "no_budget")
    assert browser.post(toast(answer)["undo"], headers=HTMX).status_code == 204
    assert stored("leads", lead, "stage") == ("new",)


def test_setting_aside_plans_the_return(browser: Client, lead: int) -> None:
    address = f"/leads/{lead}/nurture/"
    assert 'name="nurture_until"' in browser.get(address, headers=HTMX).content.decode()
    assert browser.post(address, {"nurture_until": "когда-нибудь"}, headers=HTMX).status_code == 422
    typed = {"nurture_until": "2030-05-14", "next": "calls", "next_name": "Вернуться"}
    assert browser.post(address, typed, headers=HTMX).status_code == 204
    assert stored("leads", lead, "stage") == ("nurturing",)
    assert rows("calls", "name", "about_id") == [("Вернуться", lead)]


def test_the_feed_links_to_what_came_of_the_lead(browser: Client, lead: int) -> None:
    browser.post(f"/leads/{lead}/qualify/", {"account": "new", "contact": "new"}, headers=HTMX)
    ((account,),) = rows("accounts", "id")
    assert f'href="/accounts/{account}/"' in browser.get(f"/leads/{lead}/feed/", headers=HTMX).content.decode()
