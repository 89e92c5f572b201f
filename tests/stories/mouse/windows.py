"""Somebody's window: signed in through the login page; and the people whom an administrator makes."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.stories.mouse.gestures import choose_many
from tests.stories.running import up
from tests.support.browsing import new_window

PASSWORD = "Тысяча тонн зерна 7"


@dataclass(frozen=True)
class Installation:
    """The running product: its address, the administrator's password, its folder."""

    address: str
    password: str
    data: Path


@contextmanager
def installed(name: str, *words: str) -> Iterator[Installation]:
    """Start the product in a folder of its own, stop it and take the folder away in the end."""
    folder = Path(tempfile.mkdtemp(prefix=f"artel-{name}-"))
    try:
        with up(folder / "data", *words) as (_process, told):
            yield Installation(told[1], told[2], folder / "data")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def window(browser: Browser, address: str, login: str, password: str) -> Iterator[Page]:
    """Open a window, sign in, give the page of the day."""
    page = new_window(browser, viewport={"width": 1440, "height": 3600}, locale="ru-RU", base_url=address)
    page.goto("/auth/login/")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Войти").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Мой день")
    yield page
    page.context.close()


def make_person(page: Page, login: str, name: str, roles: tuple[str, ...], *, team: str = "") -> str:
    """Make a user in the settings; return the address where he chooses his password."""
    page.goto("/settings/users/")
    page.get_by_role("link", name="Новый пользователь").click()
    page.locator("[name=name]").fill(name)
    page.locator("[name=username]").fill(login)
    if team:
        page.locator("[name=team_id]").select_option(label=team)
    choose_many(page, page.locator("select[name=roles]"), roles)
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_role("button", name="Ссылка для пароля").click()
    return page.locator("code", has_text=re.compile("^http")).inner_text()


def choose_password(browser: Browser, address: str) -> None:
    """Open the link that the administrator gave, choose a password."""
    page = new_window(browser, locale="ru-RU")
    page.goto(address)
    for box in page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    page.locator("form button[type=submit]").first.click()
    page.context.close()


@contextmanager
def people(
    browser: Browser, administrator: Page, address: str, wanted: Mapping[str, tuple[str, tuple[str, ...]]]
) -> Iterator[Mapping[str, Page]]:
    """Make people (login → name and roles), let each choose a password and sign in; give their windows by login."""
    for login, (name, roles) in wanted.items():
        choose_password(browser, make_person(administrator, login, name, roles))
    with ExitStack() as stack:
        yield {login: stack.enter_context(window(browser, address, login, PASSWORD)) for login in wanted}
