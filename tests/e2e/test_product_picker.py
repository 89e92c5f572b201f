"""The window to pick products in, in a real browser: by mouse, by keyboard, on a phone, into a lead and a deal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from artel.platform.definitions.current import forget_snapshots
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage, violations
from tests.support.domain import make, rows

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
TANKS = 45


@dataclass(frozen=True)
class Shop:
    """A lead and a deal beside a catalogue of 45 tanks and a lid."""

    lead: int
    deal: int


@pytest.fixture
def shop(base_pack: Snapshot, clara: User) -> Iterator[Shop]:
    """Make the catalogue: every third tank is blue and in stock."""
    top = make("product_categories", name="Пластик")
    tanks = make("product_categories", name="Ёмкости для воды, топлива и пищевых жидкостей", parent=top)
    door.create(
        "products",
        [
            {
                "name": f"Бак {n:02} вертикальный усиленный для питьевой воды", "article": f"Б-{n:02}",
                "category": tanks, "color": "white" if n % 3 else "blue", "in_stock": 0 if n % 3 else n,
                "height": 100 * (n + 1), "price": 1000 + n,
            }
            for n in range(TANKS)
        ],
        actor=SYSTEM,
    )  # fmt: skip
    make("products", name="Крышка", article="К-1", category=top, color="blue", price=90, in_stock=5, unit="piece")
    yield Shop(make("leads", name="Баки", owner=clara.pk), make("deals", name="Баки", owner=clara.pk))
    forget_snapshots()


def opened(page: Page, address: str) -> Locator:
    """Open the window from the card, as people do; return it."""
    button = page.locator(f"[hx-get='{address}products/']").first
    if not button.is_visible():
        page.locator("main details:has([hx-get$='products/']) > summary, [data-more]").first.click()
    button.click()
    window = page.locator(".is-picker")
    expect(window).to_be_visible()
    return window


def total(window: Locator, number: int) -> None:
    """Wait until the window says how many it has found."""
    expect(window.locator("p[role=status]")).to_have_text(f"Найдено: {number}")


def box(window: Locator, name: str) -> Locator:
    """Return the line of a value at the side."""
    return window.locator(".a-pick-value", has_text=name).first


def test_criteria_narrow_together_with_counts_and_quantities_stay(open_page: OpenPage, shop: Shop, clara: User) -> None:
    page = open_page(f"/deals/{shop.deal}/", person=clara)
    window = opened(page, f"/deals/{shop.deal}/")
    total(window, TANKS + 1)
    expect(box(window, "Синий").locator(".a-count")).to_have_text("16")
    window.get_by_label("Количество: Бак 01").fill("2")
    box(window, "Синий").click()
    total(window, 16)
    expect(box(window, "Белый").locator(".a-count")).to_have_text("30")
    box(window, "В наличии").click()
    total(window, 15)
    window.get_by_label("Высота, мм: от").fill("1000")
    window.get_by_label("Высота, мм: от").press("Enter")
    total(window, 12)
    window.get_by_label("Поиск товаров").fill("бак 12")
    total(window, 1)
    window.get_by_label("Количество: Бак 12").fill("3")
    window.locator("[data-pick-clear]").click()
    window.get_by_label("Поиск товаров").fill("")
    total(window, TANKS + 1)
    expect(window.get_by_label("Количество: Бак 01")).to_have_value("2")
    window.get_by_role("button", name="Добавить", exact=True).click()
    expect(window).to_be_hidden()
    assert set(rows("deal_products", "quantity", "price")) == {
        (Decimal(2), Decimal(1001)), (Decimal(3), Decimal(1012))
    }  # fmt: skip


def test_the_keyboard_alone_picks_into_a_lead(open_page: OpenPage, shop: Shop, clara: User) -> None:
    page = open_page(f"/leads/{shop.lead}/", person=clara)
    window = opened(page, f"/leads/{shop.lead}/")
    expect(window.locator("#pick-q")).to_be_focused()
    page.keyboard.type("бак 1")
    total(window, 10)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("5")
    page.keyboard.press("Control+Enter")
    expect(window).to_be_hidden()
    assert sorted(rows("lead_products", "quantity")) == [(Decimal(1),), (Decimal(5),)]


@pytest.mark.parametrize(("width", "theme"), [(1440, "dark"), (390, "light")])
def test_the_window_fits_and_is_for_everybody(
    open_page: OpenPage, shop: Shop, clara: User, width: int, theme: str
) -> None:
    page = open_page(f"/deals/{shop.deal}/products/", width=width, theme=theme, person=clara)
    page.set_viewport_size({"width": width, "height": 3000})
    window = page.locator(".is-picker")
    total(window, TANKS + 1)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    if width < 760:
        expect(box(window, "Синий")).to_be_hidden()
        window.locator(".a-pick-side > summary").click()
    box(window, "Синий").click()
    total(window, 16)
    assert violations(page) == []
    window.get_by_label("Поиск товаров").fill("чего нет")
    expect(window.get_by_text("Ничего не подходит")).to_be_visible()
    assert violations(page) == []
