"""The designer in a real browser: for everybody's eyes and hands, and what is wrong stands beside its input."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from artel.platform.definitions.current import forget_snapshots, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.designer.models import DesignDraft
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage, violations
from tests.support.browsing import open_at, settle
from tests.support.personas import MANAGER, install, role

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
BASE = "/settings/designer/"
SCREENS = (
    "",
    "+section/",
    "+lookups/",
    "+lookups/colours/",
    "+lookups/+new/",
    "+plan/",
    "leads/",
    "leads/+field/",
    "leads/+field/choice/",
    "leads/layout/",
    "leads/layout/rule/budget/",
    "leads/layout/+variant/",
    "leads/list/",
    "leads/views/",
    "leads/views/+new/",
    "leads/pipelines/",
    "leads/pipelines/+new/",
    "leads/section/",
    "leads/field/phone/",
    "+lookups/colours/table/",
    "leads/access/",
)


@pytest.fixture
def configuration(transactional_db: None) -> Iterator[None]:
    """A lookup, a layout, a view and a role; nothing here makes a table or a column."""
    values = [{"key": "red", "label": "Красный"}, {"key": "blue", "label": "Очень длинное название синего цвета"}]
    layout = {
        "key_facts": ["budget", "owner"],
        "groups": [
            {"label": "Потребность", "fields": ["budget", "description"]},
            {"label": "Кто", "fields": ["phone"]},
        ],
    }
    documents = [
        role("manager", MANAGER),
        Document(kind="lookup", key="colours", body={"label": "Цвета", "values": values}),
        Document(kind="layout", key="leads", body=layout),
        Document(kind="view", key="leads.mine", body={"label": "Мои", "filter": "owner eq me()"}),
    ]
    install(documents)
    yield
    forget_snapshots()


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_the_designer_is_for_everybody(
    open_page: OpenPage, configuration: None, clara: User, width: int, theme: str
) -> None:
    door.create("leads", [{"name": "Элеватор на 5 000 тонн"}], actor=SYSTEM)
    page = open_page(BASE, width=width, theme=theme, person=clara)
    root = page.url.removesuffix(BASE)
    page.set_viewport_size({"width": width, "height": 4000})
    for path in SCREENS:
        open_at(page, root + BASE + path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") == width, path


def keys_in(page: Page, number: int) -> list[str]:
    """Return the fields of the n-th group of the editor."""
    box = page.locator("[data-box]").nth(number)
    return [str(item.get_attribute("data-key")) for item in box.locator("[data-list=group] > li").all()]


def test_a_card_is_laid_out_by_keys_alone(open_page: OpenPage, configuration: None, clara: User) -> None:
    door.create("leads", [{"name": "Элеватор", "phone": "+79172550418"}], actor=SYSTEM)
    page = open_page(BASE + "leads/layout/", person=clara)
    grip = page.locator("[data-box] .a-chosen[data-key=budget] [data-grip]")
    grip.focus()
    grip.press("Alt+ArrowDown")
    assert keys_in(page, 0) == ["description", "budget"]
    grip.press("Alt+ArrowRight")
    assert keys_in(page, 1) == ["phone", "budget"]
    expect(grip).to_be_focused()
    settle(page)
    expect(page.get_by_role("complementary", name="План изменений")).to_contain_text("Бюджет")
    edit = DesignDraft.objects.get().edits[0]
    assert [group["fields"] for group in edit["body"]["groups"]] == [["description"], ["phone", "budget"]]


def test_the_preview_shows_another_record_to_somebody_of_a_role(
    open_page: OpenPage, configuration: None, clara: User
) -> None:
    hidden = {"label": "Для всех", "fields": {"phone": {"visible": False, "roles": ["manager"]}}}
    install([Document(kind="layout", key="leads", body=hidden)])
    door.create("leads", [{"name": "Элеватор в Сызрани", "phone": "+79172550418"}], actor=SYSTEM)
    door.create("leads", [{"name": "Сушилка"}], actor=SYSTEM)
    page = open_page(BASE + "leads/layout/", person=clara)
    preview = page.locator("#layout-preview")
    expect(preview).to_contain_text("Сушилка")
    page.locator(".a-field", has_text="Показано на записи").locator(".ts-control input").fill("сызрани")
    page.get_by_role("option", name="Элеватор в Сызрани").click()
    expect(preview).to_contain_text("Элеватор в Сызрани")
    expect(preview).not_to_contain_text("Сейчас не показано")
    page.get_by_label("Глазами роли").select_option("manager")
    expect(preview).to_contain_text("Сейчас не показано: Телефон")
    page.set_viewport_size({"width": 390, "height": 4000})
    expect(preview).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_formula_takes_a_field_where_one_writes(open_page: OpenPage, configuration: None, clara: User) -> None:
    page = open_page(BASE + "leads/", person=clara)
    page.get_by_role("link", name="Новое поле").click()
    dialog = page.locator("#dialog")
    dialog.locator("a[href$='+field/computed/']").click()
    dialog.locator("[name='label.ru']").fill("Вдвое")
    dialog.locator("[name='options.result']").select_option("money")
    formula = dialog.locator("textarea[name='options.expression']")
    formula.fill("2 mul ")
    expect(dialog.locator("#expression-check .a-error")).to_be_visible()
    dialog.get_by_label("Вставить поле в формулу").select_option("budget")
    expect(formula).to_have_value("2 mul budget")
    expect(formula).to_be_focused()
    expect(dialog.locator("#expression-check")).to_contain_text("Формула в порядке.")


def test_a_rule_is_built_from_rows(open_page: OpenPage, configuration: None, clara: User) -> None:
    page = open_page(BASE + "leads/layout/", person=clara)
    page.get_by_role("tab", name="Правила полей").click()
    page.locator("#part-rules").get_by_role("link", name="Бюджет").click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Обязательно").select_option("when")
    row = dialog.locator("fieldset", has_text="Обязательно").locator("[data-filter-row]").first
    row.locator("[data-part=field]").select_option("phone")
    row.locator("[data-part=operator]").select_option(label="заполнено")
    dialog.get_by_role("button", name="В черновик").click()
    expect(page.get_by_role("complementary", name="План изменений")).to_contain_text("Бюджет")
    rules = DesignDraft.objects.get().edits[0]["body"]["fields"]
    assert rules == {"budget": {"required": "phone ne null"}}


def test_a_group_of_conditions_stands_among_others(open_page: OpenPage, configuration: None, clara: User) -> None:
    page = open_page(BASE + "leads/views/+new/", person=clara)
    page.get_by_label("Название по-русски").fill("Мои просроченные")
    page.get_by_role("button", name="Добавить группу").click()
    first, inner = page.locator("[data-filter-row]").nth(0), page.locator("[data-filter-group] [data-filter-group]")
    first.locator("[data-part=field]").select_option("next_activity_at")
    first.locator("[data-part=operator]").select_option(label="уже прошло")
    inner.get_by_role("button", name="Добавить условие").click()
    for number, operator in enumerate(("я", "не заполнено")):
        row = inner.locator("[data-filter-row]").nth(number)
        row.locator("[data-part=field]").select_option("owner")
        row.locator("[data-part=operator]").select_option(label=operator)
    page.get_by_role("button", name="В черновик").click()
    expect(page.get_by_role("link", name="Мои просроченные")).to_be_visible()
    said = DesignDraft.objects.get().edits[0]["body"]["filter"]
    assert said == "next_activity_at lt now() and (owner eq me() or owner eq null)"
    page.get_by_role("link", name="Мои просроченные").click()
    expect(page.locator("[data-filter-group] [data-filter-group] [data-filter-row]")).to_have_count(2)


def test_a_new_stage_is_reached_from_another(open_page: OpenPage, configuration: None, clara: User) -> None:
    page = open_page(BASE + "leads/pipelines/+new/", person=clara)
    page.get_by_label("Название по-русски").fill("Осмотры")
    page.get_by_role("button", name="Добавить стадию").click()
    page.locator("[data-row-list] > li").last.locator("[name='row.ru']").fill("Осмотр")
    line = page.locator("[data-moves] > li", has=page.get_by_role("group", name="Из стадии «Новая»"))
    expect(line).to_contain_text("куда угодно")
    line.get_by_text("Осмотр").click()
    expect(line.get_by_text("куда угодно")).to_be_hidden()
    page.get_by_role("button", name="В черновик").click()
    expect(page.get_by_role("link", name="Осмотры")).to_be_visible()
    stages = DesignDraft.objects.get().edits[0]["body"]["stages"]
    assert [stage.get("to") for stage in stages] == [["osmotr"], None, None, None, None]


def test_the_list_is_put_together_for_everybody_and_for_a_role(
    open_page: OpenPage, configuration: None, clara: User
) -> None:
    install([Document(kind="layout", key="leads.team", body={"label": "Менеджеры", "roles": ["manager"]})])
    page = open_page(BASE + "leads/list/", person=clara)
    page.locator("select[data-add=filters]").select_option("budget")
    plan = page.get_by_role("complementary", name="План изменений")
    expect(plan).to_contain_text("Бюджет")
    page.get_by_role("link", name="Менеджеры").click()
    page.locator("select[data-add=columns]").select_option("description")
    expect(plan.get_by_role("listitem")).to_have_count(2)
    told = {edit["key"]: edit["body"] for edit in DesignDraft.objects.get().edits}
    assert "budget" in told["leads"]["filters"]
    assert told["leads.team"]["columns"][-1] == "description"


@pytest.mark.parametrize(
    ("kind", "typed", "wrong"),
    [
        ("text", {"label.ru": "Имя", "key": "x_name"}, "#f-key-error"),
        ("text", {"label.ru": "Бюджет", "key": "budget"}, "#f-key-error"),
        ("integer", {"label.ru": "Гектаров", "options.min": "много"}, r"#f-options\.min-error"),
        ("integer", {"label.ru": "Гектаров", "default": "много"}, "#f-default-error"),
        ("choice", {"label.ru": "Культура"}, "#f-lookup-error"),
    ],
)
def test_what_is_wrong_stands_beside_its_input(
    open_page: OpenPage, configuration: None, clara: User, kind: str, typed: dict[str, str], wrong: str
) -> None:
    page = open_page(BASE + "leads/", person=clara)
    page.get_by_role("link", name="Новое поле").click()
    dialog = page.locator("#dialog")
    dialog.locator(f"a[href$='+field/{kind}/']").click()
    dialog.locator("[name='help.ru']").fill("как в договоре")
    for name, text in typed.items():
        dialog.locator(f"[name='{name}']").fill(text)
    expect(dialog.locator("[name=key]")).not_to_have_value("")
    dialog.get_by_role("button", name="В черновик").click()
    expect(dialog.locator(wrong)).to_be_visible()
    for name, text in {**typed, "help.ru": "как в договоре"}.items():
        expect(dialog.locator(f"[name='{name}']")).to_have_value(text)
    assert not DesignDraft.objects.filter(user=clara).exists() or not DesignDraft.objects.get(user=clara).edits


def test_values_of_a_lookup_are_pasted_and_put_in_order(open_page: OpenPage, configuration: None, clara: User) -> None:
    page = open_page(BASE + "+lookups/colours/", person=clara)
    page.get_by_text("Вставить много").click()
    page.locator("[name=values]").fill("Зелёный\nБелый\nКрасный")
    first = page.locator("[data-row-list] > li").first
    first.locator("input[name='row.ru']").focus()
    page.keyboard.press("Alt+ArrowDown")
    page.get_by_role("button", name="В черновик").click()
    expect(page.locator("[data-row-list] > li")).to_have_count(4)
    page.get_by_role("button", name=re.compile("^Применить 1")).click()
    expect(page.locator("body")).to_contain_text("Применено: версия")
    values = latest_snapshot().lookups["colours"].values
    assert [value.label.ru for value in values.values()] == [
        "Очень длинное название синего цвета",
        "Красный",
        "Зелёный",
        "Белый",
    ]
