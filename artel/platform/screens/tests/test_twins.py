"""Twins on screens: the hint while one types, the question on saving, and what the person may answer."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.domain import make
from tests.support.personas import install

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/"}


@pytest.fixture
def page(base_pack: Snapshot, boris: User, client: Client) -> Client:
    """Return Boris's browser."""
    client.force_login(boris)
    return client


def names() -> list[str]:
    """Return the names of all accounts."""
    return sorted(visible_to(SYSTEM, "accounts").values_list("name", flat=True))


def test_typing_names_who_looks_alike_in_one_query_of_its_own(page: Client) -> None:
    make("accounts", name="ООО «Завод Строймонтаж»")
    told = page.post("/accounts/new/twins/", {"name": "строймантаж завод"}, headers=HTMX).content.decode()
    assert "Похоже на" in told
    assert "Завод Строймонтаж" in told
    assert page.post("/accounts/new/twins/", {"name": "Рассвет"}, headers=HTMX).content.decode() == ""


def test_saving_a_twin_asks_first_and_keeps_what_was_typed(page: Client) -> None:
    make("accounts", name="ООО «Лифт»", inn="7707083893")
    typed = {"name": "Лифт-Сервис", "inn": "7707083893", "kind": "legal"}
    answer = page.post("/accounts/new/", typed, headers=HTMX)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "Всё равно создать" in told
    assert "Сохранить и объединить" in told
    assert 'value="Лифт-Сервис"' in told
    assert names() == ["ООО «Лифт»"]
    page.post("/accounts/new/", {**typed, "twins": "anyway"}, headers=HTMX)
    assert names() == ["Лифт-Сервис", "ООО «Лифт»"]


def test_saving_and_merging_opens_both_side_by_side(page: Client) -> None:
    known = make("accounts", name="ООО «Лифт»", inn="7707083893")
    typed = {"name": "Лифт-Сервис", "inn": "7707083893", "kind": "legal", "twins": str(known)}
    answer = page.post("/accounts/new/", typed, headers=HTMX)
    assert answer.status_code == 200
    assert 'name="keep"' in answer.content.decode()
    assert len(json.loads(answer.headers["HX-Trigger"])["record:changed"]["ids"]) == 1


def test_an_edit_asks_only_about_what_it_changed(page: Client) -> None:
    make("accounts", name="ООО «Лифт»", inn="7707083893")
    other = make("accounts", name="Лифт", inn="7707083893")
    url = f"/accounts/{other}/edit/"
    assert (
        page.post(url, {"name": "Лифт", "inn": "7707083893", "website": "lift.example.ru"}, headers=HTMX).status_code
        < 300
    )
    answer = page.post(url, {"name": "ЛИФТ ООО", "inn": "7707083893"}, headers=HTMX)
    assert answer.status_code == 422
    assert "Всё равно сохранить" in answer.content.decode()


def test_a_cell_asks_in_the_dialog(page: Client) -> None:
    make("accounts", name="ООО «Лифт»", phone="+79172550418")
    other = make("accounts", name="Другой")
    answer = page.post(f"/accounts/{other}/cell/phone/", {"phone": "8 917 255 04 18"}, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#dialog")
    assert "Всё равно сохранить" in answer.content.decode()


def test_a_hidden_twin_is_told_of_without_its_name(page: Client, base_pack: Snapshot, anna: User) -> None:
    make("leads", name="Тайный клиент", phone="+79172550418")
    page.force_login(anna)
    told = page.post("/leads/new/twins/", {"phone": "8 917 255-04-18"}, headers=HTMX).content.decode()
    assert "Тайный" not in told
    assert "не видн" in told


def test_a_rule_of_some_stages_speaks_of_a_new_record_too(page: Client, boris: User) -> None:
    rule = {"label": "Тот же ИНН", "fields": [{"field": "inn"}], "when": "stage eq 'new'"}
    install([Document(kind="duplicates", key="leads.open", body=rule)])
    with holding(latest_snapshot()):
        make("leads", name="Первый", inn="7707083893", owner=boris.pk)
        typed = {"name": "Второй", "inn": "7707083893"}
        told = page.post("/leads/new/twins/", typed, headers=HTMX).content.decode()
        assert "тот же ИНН" in told
        answer = page.post("/leads/new/", typed, headers=HTMX)
    assert answer.status_code == 422
    assert "Всё равно создать" in answer.content.decode()
