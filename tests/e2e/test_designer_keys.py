"""What a coordinator makes by mouse bears the keys and the words that he wants: a pack could say it no better."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from artel.platform.definitions.current import forget_snapshots
from artel.platform.definitions.documents import Document
from artel.platform.designer.models import DesignDraft
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage
from tests.support.browsing import settle
from tests.support.personas import MANAGER, install, role

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
BASE = "/settings/designer/"


@pytest.fixture
def configuration(transactional_db: None) -> Iterator[None]:
    """A role to choose and a card with one group; nothing here makes a table or a column."""
    layout = {"groups": [{"label": "Кто", "fields": ["phone"]}], "columns": ["name", "owner"]}
    stages = [{"key": "new", "label": "Новая"}, {"key": "won", "label": "Выиграна", "kind": "success"}]
    documents = [
        role("manager", MANAGER),
        Document(kind="layout", key="leads", body=layout),
        Document(kind="pipeline", key="deals", body={"label": "Продажа", "section": "deals", "stages": stages}),
    ]
    install(documents)
    yield
    forget_snapshots()


def drafted(kind: str, key: str) -> dict[str, Any]:
    """Return the body that stands in the draft."""
    edits = DesignDraft.objects.get().edits
    return next(edit["body"] for edit in edits if (edit["kind"], edit["key"]) == (kind, key))


def keep(page: Page) -> None:
    """Press the button and see that nothing was refused."""
    with page.expect_navigation():
        page.get_by_role("button", name="В черновик").click()
    expect(page.locator(".a-plan-side")).to_be_visible()
    expect(page.locator(".a-error")).to_have_count(0)


def type_row(row: Locator, **cells: str) -> None:
    """Type into the inputs of a row."""
    for name, text in cells.items():
        row.locator(f"[name='row.{name}']").fill(text)


def test_a_lookup_has_keys_and_both_names(open_page: OpenPage, configuration: None, clara: User) -> None:
    page = open_page(BASE + "+lookups/+new/", person=clara)
    page.get_by_label("Название по-русски").fill("Культуры")
    expect(page.locator("#f-key")).to_have_value("kultury")
    page.get_by_label("Название по-английски").fill("Crops")
    page.locator("#f-key").fill("crops")
    page.get_by_label("Показать ключи").check()
    rows = page.locator("[data-row-list] > li")
    for number, (ru, en) in enumerate((("Пшеница", "Wheat"), ("Ячмень", "Barley"))):
        page.get_by_role("button", name="Добавить значение").click()
        type_row(rows.nth(number), ru=ru, en=en)
    expect(rows.nth(0).locator("[name='row.key']")).to_have_value("pshenitsa")
    type_row(rows.nth(0), key="wheat")
    rows.nth(1).locator("[name='row.ru']").press("Alt+ArrowUp")
    keep(page)
    assert drafted("lookup", "crops") == {
        "label": {"ru": "Культуры", "en": "Crops"},
        "values": [
            {"key": "iachmen", "label": {"ru": "Ячмень", "en": "Barley"}},
            {"key": "wheat", "label": {"ru": "Пшеница", "en": "Wheat"}},
        ],
    }


def test_a_key_that_is_taken_is_told_as_one_types(open_page: OpenPage, configuration: None, clara: User) -> None:
    page = open_page(BASE + "leads/", person=clara)
    page.get_by_role("link", name="Новое поле").click()
    page.locator("#dialog a[href$='+field/text/']").click()
    key = page.locator("#dialog [name=key]")
    key.fill("budget")
    expect(page.locator("#dialog .a-error")).to_contain_text("x_budget")
    key.fill("x_budget")
    expect(page.locator("#dialog .a-error")).to_have_count(0)
    expect(key).to_have_attribute("aria-invalid", "false")


def test_stages_have_keys_and_hints(open_page: OpenPage, configuration: None, clara: User) -> None:
    page = open_page(BASE + "leads/pipelines/+new/", person=clara)
    page.get_by_label("Название по-русски").fill("Лид завода")
    page.locator("#f-key").fill("plant")
    page.get_by_label("Показать подсказки и ключи").check()
    first = page.locator("[data-row-list] > li").first
    type_row(first, ru="Новый", en="New", key="fresh", limit_days="1", hint_ru="Свяжитесь", hint_en="Get in touch")
    keep(page)
    stage = drafted("pipeline", "plant")["stages"][0]
    assert stage == {
        "key": "fresh",
        "label": {"ru": "Новый", "en": "New"},
        "kind": "open",
        "hue": 1,
        "limit_days": 1,
        "hint": {"ru": "Свяжитесь", "en": "Get in touch"},
    }


def test_tabs_of_a_card_have_keys(open_page: OpenPage, configuration: None, clara: User) -> None:
    page = open_page(BASE + "leads/layout/", person=clara)
    page.get_by_role("button", name="Вкладка").click()
    page.get_by_label("Название вкладки", exact=True).fill("Работа")
    page.get_by_label("Название вкладки по-английски").fill("Work")
    page.get_by_label("Название вкладки по-английски").blur()
    expect(page.get_by_label("Ключ вкладки")).to_have_value("rabota")
    page.get_by_label("Ключ вкладки").fill("work")
    page.get_by_role("button", name="Добавить группу").click()
    box = page.locator("[data-box]").last
    box.get_by_label("Название группы", exact=True).fill("Что нужно")
    box.locator("[data-in-tab]").select_option(label="Работа")
    box.locator("[data-columns]").select_option("2")
    box.locator("[data-collapsed]").check()
    expect(page.get_by_role("complementary", name="План изменений")).to_contain_text("свёрнута")
    body = drafted("layout", "leads")
    assert body["tabs"] == [{"key": "work", "label": {"ru": "Работа", "en": "Work"}}]
    assert body["groups"][1] == {
        "label": {"ru": "Что нужно", "en": "Что нужно"},
        "fields": [],
        "columns": 2,
        "collapsed": True,
        "tab": "work",
    }


def test_a_variant_and_a_view_have_keys_and_a_place(open_page: OpenPage, configuration: None, clara: User) -> None:
    page = open_page(BASE + "leads/layout/", person=clara)
    page.get_by_role("link", name="+ Вариант").click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Название по-русски").fill("Руководитель")
    dialog.locator("[name=key]").fill("head")
    dialog.get_by_label("Пробуется в этом порядке").fill("10")
    dialog.locator(".ts-control").first.click()
    dialog.get_by_role("option", name="Менеджер").click()
    dialog.get_by_role("button", name="В черновик").click()
    expect(page.get_by_role("link", name="Руководитель", exact=True)).to_be_visible()
    page.get_by_role("link", name="Список", exact=True).last.click()
    page.get_by_role("link", name="Руководитель", exact=True).click()
    page.wait_for_url("**/list/?variant=head")
    page.get_by_label("Добавить в «Столбцы списка»").select_option("budget")
    settle(page)
    body = drafted("layout", "leads.head")
    assert (body["position"], body["roles"], body["columns"][-1]) == (10, ["manager"], "budget")

    page.get_by_role("link", name=re.compile("^Представления")).click()
    page.get_by_role("link", name="Новое представление").click()
    page.get_by_label("Название по-русски").fill("Готовы купить")
    page.locator("#f-key").fill("ready")
    keep(page)
    assert drafted("view", "leads.ready")["label"] == {"ru": "Готовы купить", "en": ""}


def test_an_expression_is_checked_as_one_types(open_page: OpenPage, configuration: None, clara: User) -> None:
    page = open_page(BASE + "leads/", person=clara)
    page.get_by_role("link", name="Новое поле").click()
    page.locator("#dialog a[href$='+field/computed/']").click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Название по-русски").fill("Бюджет с НДС")
    dialog.locator("[name='options.result']").select_option("money")
    said, text = dialog.locator("#expression-check"), dialog.locator("[name='options.expression']")
    text.fill("bujet mul 1.2")
    expect(said).to_contain_text("bujet")
    text.fill(" mul 1.2")
    text.press("Home")
    dialog.get_by_label("Вставить поле в формулу").select_option("budget")
    expect(said).to_have_text("Формула в порядке.")
    dialog.get_by_role("button", name="В черновик").click()
    expect(page.get_by_role("complementary", name="План изменений")).to_contain_text("Бюджет с НДС")
    key = DesignDraft.objects.get().edits[0]["key"].partition(".")[2]
    assert drafted("field", f"leads.{key}")["options"] == {"expression": "budget mul 1.2", "result": "money"}


def test_a_rollup_counts_details_of_a_condition(open_page: OpenPage, configuration: None, clara: User) -> None:
    page = open_page(BASE + "products/", person=clara)
    page.get_by_role("link", name="Новое поле").click()
    page.locator("#dialog a[href$='+field/rollup/']").click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Название по-русски").fill("Продали")
    dialog.locator("#f-key").fill("x_sales")
    dialog.locator("[name='options.section']").select_option("deal_products")
    expect(dialog.locator("[data-filter-row]")).to_have_count(1)
    expect(dialog.locator("[name='label.ru']")).to_have_value("Продали")
    dialog.locator("[name='options.field']").select_option("product")
    dialog.locator("[name='options.function']").select_option("count")
    dialog.locator("[name='options.result']").select_option("integer")
    row = dialog.locator("[data-filter-row]").first
    row.locator("[data-part=field]").select_option("deal/stage")
    row.locator("[data-part=operator]").select_option(label="равно")
    row.locator("[data-value]").select_option("won")
    dialog.get_by_role("button", name="В черновик").click()
    expect(page.get_by_role("complementary", name="План изменений")).to_contain_text("Продали")
    assert drafted("field", "products.x_sales")["options"] == {
        "section": "deal_products",
        "field": "product",
        "function": "count",
        "filter": "deal/stage eq 'won'",
        "result": "integer",
    }
