"""A sale to a pharmacy chain, manager and head beside each other: the visa is asked for, rejected, asked again, given.

The head decides on his phone, from the notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from artel.platform.definitions.current import forget_snapshots, latest_snapshot
from artel.platform.kernel.actor import SYSTEM
from artel.platform.packs.installing import install
from artel.platform.users.models import Team, User
from tests.e2e.conftest import OpenPage
from tests.support.domain import make
from tests.support.people import person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people() -> Iterator[tuple[User, User]]:
    """Bring the pack into force; return the manager and the head."""
    install(["pharma"], demo=False, actor=SYSTEM)
    latest_snapshot()
    team = Team.objects.create(name="Работа с сетями")
    team.head = person("anton", "Грачёв Антон", team=team, role="head")
    team.save()
    yield person("zhanna", "Колесникова Жанна", team=team, role="manager"), team.head
    forget_snapshots()


def open_notice(phone: Page) -> None:
    """Open the newest notice: the first touch."""
    phone.goto(re.sub(r"(://[^/]+)/.*", r"\1/notifications/", phone.url))
    phone.locator(".a-notes a", has_text="Нужна ваша виза").first.click()
    expect(phone.get_by_role("heading", level=2)).to_have_text("Виза руководителя")


def close_steps(page: Page, card: str) -> None:
    """Close the two tasks of the stage, each on its own page."""
    steps = page.locator("section", has_text="Шаги стадии").locator(".a-entry a")
    expect(steps).to_have_count(2)
    for address in [step.get_attribute("href") for step in steps.all()]:
        page.goto(card.partition("/deals/")[0] + f"{address}done/")
        page.locator("main").get_by_role("button", name="Завершить").click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Чем закончилось?")
    page.goto(card)


def test_the_head_lets_a_chain_go_on_from_his_phone(people: tuple[User, User], open_page: OpenPage) -> None:
    zhanna, anton = people
    chain = make("accounts", name="Аптечная сеть «Ромашка»", owner=zhanna.pk, x_outlets=40)
    desk, phone = open_page(f"/accounts/{chain}/", person=zhanna), open_page("/", person=anton, width=390)
    desk.get_by_role("tab", name="Аптечная сеть").click()
    expect(desk.get_by_text("Принцип закупки")).to_be_visible()

    desk.goto(re.sub(r"/accounts/.*", f"/deals/new/?account={chain}", desk.url))
    main = desk.locator("main")
    main.locator("[name=name]").fill("Витамины к сезону")
    main.locator("[name=amount]").fill("1250000")
    main.get_by_role("button", name="Сохранить", exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Витамины к сезону")
    close_steps(desk, desk.url)
    expect(main).to_contain_text("ждём: Грачёв А.")

    open_notice(phone)
    expect(phone.locator("main")).to_contain_text(re.compile(r"1\s250\s000"))
    phone.get_by_label("Комментарий").fill("Нет расчёта по ретробонусу")
    phone.get_by_role("button", name="Отклонить").click()
    expect(phone.locator("main")).to_contain_text("отклонено: Грачёв А.: Нет расчёта по ретробонусу")

    desk.reload()
    desk.get_by_role("button", name="Запросить снова").click()
    expect(main).to_contain_text("ждём: Грачёв А.")
    open_notice(phone)
    phone.get_by_role("button", name="Согласовать").click()
    expect(phone.locator(".a-stages [aria-current=step]")).to_contain_text("Презентация")
    desk.reload()
    expect(desk.locator(".a-stages [aria-current=step]")).to_contain_text("Презентация")
