"""Every component in a real browser: nothing for axe to find, nothing wider than the window, nothing in the console."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.conftest import OpenPage, violations

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def in_development(settings: Any) -> None:
    """Serve the page of components."""
    settings.DEBUG = True


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_components_are_for_everybody(open_page: OpenPage, width: int, theme: str) -> None:
    page = open_page("/dev/ui/", width=width, theme=theme)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [360, 768, 1024, 2560])
def test_no_width_scrolls_sideways(open_page: OpenPage, width: int) -> None:
    page = open_page("/dev/ui/", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sign_in_is_for_everybody(open_page: OpenPage, theme: str) -> None:
    page = open_page("/auth/login/", theme=theme)
    assert violations(page) == []


def test_a_menu_is_worked_by_keys(open_page: OpenPage) -> None:
    page = open_page("/dev/ui/?only=menus")
    opener = page.get_by_role("button", name="Действия")
    opener.press("ArrowDown")
    assert page.locator(":focus").inner_text().startswith("Изменить")
    page.keyboard.press("End")
    assert page.locator(":focus").inner_text().startswith("В корзину")
    page.locator(":focus").dispatch_event("keydown", {"key": "с", "bubbles": True, "cancelable": True})
    assert page.locator(":focus").inner_text().startswith("Сделать копию")
    page.keyboard.press("Escape")
    assert opener.evaluate("element => element === document.activeElement")
    assert opener.get_attribute("aria-expanded") == "false"


def test_rows_are_selected_by_keys_and_ranges(open_page: OpenPage) -> None:
    page = open_page("/dev/ui/?only=table")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    page.keyboard.press("x")
    rows = page.locator("tr[data-id]")
    assert rows.nth(1).locator("input[name=ids]").is_checked()
    page.keyboard.press("End")
    assert rows.nth(4).evaluate("row => row === document.activeElement")


def test_the_theme_is_kept(open_page: OpenPage) -> None:
    page = open_page("/dev/ui/?only=tabs", theme="light")
    page.locator(".a-who").click()
    page.get_by_role("menuitemradio", name="Тёмная тема").click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_a_draft_comes_back(open_page: OpenPage) -> None:
    page = open_page("/dev/ui/?only=feed")
    page.get_by_placeholder("Что важно знать…").fill("Перезвонить после обеда")
    page.locator("[role=tabpanel]:not([hidden]) [data-draft-state]").filter(has_text="черновик сохранён").wait_for()
    page.reload()
    assert page.get_by_placeholder("Что важно знать…").input_value() == "Перезвонить после обеда"
