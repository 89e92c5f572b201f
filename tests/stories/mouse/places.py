"""Ways through the designer: always by its links."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.support.browsing import settle

DESIGNER = "/settings/designer/"


def link(page: Page, end: str) -> Locator:
    """Return the link in sight whose address ends so."""
    return page.locator(f"a[href$='{end}']:visible").first


def open_designer(page: Page, place: str = "") -> None:
    """Go to the designer's list of sections, or of lookups (`+lookups/`), roles (`+roles/`)."""
    if DESIGNER not in page.url:
        page.get_by_role("link", name="Настройки").first.click()
        page.get_by_role("link", name=re.compile("^Конструктор")).first.click()
        page.wait_for_url(f"**{DESIGNER}")
    if not page.url.endswith(DESIGNER + place):
        if place and not link(page, DESIGNER + place).count():
            link(page, DESIGNER).click()
            page.wait_for_url(f"**{DESIGNER}")
        link(page, DESIGNER + place).click()
        page.wait_for_url(f"**{DESIGNER}{place}")


def open_tab(page: Page, section: str, tab: str) -> None:
    """Go to a section's page in the designer: fields (""), `layout/`, `list/`, `views/`, `pipelines/`…"""
    home = f"{DESIGNER}{section}/"
    if home not in page.url:
        open_designer(page)
        link(page, home).click()
        page.wait_for_url(f"**{home}")
    if not page.url.endswith(home + tab):
        link(page, home + tab).click()
        page.wait_for_url(f"**{home}{tab}")


def into_draft(page: Page, form: Locator) -> None:
    """Press «Into the draft» below a form of a whole page; nothing is wrong then."""
    settle(page)
    with page.expect_navigation():
        form.get_by_role("button", name="В черновик").click()
    wrong = page.locator(".a-error, .a-notice.is-late")
    assert not wrong.count(), wrong.all_inner_texts()


def apply_all(page: Page, note: str = "") -> None:
    """Press the plan's button at the side; the configuration has a new revision then."""
    plan = page.get_by_role("complementary", name="План изменений")
    if note:
        plan.get_by_label("Комментарий: зачем").fill(note)
    plan.get_by_role("button", name=re.compile(r"^Применить \d")).click()
    expect(page.locator("body")).to_contain_text("Применено: версия", timeout=60_000)
