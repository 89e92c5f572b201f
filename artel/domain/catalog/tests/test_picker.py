"""The window to pick products in: what it finds and counts, what it adds, and to whom it is shut."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import unquote_plus

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.records import door
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import Team, User
from tests.support.domain import make, rows, stored
from tests.support.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def tank(base_pack: Snapshot) -> dict[str, int]:
    """Return a small catalogue: containers below plastics, a lid, and one thing that is no longer sold."""
    plastics = make("product_categories", name="Пластик")
    tanks = make("product_categories", name="Ёмкости", parent=plastics)
    make("product_categories", name="Пустая ветвь")
    return {
        "plastics": plastics,
        "tanks": tanks,
        "blue": make(
            "products", name="Бак 500 л", article="Б-500С", category=tanks, color="blue", price="12000", in_stock="4",
            height=900,
        ),
        "white": make(
            "products", name="Бак 1000 л", article="Б-1000Б", category=tanks, color="white", price="21000",
            in_stock="0", height=1200,
        ),
        "lid": make("products", name="Крышка бака", article="К-1", category=plastics, color="blue", price="900"),
        "old": make("products", name="Бак чугунный", article="Б-СТ", category=tanks, is_discontinued=True),
    }  # fmt: skip


@pytest.fixture
def deal(anna: User, tank: dict[str, int]) -> int:
    """Return a deal of Anna."""
    return make("deals", name="Баки для фермы", owner=anna.pk)


@pytest.fixture
def as_anna(client: Client, anna: User, base_pack: Snapshot) -> Client:
    """Return the browser of Anna."""
    client.force_login(anna)
    return client


def found(client: Client, deal: int, **asked: object) -> str:
    """Return the part of the window that follows the criteria."""
    answer = client.get(f"/deals/{deal}/products/", {"part": "found", **asked}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return str(answer.content.decode())


def names(page: str) -> set[str]:
    """Return the products in a part of the window."""
    return {
        name for name in ("Бак 500 л", "Бак 1000 л", "Крышка бака", "Бак чугунный") if f'data-name="{name}"' in page
    }


def test_each_criterion_narrows_and_all_hold_together(as_anna: Client, deal: int, tank: dict[str, int]) -> None:
    assert names(found(as_anna, deal)) == {"Бак 500 л", "Бак 1000 л", "Крышка бака"}
    assert names(found(as_anna, deal, q="бак 1000")) == {"Бак 1000 л"}
    assert names(found(as_anna, deal, q="б-500")) == {"Бак 500 л"}
    assert names(found(as_anna, deal, category=tank["tanks"])) == {"Бак 500 л", "Бак 1000 л"}
    assert names(found(as_anna, deal, category=tank["plastics"])) == {"Бак 500 л", "Бак 1000 л", "Крышка бака"}
    assert names(found(as_anna, deal, **{"v.color": ["blue", "white"]}, stock="1")) == {"Бак 500 л"}
    assert names(found(as_anna, deal, **{"min.height": "1 000", "max.height": "1300,5"})) == {"Бак 1000 л"}
    assert "Ничего не подходит" in found(as_anna, deal, **{"v.color": "blue", "min.height": "1000"})


def test_a_criterion_counts_what_the_others_leave(as_anna: Client, deal: int, tank: dict[str, int]) -> None:
    page = found(as_anna, deal, **{"v.color": "blue"}, category=tank["tanks"])
    assert "Найдено: 1" in page
    colours = page[page.index("<legend>Цвет") :]
    colours = colours[: colours.index("</fieldset>")]
    assert "Синий" in colours
    assert "Белый" in colours, "a second colour may be added to the first"
    categories = page[page.index("<legend>Категория") :]
    categories = categories[: categories.index("</fieldset>")]
    assert "Пустая ветвь" not in categories
    assert categories.index("Пластик") < categories.index("Ёмкости")


def test_nonsense_in_the_address_is_as_if_it_were_not_there(as_anna: Client, deal: int) -> None:
    strange = {
        "category": "1;drop",
        "v.owner": "1",
        "min.height": "NaN",
        "max.price": "1e99",
        "after": "x",
        "prices": "-1",
    }
    assert names(found(as_anna, deal, **strange)) == {"Бак 500 л", "Бак 1000 л", "Крышка бака"}


def test_picked_products_become_lines_and_the_deal_costs_what_they_cost(
    as_anna: Client, deal: int, tank: dict[str, int]
) -> None:
    address = f"/deals/{deal}/products/"
    as_anna.post(address, {f"q.{tank['blue']}": "2", f"q.{tank['lid']}": "2,5", f"q.{tank['white']}": ""})
    lines = {(name, quantity, amount) for name, quantity, amount in rows("deal_products", "name", "quantity", "amount")}
    assert lines == {
        ("Бак 500 л", Decimal(2), Decimal(24000)),
        ("Крышка бака", Decimal("2.5"), Decimal(2250)),
    }
    assert stored("deals", deal, "amount") == (Decimal(26250),)

    as_anna.post(address, {f"q.{tank['blue']}": "3"})
    assert rows("deal_products", "quantity", product_id=tank["blue"]) == [(Decimal(5),)], "more of the same line"
    assert stored("deals", deal, "amount") == (Decimal(62250),)


def test_prices_come_from_the_chosen_list(as_anna: Client, deal: int, tank: dict[str, int]) -> None:
    dealers = make("price_lists", name="Дилеры", currency="RUB")
    make("prices", price_list=dealers, product=tank["blue"], price="10000")
    assert "10 000,00" in found(as_anna, deal, prices=dealers).replace("\u00a0", " ")
    as_anna.post(f"/deals/{deal}/products/", {f"q.{tank['blue']}": "1", "prices": dealers})
    assert rows("deal_products", "price") == [(Decimal(10000),)]


def test_what_was_typed_comes_back_with_what_is_wrong(as_anna: Client, deal: int, tank: dict[str, int]) -> None:
    answer = as_anna.post(
        f"/deals/{deal}/products/",
        {f"q.{tank['blue']}": "2", f"q.{tank['lid']}": "много"},
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "«много» — не количество." in page
    assert f'name="q.{tank["blue"]}" value="2"' in page
    assert rows("deal_products", "id") == []
    nothing = as_anna.post(f"/deals/{deal}/products/", {}, headers={"HX-Request": "true"})
    assert nothing.status_code == 422


def test_only_who_may_change_the_record_and_read_products_gets_in(
    client: Client, base_pack: Snapshot, deal: int, tank: dict[str, int], dmitri: User, sales_team: Team
) -> None:
    address = f"/deals/{deal}/products/"
    given = {f"q.{tank['blue']}": "1"}
    assert client.get(address).status_code == 302
    for stranger in (dmitri, person("colleague", "Коллега", team=sales_team, role="manager")):
        client.force_login(stranger)
        assert client.get(address).status_code in (403, 404)
        assert client.post(address, given).status_code in (403, 404)
    client.force_login(person("watcher", "Смотритель", role="observer"))
    assert client.get(address).status_code in (403, 404)
    assert client.post(address, given).status_code in (403, 404)
    assert rows("deal_products", "id") == []
    assert client.get(f"/accounts/{deal}/products/").status_code == 404


def test_the_window_takes_a_few_queries_whatever_it_finds(
    as_anna: Client, deal: int, tank: dict[str, int], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        make("products", name=f"Ведро {number}", color="white", modification=f"м{number % 7}", price="100")
    with django_assert_max_num_queries(12):
        page = found(as_anna, deal, **{"v.color": "white"}, stock="", q="ведро")
    assert "Показать ещё" in page


def test_pages_follow_one_another_without_gaps(as_anna: Client, deal: int, tank: dict[str, int]) -> None:
    for number in range(90):
        make("products", name=f"Ведро {number % 3}", price="100")
    seen: list[str] = []
    asked: dict[str, object] = {"part": "rows", "q": "ведро"}
    while True:
        page = as_anna.get(f"/deals/{deal}/products/", asked, headers={"HX-Request": "true"}).content.decode()
        seen += [part.split('"')[0] for part in page.split('data-product="')[1:]]
        if "after=" not in page:
            break
        from_address = page.split("after=")[1].split("&")[0].split('"')[0]
        asked["after"] = unquote_plus(from_address)
    assert len(seen) == len(set(seen)) == 90


def test_the_sum_of_a_deal_with_products_is_not_typed(anna_acts: Actor, deal: int, tank: dict[str, int]) -> None:
    make("deal_products", deal=deal, product=tank["blue"])
    with pytest.raises(ValidationFailed) as refused:
        door.change("deals", [door.Change(id=deal, values={"amount": "5"})], actor=anna_acts)
    assert {p.code for p in refused.value.problems} == {"sum_of_products"}
