"""The generic screens in a real browser: list, board, card and form, by mouse, by keys, on a phone, for everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import forget_snapshots
from artel.platform.kernel.actor import SYSTEM
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage, violations
from tests.support.browsing import PATIENCE
from tests.support.domain import make

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

LONG = "Лифты для жилого комплекса «Северная долина», корпус 4, секции 1–6, с диспетчеризацией"


@pytest.fixture
def deals(base_pack: Snapshot, clara: User) -> Iterator[list[int]]:
    """Make three deals in the first two stages, one with a long name; forget the configuration afterwards."""
    account = make("accounts", name="ООО «Специализированный застройщик «Северная долина — Девелопмент»")
    stages = [s.key for s in base_pack.section("deals").pipelines[0].stages]
    yield [
        make("deals", name=name, account=account, amount=amount, owner=clara.pk, stage=stage)
        for name, amount, stage in (
            (LONG, "24318600.50", stages[0]),
            ("Замена лебёдок", "2085540", stages[0]),
            ("Эскалатор, вокзал", "14600000", stages[1]),
        )
    ]
    forget_snapshots()


def stored(record_id: int, key: str) -> object:
    """Return a stored value of a deal."""
    return visible_to(SYSTEM, "deals", include_trashed=True).values_list(key, flat=True).get(id=record_id)


def eventually(page: Page, record_id: int, key: str, value: object) -> None:
    """Wait until a deal holds a value: the answer is on its way."""
    for _try in range(PATIENCE // 50):
        if stored(record_id, key) == value:
            return
        page.wait_for_timeout(50)
    assert stored(record_id, key) == value


ADDRESSES = ("/deals/", "/deals/?group=stage", "/deals/board/", "/deals/{deal}/", "/deals/new/", "/deals/{deal}/edit/")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_screens_are_for_everybody(open_page: OpenPage, deals: list[int], clara: User, width: int, theme: str) -> None:
    for address in (*ADDRESSES, "/trash/", "/search/?q=лифт", "/contacts/"):
        page = open_page(address.format(deal=deals[0]), width=width, theme=theme, person=clara)
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") == width, address


def test_a_cell_is_edited_by_keys_and_the_total_follows(open_page: OpenPage, deals: list[int], clara: User) -> None:
    page = open_page("/deals/?columns=amount,stage", person=clara)
    cell = page.locator(f'tr[data-id="{deals[1]}"] td[data-field=amount]')
    cell.dblclick()
    editor = cell.locator("input[name=amount]")
    expect(editor).to_be_focused()
    editor.fill("дорого")
    editor.press("Enter")
    expect(cell.locator(".a-error")).to_be_visible()
    assert stored(deals[1], "amount") == 2085540
    cell.locator("input[name=amount]").fill("3 000 000,50")
    cell.locator("input[name=amount]").press("Enter")
    expect(cell).to_have_text("3\u00a0000\u00a0000,50\u00a0₽")
    expect(page.locator("tfoot")).to_contain_text("41\u00a0918\u00a0601,00\u00a0₽")


def test_conditions_are_built_and_taken_away_and_the_address_keeps_them(
    open_page: OpenPage, deals: list[int], clara: User
) -> None:
    page = open_page("/deals/", person=clara)
    page.keyboard.press("/")
    row = page.locator("[data-filter-row]").first
    row.locator("[data-part=field]").select_option("amount")
    row.locator("[data-part=operator]").select_option("gt")
    row.locator("[data-value]").fill("10 000 000")
    page.get_by_role("button", name="Применить").click()
    expect(page.locator("tr[data-id]")).to_have_count(2)
    assert "filter=" in page.url
    page.locator(".a-chip-x").click()
    expect(page.locator("tr[data-id]")).to_have_count(3)


def test_selected_deals_go_to_the_trash_and_come_back(open_page: OpenPage, deals: list[int], clara: User) -> None:
    page = open_page("/deals/", person=clara)
    for record_id in deals[:2]:
        page.locator(f'tr[data-id="{record_id}"] input[name=ids]').check()
    page.locator("[data-selection-bar]").get_by_role("button", name="Удалить").click()
    page.locator("#dialog").get_by_role("button", name="В корзину").click()
    expect(page.locator("tr[data-id]")).to_have_count(1)
    page.locator(".a-toast").get_by_role("button", name="Вернуть").click()
    expect(page.locator("tr[data-id]")).to_have_count(3)


def test_a_card_is_dragged_to_the_next_stage_and_taken_back(
    open_page: OpenPage, deals: list[int], base_pack: Snapshot, clara: User
) -> None:
    first, second = (s.key for s in base_pack.section("deals").pipelines[0].stages[:2])
    page = open_page("/deals/board/", person=clara)
    card = page.locator(f'.a-deal[data-id="{deals[1]}"]')
    target = page.locator(f'[data-stage="{second}"] [data-board-cards]')
    start, end = card.bounding_box(), target.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 90, start["y"] + 14)
    page.mouse.down()
    page.mouse.move(end["x"] + 60, end["y"] + 40, steps=12)
    page.mouse.move(end["x"] + 70, end["y"] + 50, steps=4)
    page.mouse.up()
    eventually(page, deals[1], "stage", second)
    page.locator(".a-toast").get_by_role("button", name="Вернуть").click()
    eventually(page, deals[1], "stage", first)


def test_a_card_is_moved_by_keys(open_page: OpenPage, deals: list[int], base_pack: Snapshot, clara: User) -> None:
    second = base_pack.section("deals").pipelines[0].stages[1]
    page = open_page("/deals/board/", person=clara)
    page.locator(f'.a-deal[data-id="{deals[1]}"]').focus()
    page.keyboard.press("m")
    page.get_by_role("menuitem", name=second.label.text("ru")).press("Enter")
    eventually(page, deals[1], "stage", second.key)
    expect(page.locator(f'[data-stage="{second.key}"] .a-deal[data-id="{deals[1]}"]')).to_be_visible()


def test_a_move_that_lacks_something_asks_for_it_right_there(
    open_page: OpenPage, deals: list[int], base_pack: Snapshot, clara: User
) -> None:
    lost = next(s for s in base_pack.section("deals").pipelines[0].stages if s.kind == "failure")
    page = open_page(f"/deals/{deals[0]}/", person=clara)
    page.locator(".a-record-acts").get_by_role("button", name="Ещё").click()
    page.get_by_role("menuitem", name=lost.label.text("ru")).click()
    reason = page.locator("#dialog select[name=loss_reason]")
    expect(reason).to_be_visible()
    assert stored(deals[0], "stage") != lost.key
    reason.select_option(index=1)
    page.locator("#dialog").get_by_role("button", name="Заполнить и перейти").click()
    eventually(page, deals[0], "stage", lost.key)


def test_a_card_is_worked_from_top_to_bottom(open_page: OpenPage, deals: list[int], clara: User) -> None:
    page = open_page(f"/deals/{deals[0]}/", person=clara)
    page.get_by_role("tab", name="Задача").click()
    plan = page.locator("#compose-tasks")
    plan.locator("textarea").fill("Согласовать протокол разногласий")
    plan.locator("input[name=due_at]").fill("2020-01-15T10:00")
    plan.get_by_role("button", name="Запланировать").click()
    expect(page.locator(".a-do.is-late")).to_contain_text("Согласовать протокол разногласий")
    page.locator(".a-do").get_by_role("link", name="Сделать").click()
    page.locator("#dialog button[type=submit]").first.click()
    expect(page.locator(".a-do.is-late")).to_have_count(0)
    page.locator("#compose-comment textarea").fill("Аванс обещали в среду")
    page.locator("#compose-comment textarea").press("Control+Enter")
    expect(page.locator("#feed")).to_contain_text("Аванс обещали в среду")
    amount = page.locator(".a-facts [data-field=amount]")
    amount.click()
    page.locator(".a-facts input[name=amount]").fill("30 000 000")
    page.keyboard.press("Enter")
    expect(page.locator(".a-keyfacts")).to_contain_text("30\u00a0000\u00a0000,00\u00a0₽")


def test_a_form_keeps_what_was_typed_and_points_at_what_is_wrong(
    open_page: OpenPage, deals: list[int], clara: User
) -> None:
    page = open_page("/deals/", person=clara)
    page.keyboard.press("n")
    dialog = page.locator("#dialog")
    dialog.locator("[name=amount]").fill("много")
    dialog.get_by_role("button", name="Сохранить", exact=True).click()
    expect(dialog.locator("[aria-invalid=true]").first).to_be_visible()
    expect(dialog.locator("[name=amount]")).to_have_value("много")
    dialog.locator("[name=name]").fill("Подъёмник, поликлиника № 7")
    dialog.locator("[name=amount]").fill("948 750,40")
    dialog.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.locator("h1")).to_have_text("Подъёмник, поликлиника № 7")


def test_two_who_edit_at_once_see_both_versions(open_page: OpenPage, deals: list[int], clara: User) -> None:
    page = open_page("/deals/?columns=amount", person=clara)
    other = open_page("/deals/?columns=amount", person=clara)
    cells = [p.locator(f'tr[data-id="{deals[1]}"] td[data-field=amount]') for p in (page, other)]
    for cell in cells:
        cell.dblclick()
        expect(cell.locator("input[name=amount]")).to_be_focused()
    cells[0].locator("input").last.fill("111")
    cells[0].locator("input").last.press("Enter")
    expect(cells[0]).to_contain_text("111,00")
    cells[1].locator("input").last.fill("222")
    cells[1].locator("input").last.press("Enter")
    dialog = other.locator("#dialog")
    expect(dialog).to_contain_text("111,00")
    expect(dialog).to_contain_text("222,00")
    dialog.get_by_role("button", name="Записать моё").click()
    eventually(other, deals[1], "amount", 222)


def test_ctrl_k_finds_a_record_and_leads_to_it(open_page: OpenPage, deals: list[int], clara: User) -> None:
    page = open_page("/contacts/", person=clara)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Клавиши")
    expect(keys).to_contain_text("Условие")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.type("лебёдок")
    option = page.get_by_role("option").filter(has_text="Замена лебёдок")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Замена лебёдок")


def test_a_view_is_saved_and_opened_by_its_tab(open_page: OpenPage, deals: list[int], clara: User) -> None:
    page = open_page("/deals/?filter=amount gt 10000000&columns=amount", person=clara)
    page.get_by_role("button", name="Вид", exact=True).click()
    page.get_by_role("menuitem", name="Сохранить как новый вид…").click()
    page.locator("#dialog [name=label]").fill("Мои крупные")
    page.locator("#dialog").get_by_role("button", name="Сохранить").click()
    tab = page.get_by_role("link", name="Мои крупные")
    expect(tab).to_have_attribute("aria-current", "page")
    expect(page.locator("tr[data-id]")).to_have_count(2)
