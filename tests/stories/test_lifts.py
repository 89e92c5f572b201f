"""The lift company's day, played in a browser against the running product: docs of the story are in solutions/lifts.

A base of clients comes from a messy table and can be taken back; no client is left without a planned activity;
a lead becomes a client by one click; a client changes hands with the whole history; a large sale goes through the
hands of four until it is a project, of which one sees where the time went.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Browser, Locator, Page, expect

from tests.stories.running import up
from tests.support.browsing import new_window, wait_until_idle

pytestmark = pytest.mark.e2e
SAMPLE_PASSWORD = re.compile(r"(\S+)\s*$")


@dataclass(frozen=True)
class Company:
    """The running product with the demo company in it."""

    address: str
    password: str


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    """Start the product with the demo data of the pack, as `make run` does."""
    folder = Path(tempfile.mkdtemp(prefix="artel-lifts-"))
    try:
        with up(folder / "data", "--demo", "lifts") as (_process, told):
            said = next(line for line in (folder / "data.log").read_text().splitlines() if "gulnara" in line)
            found = SAMPLE_PASSWORD.search(said)
            assert found, said
            yield Company(told[1], found[1])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def as_person(browser: Browser, company: Company) -> Iterator[Callable[[str], Page]]:
    """Return a function that signs somebody in through the login page and gives his window."""
    contexts = []

    def sign_in(login: str) -> Page:
        size = {"width": 1440, "height": 900}
        page = new_window(browser, viewport=size, locale="ru-RU", base_url=company.address)
        contexts.append(page.context)
        page.goto("/auth/login/")
        page.locator("input[name=login]").fill(login)
        page.locator("input[name=password]").fill(company.password)
        page.locator("input[name=password]").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Мой день|День руководителя"))
        return page

    yield sign_in
    for context in contexts:
        context.close()


def messy_table(folder: Path) -> Path:
    """Write a table as people keep it: a title above, two phones in a cell, bad values, an unknown manager."""
    path = folder / "База застройщиков.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("База")
        sheet.merge_range("A1:G1", "База застройщиков на 12.03.2026")
        heads = ["Наименование организации", "ИНН", "Тел./факс", "ФИО рук.", "Дата посл. звонка", "Менеджер", "Прим."]
        rows = [
            heads,
            [
                "ООО «СЗ «Вечерняя башня»",
                "7707083893",
                "8(843)2925518 доб.12, 89005550418",
                "вечеров ильдар фаритович",
                "12.3.26",
                "Ахметзянова Г.",
                "звонить после 20-го",
            ],
            ["ИП Хабибуллина А.Р.", "166018882301", "8 900 555-22-33", "хабибуллина альфия", "31.02.25", "", ""],
            ["", "", "+7 900 555-33-44", "", "", "", ""],
        ]
        for line, row in enumerate(rows):
            sheet.write_row(line + 2, 0, row)
    return path


def found_in_list(page: Page, section: str, words: str) -> Locator:
    """Open a list with a search and return its rows."""
    page.goto(f"/{section}/?q={words}")
    return page.locator("main tr[data-id]")


def button_or_link(page: Page, name: str) -> Locator:
    """Return the act of that name, whichever it is made of."""
    return page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first


def test_a_messy_table_is_imported_with_a_report_and_taken_back(
    as_person: Callable[[str], Page], tmp_path: Path
) -> None:
    page = as_person("renat")
    page.goto("/import/")
    page.locator("input[type=file]").set_input_files(messy_table(tmp_path))
    page.get_by_role("button", name="Посмотреть столбцы").click()
    expect(page.get_by_text("узнано 7 из 7")).to_be_visible()
    page.get_by_role("button", name="Проверить файл").click()

    expect(page.get_by_role("heading", name="Проверка перед загрузкой")).to_be_visible()
    expect(page.get_by_text("Не сходится контрольная цифра ИНН.")).to_be_visible()
    expect(page.get_by_text("Такого дня нет: в феврале 2025 года 28 дней.")).to_be_visible()
    page.get_by_role("button", name="28.02.2025").click()
    page.get_by_role("button", name="Загрузить без «ИНН»").click()
    page.get_by_role("button", name="Загрузить 2 строки").click()

    expect(page.get_by_role("heading", name="Файл загружен")).to_be_visible(timeout=30_000)
    report = page.url
    expect(found_in_list(page, "accounts", "вечерняя")).to_have_count(1)
    expect(found_in_list(page, "accounts", "555-04-18")).to_have_count(1)
    found_in_list(page, "contacts", "вечеров").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Вечеров Ильдар Фаритович")

    page.goto(report)
    page.get_by_role("button", name="Отменить загрузку").click()
    page.locator("dialog[open]").get_by_role("button", name=re.compile("Отменить загрузку|Отменить")).last.click()
    expect(page.get_by_text(re.compile("Загрузка отменена"))).to_be_visible(timeout=30_000)
    expect(found_in_list(page, "accounts", "вечерняя")).to_have_count(0)
    expect(found_in_list(page, "contacts", "вечеров")).to_have_count(0)


def test_a_client_without_a_planned_activity_is_counted_until_one_is_planned(as_person: Callable[[str], Page]) -> None:
    page = as_person("gulnara")
    page.goto("/accounts/")
    tab = page.get_by_role("link", name=re.compile("Без запланированной активности"))
    before = int(re.sub(r"\D", "", tab.inner_text()))
    assert before > 0
    tab.click()
    row = page.locator("main tr[data-id]").first
    name = row.get_by_role("link").first.inner_text()
    row.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page.get_by_text("Ничего не запланировано. Решите, что дальше, чтобы не забыть.")).to_be_visible()
    button_or_link(page, "Запланировать").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=name]").fill("Договориться об осмотре шахт")
    dialog.get_by_role("button", name=re.compile("Сохранить|Запланировать|Создать")).last.click()
    expect(page.locator(".a-do")).to_contain_text("Договориться об осмотре шахт")
    page.goto("/accounts/")
    expect(tab).to_contain_text(str(before - 1))


def test_one_click_makes_a_client_of_a_lead_and_it_can_be_taken_back(as_person: Callable[[str], Page]) -> None:
    page = as_person("gulnara")
    page.goto("/leads/new/")
    main = page.locator("main")
    for key, value in (
        ("name", "Два лифта для нового склада"),
        ("company_name", "ООО «Вечерний склад»"),
        ("person_name", "Закиров Марат Рустемович"),
        ("phone", "8 900 777-04-18"),
    ):
        main.locator(f"[name={key}]").fill(value)
    main.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Два лифта для нового склада")
    lead = page.url

    page.get_by_role("button", name="Квалифицировать").or_(
        page.get_by_role("link", name="Квалифицировать")
    ).first.click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("ООО «Вечерний склад»")
    expect(dialog).to_contain_text("+7 900 777-04-18")
    dialog.get_by_role("button", name="Квалифицировать").click()
    expect(dialog).to_contain_text("В продажу лид идёт с техзаданием")
    dialog.get_by_label("Техзадание получено").check()
    dialog.get_by_role("button", name="Квалифицировать").click()
    expect(page.locator(".a-toast")).to_be_visible()

    found_in_list(page, "contacts", "777-04-18").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Закиров Марат Рустемович")
    expect(page.locator("main")).to_contain_text("ООО «Вечерний склад»")
    expect(found_in_list(page, "deals", "нового склада")).to_have_count(1)
    expect(found_in_list(page, "accounts", "вечерний склад")).to_have_count(1)

    page.goto(lead)
    button_or_link(page, "Отменить квалификацию").click()
    expect(page.locator(".a-stages [aria-current=step]")).to_contain_text("Новый")
    expect(found_in_list(page, "accounts", "вечерний склад")).to_have_count(0)
    expect(found_in_list(page, "deals", "нового склада")).to_have_count(0)


def test_a_client_changes_hands_and_the_newcomer_finds_the_whole_history(as_person: Callable[[str], Page]) -> None:
    head = as_person("renat")
    head.goto("/accounts/new/")
    head.locator("main [name=name]").fill("ООО «Переходный дом»")
    head.locator("main").get_by_role("button", name="Сохранить", exact=True).click()
    expect(head.get_by_role("heading", level=1)).to_have_text("ООО «Переходный дом»")
    address = head.url
    head.locator("textarea[name=text]").first.fill("Просят рассрочку на два квартала")
    head.get_by_role("button", name="Отправить").click()
    expect(head.locator(".a-feed")).to_contain_text("Просят рассрочку на два квартала")

    newcomer = as_person("elizaveta")
    head.goto(address + "edit/")
    owner = head.locator("main .a-field", has_text="Ответственный")
    owner.locator(".ts-control input").fill("констант")
    head.get_by_role("option", name="Константинопольская Елизавета").click()
    head.locator("main").get_by_role("button", name="Сохранить", exact=True).click()
    expect(head.locator(".a-keyfacts")).to_contain_text("Константинопольская")

    newcomer.goto("/notifications/")
    expect(newcomer.locator("main")).to_contain_text("ООО «Переходный дом»")
    newcomer.goto(address)
    feed = newcomer.locator(".a-feed")
    expect(feed).to_contain_text("Просят рассрочку на два квартала")
    expect(feed).to_contain_text("Ответственный")
    expect(feed).to_contain_text("запись создана")


def do_next(page: Page, step: str, result: str = "Выполнена") -> None:
    """Say of the step that stands next on a card how it ended."""
    expect(page.locator(".a-do")).to_contain_text(step)
    page.locator(".a-do").get_by_role("link", name="Сделать", exact=True).click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text(step)
    dialog.locator("[name=result]").select_option(label=result)
    dialog.get_by_role("button", name="Завершить").click()
    expect(page.locator(".a-do", has_text=step)).to_have_count(0)
    wait_until_idle(page)


def go_to(page: Page, stage: str, **lacking: str) -> None:
    """Press a stage on a card; fill in what the gate asks for, if it does."""
    page.locator(".a-stages").get_by_role("button", name=stage).click()
    if lacking:
        dialog = page.locator("dialog[open]")
        for key, value in lacking.items():
            dialog.locator(f"[name={key}]").fill(value)
        dialog.get_by_role("button", name="Заполнить и перейти").click()
    expect(page.locator(".a-stages [aria-current=step]")).to_contain_text(stage)


def test_a_sale_goes_from_the_offer_to_a_project_by_the_hands_of_four(as_person: Callable[[str], Page]) -> None:
    manager, head, leader, director = (as_person(login) for login in ("gulnara", "renat", "timur", "damir"))
    name = "Три лифта в дом на Мира"
    manager.goto("/deals/new/")
    main = manager.locator("main")
    main.locator("[name=name]").fill(name)
    main.locator(".a-field", has_text="Контрагент").locator(".ts-control input").fill("дом")
    manager.locator(".ts-dropdown [data-selectable][data-value]:visible").first.click()
    main.locator("[name=x_work_type]").select_option(label="Поставка и монтаж")
    main.locator("[name=x_lifts]").fill("3")
    main.locator("[name=amount]").fill("60000000")
    main.get_by_role("button", name="Сохранить", exact=True).click()
    expect(manager.get_by_role("heading", level=1)).to_have_text(name)
    do_next(manager, "Сделать КП по техзаданию")
    do_next(manager, "Показать КП и узнать ответ", "Предложение подходит")
    go_to(manager, "Подписание договора")

    manager.locator(".a-stages").get_by_role("button", name="Аванс").click()
    expect(manager.locator("dialog[open]")).to_contain_text("Условия крупной сделки согласует руководитель")
    manager.locator("dialog[open]").get_by_role("button", name="Вернуть").click()
    head.goto("/notifications/")
    head.get_by_role("link", name=name).first.click()
    expect(head.locator("main")).to_contain_text("60 000 000,00 ₽")
    head.get_by_role("button", name="Согласовать").click()
    expect(head.locator(".a-feed")).to_contain_text("Условия крупной сделки")
    expect(head.locator(".a-stages [aria-current=step]")).to_contain_text("Подписание договора")

    go_to(manager, "Аванс", x_delivery_on="2027-06-01")
    do_next(manager, "Выставить счёт на аванс")
    do_next(manager, "Подтвердить поступление аванса")
    go_to(manager, "Завершена", x_advance_on="2026-11-20")

    found_in_list(leader, "projects", "Мира").get_by_role("link").first.click()
    expect(leader.get_by_role("heading", level=1)).to_have_text(f"Монтаж: {name}")
    do_next(leader, "Принять проект от отдела продаж")
    leader.get_by_role("link", name="План и факт").click()
    expect(leader.locator("main")).to_contain_text("1 из 14")

    director.goto("/projects/?filter=delay gt 0")
    director.locator("main tr[data-id] a").first.click()
    director.get_by_role("link", name="План и факт").click()
    expect(director.get_by_role("heading", name="Где возникла задержка")).to_be_visible()
    director.goto("/dashboards/head_day/?period=month")
    board = director.locator("main tr:visible", has_text="Ахметзянова Гульнара")
    expect(board.first).to_be_visible()
