"""The picker of references and people in a real browser: late answers, presses beside it, records made on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import forget_snapshots
from artel.platform.kernel.actor import SYSTEM
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage, violations
from tests.support.domain import make

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def deal(base_pack: Snapshot, clara: User) -> Iterator[int]:
    """Make a deal without an account, and an account that could be its."""
    make("accounts", name="ООО «Северная долина»")
    yield make("deals", name="Замена лебёдок", owner=clara.pk)
    forget_snapshots()


def account_of(deal: int) -> str | None:
    """Return the name of the account that a deal is stored with."""
    name: str | None = visible_to(SYSTEM, "deals").values_list("account__name", flat=True).get(id=deal)
    return name


def field(place: Page | Locator, label: str) -> Locator:
    """Return the picker of a form by its label."""
    return place.locator(".a-field", has_text=label).first


def save(page: Page) -> None:
    """Press «Save» of a form that stands on a page, as the mouse does."""
    page.locator("main").get_by_role("button", name="Сохранить", exact=True).click()


def make_on_the_way(page: Page, picker: Locator, name: str, button: str = "Создать и выбрать") -> None:
    """Type a name that nobody has, choose «Create …» and save the form that opens above."""
    picker.locator(".ts-control input").fill(name)
    page.locator(".ts-dropdown:popover-open .create").click()
    above = page.locator("dialog[open]").last
    expect(above.locator("[name=name]")).to_have_value(name)
    above.get_by_role("button", name=button).click()


def test_an_answer_that_comes_after_the_choice_opens_nothing(open_page: OpenPage, deal: int, clara: User) -> None:
    page = open_page(f"/deals/{deal}/edit/", person=clara)
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route("**/pick/account/?q=", hold)
    picker = field(page.locator("main"), "Контрагент")
    picker.locator(".ts-control input").fill("северная")
    page.get_by_role("option", name="ООО «Северная долина»").click()
    expect(picker.locator(".ts-control .item")).to_be_visible()
    with page.expect_response("**/pick/account/?q="):
        late[0].continue_()
    expect(picker.locator(".ts-wrapper")).not_to_have_class(re.compile(r"\bloading\b"))
    expect(picker.locator(".ts-dropdown")).to_be_hidden()
    save(page)
    page.wait_for_url(f"**/deals/{deal}/")
    assert account_of(deal) == "ООО «Северная долина»"


def test_letters_that_come_before_the_focus_are_searched_for(open_page: OpenPage, deal: int, clara: User) -> None:
    make("accounts", name="ООО «Южный ветер»")
    page = open_page(f"/deals/{deal}/edit/", person=clara)
    picker = field(page.locator("main"), "Контрагент")
    # On a slow machine the focus comes after the first letters: then the list asks for everything once more.
    picker.locator(".ts-control input").evaluate(
        "input => { input.value = 'северная'; input.dispatchEvent(new Event('input')); input.focus(); }"
    )
    expect(page.locator(".ts-dropdown:popover-open [role=option]")).to_have_text("ООО «Северная долина»")


def test_a_press_beside_an_open_list_is_not_lost(open_page: OpenPage, deal: int, clara: User) -> None:
    page = open_page(f"/deals/{deal}/edit/", person=clara)
    for number in range(12):
        make("accounts", name=f"Застройщик {number}")
    button = page.locator("main").get_by_role("button", name="Сохранить", exact=True)
    foot = button.bounding_box()
    assert foot
    # The window ends right below the form: a list in the flow of the page would make it scroll.
    page.set_viewport_size({"width": 1440, "height": int(foot["y"] + foot["height"]) + 60})
    owner = field(page.locator("main"), "Контрагент")
    owner.locator(".ts-control input").click()
    expect(page.locator(".ts-dropdown:popover-open [role=option]")).to_have_count(13)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    button.click()
    page.wait_for_url(f"**/deals/{deal}/")


def test_a_record_made_on_the_way_comes_back_to_the_edited_form(open_page: OpenPage, deal: int, clara: User) -> None:
    page = open_page(f"/deals/{deal}/edit/", person=clara)
    page.locator("main [name=name]").fill("Замена лебёдок и канатов")
    picker = field(page.locator("main"), "Контрагент")
    make_on_the_way(page, picker, "ООО «Новый подъём»")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(picker.locator(".ts-control .item")).to_have_text("ООО «Новый подъём»")
    expect(page.locator("main [name=name]")).to_have_value("Замена лебёдок и канатов")
    save(page)
    page.wait_for_url(f"**/deals/{deal}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Замена лебёдок и канатов")
    assert account_of(deal) == "ООО «Новый подъём»"


def test_a_form_in_the_dialog_stays_below_what_is_made_for_it(open_page: OpenPage, deal: int, clara: User) -> None:
    page = open_page("/deals/", person=clara)
    page.locator('main a[href="/deals/new/"]').first.click()
    form = page.locator("dialog[open]")
    form.locator("[name=name]").fill("Эскалатор")
    picker = field(form, "Контрагент")
    picker.locator(".ts-control input").fill("ООО «Вокзал»")
    page.locator(".ts-dropdown:popover-open .create").click()
    above = page.locator("dialog[open]").last
    expect(page.locator("dialog[open]")).to_have_count(2)
    expect(above.locator("[name=name]")).to_have_value("ООО «Вокзал»")
    assert violations(page) == []
    above.locator("[name=inn]").fill("1")
    above.get_by_role("button", name="Создать и выбрать").click()
    expect(above.locator("[aria-invalid=true]").first).to_be_visible()
    above.locator("[name=inn]").fill("")
    above.get_by_role("button", name="Создать и выбрать").click()
    expect(page.locator("dialog[open]")).to_have_count(1)
    expect(form.locator("[name=name]")).to_have_value("Эскалатор")
    expect(picker.locator(".ts-control .item")).to_have_text("ООО «Вокзал»")


def test_a_cell_waits_for_what_is_made_for_it(open_page: OpenPage, deal: int, clara: User) -> None:
    page = open_page("/deals/?columns=account", person=clara)
    cell = page.locator(f'tr[data-id="{deal}"] td[data-field=account]')
    cell.dblclick()
    make_on_the_way(page, cell, "ИП Канатов")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(cell.locator(".ts-control .item")).to_have_text("ИП Канатов")
    cell.locator(".ts-control input").press("Enter")
    expect(cell.locator("form")).to_have_count(0)
    expect(cell).to_have_text("ИП Канатов")
    assert account_of(deal) == "ИП Канатов"
