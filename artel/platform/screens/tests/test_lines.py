"""Details on a card: added in the last row, changed in their cells, taken away, added up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.configuration import configure
from tests.support.contracts_of_sums import CONTRACTS, SUMS

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def contracts(base_pack: Snapshot) -> Iterator[None]:
    """Hold the base pack with contracts and their payments."""
    configure(*CONTRACTS, *SUMS)
    with holding(latest_snapshot()):
        yield


@pytest.fixture
def contract(contracts: None, site: Client) -> int:
    """Make a contract of 1000 with two payments, one of them paid."""
    made = door.create("x_contracts", [{"name": "Поставка", "x_sum": 1000}], actor=SYSTEM)[0]
    rows = [
        {"name": "Аванс", "x_contract": made, "x_amount": "300.50", "x_is_paid": True},
        {"name": "Остаток", "x_contract": made, "x_amount": "699.50"},
    ]
    door.create("x_payments", rows, actor=SYSTEM)
    return int(made)


def url_of(contract: int) -> str:
    """Return the address of the lines of a contract."""
    return f"/x_contracts/{contract}/lines/x_payments/x_contract/"


def text_of(content: bytes) -> str:
    """Return a page with plain blanks."""
    return content.decode().replace("\u00a0", " ")


def test_a_card_shows_lines_their_total_and_what_the_record_keeps(site: Client, contract: int) -> None:
    page = text_of(site.get(f"/x_contracts/{contract}/").content)
    lines = page[page.index('id="lines-x_payments-x_contract"') :]
    assert "Аванс" in lines
    assert "Остаток" in lines
    assert "1 000,00 ₽" in lines[lines.index("<tfoot") :]
    assert "Оплачено <b>300,50 ₽</b>" in lines


def test_a_line_is_added_in_place_and_the_next_may_follow(site: Client, contract: int) -> None:
    answer = site.post(url_of(contract), {"name": "Доплата", "x_amount": "100", "x_is_paid": "on"}, headers=HTMX)
    lines = text_of(answer.content)
    assert answer.status_code == 200
    assert 'data-lines-goes-on="true"' in lines
    assert "Доплата" in lines
    assert "1 100,00 ₽" in lines[lines.index("<tfoot") :]
    assert "Оплачено <b>400,50 ₽</b>" in lines
    assert visible_to(SYSTEM, "x_payments").filter(x_contract_id=contract).count() == 3


def test_a_refused_line_stays_typed_with_the_reason(site: Client, contract: int) -> None:
    answer = site.post(url_of(contract), {"name": "", "x_amount": "дорого"}, headers=HTMX)
    lines = text_of(answer.content)
    assert answer.status_code == 422
    assert 'value="дорого"' in lines
    assert 'role="alert"' in lines
    assert lines.count('aria-invalid="true"') == 1
    assert visible_to(SYSTEM, "x_payments").count() == 2


def test_cells_of_lines_are_edited_and_lines_taken_away_where_they_stand(site: Client, contract: int) -> None:
    line = visible_to(SYSTEM, "x_payments").values_list("id", flat=True).get(name="Аванс")
    lines = text_of(site.get(url_of(contract), headers=HTMX).content)
    assert f'data-edit="/x_payments/{line}/cell/x_amount/"' in lines
    assert f'hx-post="/x_payments/{line}/remove/"' in lines
    assert (
        site.post(f"/x_payments/{line}/cell/x_amount/", {"x_amount": "250", "version": "1"}, headers=HTMX).status_code
        == 200
    )
    assert "Оплачено <b>250,00 ₽</b>" in text_of(site.get(url_of(contract), headers=HTMX).content)
    site.post(f"/x_payments/{line}/remove/", headers=HTMX)
    assert "Оплачено <b>0,00 ₽</b>" in text_of(site.get(url_of(contract), headers=HTMX).content)


def test_derived_values_are_shown_and_never_asked(site: Client, contract: int) -> None:
    page = text_of(site.get(f"/x_contracts/{contract}/").content)
    assert "699,50 ₽" in page
    assert f"/x_contracts/{contract}/cell/x_remainder/" not in page
    assert "x_remainder" not in text_of(site.get("/x_contracts/new/", headers=HTMX).content)
    assert site.get(f"/x_contracts/{contract}/cell/x_remainder/", headers=HTMX).status_code == 404


def test_what_follows_from_lines_stands_among_the_changes_of_the_feed(site: Client, contract: int) -> None:
    door.create("x_payments", [{"name": "Доплата", "x_contract": contract, "x_amount": "100"}], actor=SYSTEM)
    page = text_of(site.get(f"/x_contracts/{contract}/feed/?group=changes", headers=HTMX).content)
    assert "пересчитано" in page
    assert "Артель" in page or "Artel" in page, "by nobody"
    comments = text_of(site.get(f"/x_contracts/{contract}/feed/?group=comments", headers=HTMX).content)
    assert "пересчитано" not in comments


def test_who_may_not_read_details_finds_no_lines(
    signed_in: Callable[[User], Client], contract: int, dmitri: User
) -> None:
    assert signed_in(dmitri).get(url_of(contract), headers=HTMX).status_code in (403, 404)


def test_an_address_that_names_no_details_is_none(site: Client, contract: int) -> None:
    assert site.get(f"/x_contracts/{contract}/lines/deals/account/", headers=HTMX).status_code == 404


def test_a_card_with_lines_keeps_to_its_queries(site: Client, contract: int) -> None:
    site.get(f"/x_contracts/{contract}/")
    with CaptureQueriesContext(connection) as captured:
        site.get(f"/x_contracts/{contract}/")
    assert len(captured) <= 12
