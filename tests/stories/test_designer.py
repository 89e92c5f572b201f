"""A coordinator shapes the lead's card with the mouse, against the running product with two web processes.

The story is `cases` 1 of the grain elevator company: fields of its own on the lead's card, without programming and
without a restart; what was made by hand is then written out as a pack.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stories.running import artel, up
from tests.support.browsing import new_window

pytestmark = pytest.mark.e2e
DESIGNER = "/settings/designer/"
ASKED = 24
"""Requests that ask for the new field: both processes answer some of them."""


@dataclass(frozen=True)
class Company:
    """The running product, empty but for what the product itself brings."""

    address: str
    password: str
    data: Path


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    """Start the product with two processes behind one address."""
    folder = Path(tempfile.mkdtemp(prefix="artel-designer-"))
    try:
        with up(folder / "data", "--processes", "2") as (_process, told):
            yield Company(told[1], told[2], folder / "data")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def page(browser: Browser, company: Company) -> Iterator[Page]:
    """Return the coordinator's window, signed in."""
    size = {"width": 1440, "height": 1400}
    page = new_window(browser, viewport=size, locale="ru-RU", base_url=company.address)
    page.goto("/auth/login/")
    page.locator("input[name=login]").fill("admin")
    page.locator("input[name=password]").fill(company.password)
    page.get_by_role("button", name="Войти").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Мой день")
    yield page
    page.context.close()


def add_field(page: Page, kind: str, label: str, **more: str) -> None:
    """Make a field: choose its type, name it, put it into the draft."""
    page.get_by_role("link", name="Новое поле").click()
    dialog = page.locator("#dialog")
    dialog.get_by_role("link", name=re.compile(rf"^{kind}")).first.click()
    name = dialog.get_by_label("Название по-русски")
    name.fill(label)
    expect(dialog.get_by_label("Ключ")).not_to_have_value("")
    for asked, value in more.items():
        dialog.locator(f"[name='{asked.replace('__', '.')}']").fill(value)
    dialog.get_by_role("button", name="В черновик").click()
    expect(page.locator("table").get_by_text(label, exact=True)).to_be_visible()


def drag(page: Page, label: str, group: str) -> None:
    """Drag a field by its grip into a group of the card."""
    grip = page.locator(f".a-chosen:has-text('{label}') [data-grip]").first
    into = page.locator(f"[data-box]:has(input[data-ru][value='{group}']), [data-box]").filter(
        has=page.locator("input[data-ru]")
    )
    target = into.last.locator("[data-list=group]")
    grip.scroll_into_view_if_needed()
    start = grip.bounding_box()
    end = target.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 12, start["y"] + 2, steps=3)
    page.mouse.move(end["x"] + 40, end["y"] + end["height"] - 6, steps=12)
    page.mouse.up()


def test_fields_on_the_card_of_a_lead(company: Company, page: Page, tmp_path: Path) -> None:
    page.get_by_role("link", name="Настройки").first.click()
    page.get_by_role("link", name=re.compile("^Конструктор")).click()
    page.get_by_role("link", name="Лиды", exact=True).last.click()

    add_field(page, "Целое число", "Банк земли", options__unit="га", options__min="0")
    add_field(page, "Строка", "Код ОКПО", options__max_length="10")
    add_field(page, "Строка", "Холдинг")
    plan = page.get_by_role("complementary", name="План изменений")
    expect(plan.get_by_role("listitem").filter(has_text="Поле «Банк земли»")).to_be_visible()
    expect(plan.get_by_role("button", name="Применить 4 изменения")).to_be_visible()

    page.get_by_role("link", name="Карточка и форма").click()
    page.get_by_role("button", name="Добавить группу").click()
    page.get_by_label("Название группы", exact=True).last.fill("Хозяйство")
    for label in ("Банк земли", "Код ОКПО", "Холдинг"):
        drag(page, label, "Хозяйство")
        expect(page.locator("[data-box]").last.locator(".a-chosen", has_text=label)).to_be_visible()
    expect(plan).to_contain_text("Хозяйство")

    plan.get_by_label("Комментарий: зачем").fill("карточка хозяйства")
    plan.get_by_role("button", name=re.compile("^Применить 4")).click()
    expect(page.locator("body")).to_contain_text("Применено: версия")

    page.goto("/leads/new/")
    page.get_by_label("Потребность").first.fill("Элеватор на 5 000 тонн")
    page.get_by_label("Банк земли").fill("12 400")
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.locator("#card")).to_contain_text("Хозяйство")
    expect(page.locator("#card")).to_contain_text("12 400 га")

    done = artel("pack", "export", str(tmp_path / "pack"), "--owner", "local", data=company.data)
    assert done.returncode == 0, done.stderr
    written = "\n".join(path.read_text() for path in (tmp_path / "pack").rglob("*.yaml"))
    for said in ("x_bank_zemli", "unit: га", "x_kod_okpo", "x_kholding"):
        assert said in written


def test_every_process_knows_the_field_at_once(company: Company, page: Page) -> None:
    page.goto(DESIGNER + "leads/")
    add_field(page, "Дата", "Начало уборки")
    page.get_by_role("button", name=re.compile("^Применить")).last.click()
    expect(page.locator("body")).to_contain_text("Применено: версия")
    answers = [
        page.request.get(f"{company.address}/leads/new/", headers={"Connection": "close"}) for _n in range(ASKED)
    ]
    assert all("Начало уборки" in answer.text() for answer in answers)
