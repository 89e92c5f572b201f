"""Forms that react while one types, cards by layout, moves that ask: in a real browser, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import forget_snapshots, holding, latest_snapshot
from artel.platform.kernel.actor import SYSTEM
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage, violations
from tests.support.configuration import configure, document, field
from tests.support.domain import make

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

DOORS = document(
    "lookup",
    "x_kinds",
    body={
        "label": "Виды",
        "values": [{"key": "supply", "label": "Поставка"}, {"key": "tender", "label": "Тендер"}],
    },
)
FIELDS = (
    field("deals.x_kind", "choice", "Вид продажи", lookup="x_kinds"),
    field("deals.x_law", "text", "Номер закупки"),
    field("deals.x_urgent", "boolean", "Срочно"),
    field("deals.x_partner", "reference", "Соисполнитель", target="accounts"),
)
LAYOUT = document(
    "layout",
    "deals",
    body={
        "form": ["name", "account", "amount", "x_kind", "x_law"],
        "tabs": [
            {"key": "client", "label": {"ru": "Клиент", "en": "Client"}},
            {"key": "rest", "label": {"ru": "Описание", "en": "Description"}},
        ],
        "groups": [
            {
                "label": {"ru": "Сделка", "en": "Deal"},
                "fields": ["amount", "currency", "x_kind", "x_law", "expected_on"],
            },
            {"label": {"ru": "Клиент", "en": "Client"}, "fields": ["account", "contact", "x_partner"], "tab": "client"},
            {
                "label": {"ru": "Откуда", "en": "Where from"},
                "fields": ["source", "lead"],
                "tab": "client",
                "collapsed": True,
            },
            {"label": {"ru": "Описание", "en": "Description"}, "fields": ["description", "x_urgent"], "tab": "rest"},
        ],
        "fields": {
            "x_law": {"visible": "x_kind eq 'tender'", "required": True},
            "x_urgent": {"visible": "x_kind eq 'tender'"},
            "x_partner": {"visible": "amount ge 1000000"},
            "expected_on": {"required": "amount gt 500000"},
        },
        "stages": {"offer": {"form": ["name", "amount", "expected_on"], "required": ["amount", "account"]}},
    },
)
BIG = document(
    "layout",
    "deals.big",
    body={"when": "amount ge 1000000", "form": ["name", "amount", "x_kind", "x_partner", "expected_on"]},
)


@pytest.fixture
def configured(base_pack: Snapshot, clara: User) -> Iterator[User]:
    """Configure deals with rules, tabs and stages; forget the configuration afterwards."""
    configure(DOORS, *FIELDS)
    configure(LAYOUT, BIG)
    with holding(latest_snapshot()):
        yield clara
    forget_snapshots()


def settled(page: Page) -> None:
    """Wait until the form has been judged."""
    expect(page.locator("form .htmx-request, form.htmx-request")).to_have_count(0)


def box(page: Page, key: str) -> str:
    """Return the selector of a field's element."""
    return f'#dialog [data-field="{key}"], main [data-field="{key}"].a-field'


@pytest.mark.parametrize("width", [1440, 390])
def test_a_new_form_reacts_while_one_types_and_loses_nothing(open_page: OpenPage, configured: User, width: int) -> None:
    page = open_page("/deals/new/", width=width, person=configured)
    law = page.locator(box(page, "x_law"))
    expect(law).to_be_hidden()
    page.get_by_label("Название").fill("Лифты для школы № 7")
    page.get_by_label("Вид продажи").select_option(label="Тендер")
    expect(law).to_be_visible()
    expect(law.locator("[data-required-mark]")).to_be_visible()
    page.get_by_label("Номер закупки").fill("0373100068226000001")
    amount = page.get_by_label("Сумма")
    amount.press_sequentially("1500000", delay=20)
    expect(page.locator(box(page, "x_partner"))).to_be_visible()
    expect(amount).to_be_focused()
    expect(amount).to_have_value("1500000")
    expect(page.get_by_label("Название")).to_have_value("Лифты для школы № 7")
    expect(page.locator('[data-part="front"] [data-field]').nth(3)).to_have_attribute("data-field", "x_partner")
    # The number was typed; the field is in the fold now, with its text.
    page.get_by_text("Ещё поля").click()
    expect(page.get_by_label("Номер закупки")).to_have_value("0373100068226000001")
    assert not violations(page)


def test_a_hidden_field_is_not_sent_and_comes_back_as_it_was_typed(open_page: OpenPage, configured: User) -> None:
    page = open_page("/deals/new/", person=configured)
    page.get_by_label("Название").fill("Замена лебёдок")
    kind = page.get_by_label("Вид продажи")
    kind.select_option(label="Тендер")
    page.get_by_label("Номер закупки").fill("44-ФЗ")
    kind.focus()
    kind.select_option(label="Поставка")
    expect(page.locator(box(page, "x_law"))).to_be_hidden()
    kind.select_option(label="Тендер")
    expect(page.locator(box(page, "x_law"))).to_be_visible()
    expect(page.get_by_label("Номер закупки")).to_have_value("44-ФЗ")
    kind.focus()
    kind.select_option(label="Поставка")
    expect(page.locator(box(page, "x_law"))).to_be_hidden()
    page.get_by_role("button", name="Сохранить", exact=True).click()
    page.wait_for_url("**/deals/*/")
    made = visible_to(SYSTEM, "deals").values_list("name", "x_kind", "x_law").get()
    assert made == ("Замена лебёдок", "supply", None)


def test_saving_without_what_became_required_says_so_beside_it(open_page: OpenPage, configured: User) -> None:
    page = open_page("/deals/new/", person=configured)
    page.get_by_label("Название").fill("Эскалатор")
    page.get_by_label("Вид продажи").select_option(label="Тендер")
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.locator("#f-x_law-error")).to_be_visible()
    expect(page.get_by_label("Вид продажи")).to_have_value("tender")
    assert not visible_to(SYSTEM, "deals").exists()


@pytest.mark.parametrize("width", [1440, 390])
def test_an_edited_record_has_tabs_and_keeps_a_hidden_tick(open_page: OpenPage, configured: User, width: int) -> None:
    record = make("deals", name="Лифт", amount="5", x_kind="tender", x_law="1", x_urgent=True, owner=configured.pk)
    page = open_page(f"/deals/{record}/", width=width, person=configured)
    page.get_by_role("button", name="Ещё").first.wait_for()
    page.locator('[href$="/edit/"]').first.click()
    dialog = page.locator("#dialog")
    dialog.get_by_role("tab", name="Описание").click()
    expect(dialog.get_by_label("Срочно")).to_be_visible()
    dialog.get_by_label("Вид продажи").select_option(label="Поставка")
    expect(dialog.locator('[data-field="x_urgent"]')).to_be_hidden()
    assert not violations(page)
    dialog.get_by_role("button", name="Сохранить").click()
    expect(page.locator("#dialog[open]")).to_have_count(0)
    assert visible_to(SYSTEM, "deals").values_list("x_kind", "x_urgent").get(id=record) == ("supply", True)


def test_a_card_hides_a_field_once_its_condition_is_gone(open_page: OpenPage, configured: User) -> None:
    record = make("deals", name="Лифт", amount="5", x_kind="tender", x_law="1", owner=configured.pk)
    page = open_page(f"/deals/{record}/", person=configured)
    facts = page.locator(".a-facts")
    expect(facts.locator('[data-field="x_law"]')).to_be_visible()
    facts.locator('[data-field="x_kind"]').click()
    facts.get_by_role("combobox").select_option(label="Поставка")
    facts.get_by_role("combobox").press("Enter")
    expect(facts.locator('[data-field="x_law"]')).to_have_count(0)


def test_a_value_on_the_card_that_asks_for_another_gets_it_right_there(open_page: OpenPage, configured: User) -> None:
    record = make("deals", name="Лифт", amount="5", owner=configured.pk)
    page = open_page(f"/deals/{record}/", person=configured)
    amount = page.locator('.a-facts [data-field="amount"]')
    amount.click()
    amount.get_by_role("textbox").fill("600000")
    amount.get_by_role("textbox").press("Enter")
    dialog = page.locator("#dialog")
    expect(dialog.get_by_label("Сумма")).to_have_value("600000")
    dialog.get_by_label("Ожидаемая дата").fill("2026-12-01")
    dialog.get_by_role("button", name="Сохранить").click()
    expect(page.locator("#dialog[open]")).to_have_count(0)
    expect(page.locator('.a-facts [data-field="amount"]')).to_contain_text("600")
    assert visible_to(SYSTEM, "deals").values_list("amount", flat=True).get(id=record) == 600000


@pytest.mark.parametrize("width", [1440, 390])
def test_a_move_asks_for_the_fields_of_its_stage(open_page: OpenPage, configured: User, width: int) -> None:
    record = make("deals", name="Лифт", owner=configured.pk)
    page = open_page(f"/deals/{record}/", width=width, person=configured)
    page.locator(".a-stages button", has_text="Предложение").click()
    dialog = page.locator("#dialog")
    expect(dialog.get_by_label("Сумма")).to_be_visible()
    expect(dialog.get_by_label("Ожидаемая дата")).to_be_visible()
    assert not violations(page)
    dialog.get_by_label("Сумма").fill("7000")
    dialog.get_by_role("button", name="Заполнить и перейти").click()
    expect(dialog.locator("#f-account-error")).to_be_visible()
    expect(dialog.get_by_label("Сумма")).to_have_value("7000")
    assert visible_to(SYSTEM, "deals").values_list("stage", flat=True).get(id=record) == "interest"
