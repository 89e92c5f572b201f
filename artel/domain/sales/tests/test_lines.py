"""Lines of products: what follows from them, also when two people write at once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from artel.domain.sales.actions.qualify_lead import Choices, qualify_lead
from artel.domain.sales.actions.undo_qualification import undo_qualification
from artel.platform.access.policy import actor_of
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.records import door, merging
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.configuration import document
from tests.support.domain import change, make, problems, rows, stored, together

pytestmark = pytest.mark.django_db


@pytest.fixture
def lift(base_pack: Snapshot) -> int:
    """Return a product that costs 1,000."""
    return make("products", name="Лифт", price="1000", currency="RUB")


def test_a_line_takes_name_and_price_from_the_catalogue_and_computes_its_amount(lift: int) -> None:
    deal = make("deals", name="Продажа")
    line = make("deal_products", deal=deal, product=lift, quantity="3", discount="10")
    assert stored("deal_products", line, "name", "price", "currency", "amount") == (
        "Лифт",
        Decimal(1000),
        "RUB",
        Decimal(2700),
    )
    change("deal_products", line, quantity="1.5")
    assert stored("deal_products", line, "amount") == (Decimal(1350),)
    assert stored("deals", deal, "amount") == (Decimal(1350),)


@pytest.mark.parametrize(
    ("role", "given"),
    [
        ({"fields": {"products": {"price": "hidden"}}}, Decimal(0)),
        ({"fields": {"prices": {"price": "hidden"}}}, Decimal(0)),
        ({"records": {"prices": {"read": "price gt 5000"}}}, Decimal(0)),
        ({"fields": {"products": {"price": "hidden"}, "deal_products": {"price": "hidden"}}}, Decimal(0)),
        (
            {
                "fields": {
                    "products": {"price": "hidden"},
                    "deal_products": {"price": "hidden", "amount": "hidden"},
                }
            },
            Decimal(900),
        ),
        ({}, Decimal(900)),
    ],
    ids=["of the product", "of the list", "a list of others", "sum tells", "blind", "open"],
)
def test_a_line_tells_nobody_a_price_that_the_catalogue_hides_from_him(
    lift: int, anna: User, role: dict[str, dict[str, dict[str, str]]], given: Decimal
) -> None:
    usual = make("price_lists", name="Розница", is_usual=True)
    make("prices", price_list=usual, product=lift, price="900")
    body = {
        "label": {"ru": "Новичок", "en": "Beginner"},
        "sections": {
            **{key: ["read"] for key in ("products", "price_lists", "prices")},
            **{key: ["read", "create", "change"] for key in ("deals", "deal_products")},
        },
        "records": {"*": {"read": "all"}, **role.get("records", {})},
        "fields": role.get("fields", {}),
    }
    apply_documents([document("role", "beginner", body=body)], actor=SYSTEM)
    anna.roles = ["beginner"]
    with holding(latest_snapshot()):
        actor = actor_of(anna)
        deal = make("deals", name="Продажа", owner=anna.pk)
        line = make("deal_products", actor=actor, deal=deal, product=lift)
        assert stored("deal_products", line, "name", "price") == ("Лифт", given)


def test_lines_that_make_no_sense_are_refused(lift: int) -> None:
    lead = make("leads", name="Лид")
    row = {"lead": lead, "product": lift}
    assert problems({**row, "quantity": "0"}, "lead_products") == {("quantity", "not_positive")}
    assert problems({**row, "quantity": "-1"}, "lead_products") == {("quantity", "not_positive")}
    assert problems({**row, "price": "-1"}, "lead_products") != set()
    assert problems({**row, "discount": "101"}, "lead_products") == {("discount", "too_big")}
    assert problems({"lead": lead}, "lead_products") == {("product", "required")}


def test_the_sum_follows_lines_that_move_go_and_come_back(lift: int) -> None:
    first, second = make("deals", name="Первая"), make("deals", name="Вторая", amount="7")
    line = make("deal_products", deal=first, product=lift)
    make("deal_products", deal=first, product=lift, quantity="4")
    change("deal_products", line, deal=second)
    assert (stored("deals", first, "amount"), stored("deals", second, "amount")) == ((Decimal(4000),), (Decimal(1000),))
    door.trash("deal_products", [line], actor=SYSTEM)
    assert stored("deals", second, "amount") == (Decimal(1000),), "the last line went: the sum is people's again"
    change("deals", second, amount="8")
    door.restore("deal_products", [line], actor=SYSTEM)
    assert stored("deals", second, "amount") == (Decimal(1000),)


def test_a_merged_deal_costs_what_the_lines_of_both_cost(lift: int, boris_acts: Actor) -> None:
    kept, gone = make("deals", name="Та"), make("deals", name="Эта")
    for deal in (kept, gone):
        make("deal_products", deal=deal, product=lift)
    merging.merge("deals", kept, [gone], values={}, actor=SYSTEM)
    assert stored("deals", kept, "amount") == (Decimal(2000),)


def test_sums_in_several_currencies_are_not_added_up(lift: int) -> None:
    deal = make("deals", name="За рубеж", amount="500", currency="RUB")
    make("deal_products", deal=deal, product=lift, price="10", currency="USD")
    make("deal_products", deal=deal, product=lift)
    assert stored("deals", deal, "amount") == (Decimal(500),)
    change("deals", deal, amount="700")
    assert stored("deals", deal, "amount") == (Decimal(700),)


def test_a_category_never_stands_below_itself(lift: int) -> None:
    top = make("product_categories", name="Лифты")
    below = make("product_categories", name="Пассажирские", parent=top)
    with pytest.raises(ValidationFailed) as refused:
        change("product_categories", top, parent=below)
    assert {(p.field, p.code) for p in refused.value.problems} == {("parent", "circle")}


@pytest.mark.django_db(transaction=True)
def test_two_who_add_lines_at_once_lose_none_of_them(lift: int) -> None:
    deal = make("deals", name="Общая")
    done = together([lambda: make("deal_products", deal=deal, product=lift) for _ in range(6)])
    assert all(isinstance(line, int) for line in done)
    assert stored("deals", deal, "amount") == (Decimal(6000),)
    assert len(rows("deal_products", "id", deal_id=deal)) == 6


def test_what_a_lead_asks_for_goes_on_with_its_deal_and_comes_back(lift: int, anna_acts: Actor) -> None:
    lead = make("leads", name="Два лифта", person_name="Ильдар Хакимов", owner=anna_acts.user_id)
    make("lead_products", lead=lead, product=lift, quantity="2", discount="50")
    made = qualify_lead(lead, choices=Choices(with_contact=True, with_deal=True), actor=anna_acts)
    assert made.deal is not None
    assert rows("deal_products", "deal_id", "quantity", "discount", "amount") == [
        (made.deal, Decimal(2), Decimal(50), Decimal(1000))
    ]
    assert stored("deals", made.deal, "amount") == (Decimal(1000),)
    undo_qualification(made.id, actor=anna_acts)
    assert rows("deal_products", "id") == []
    assert len(rows("lead_products", "id")) == 1
