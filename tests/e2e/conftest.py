"""A real browser for the tests of this folder: the system's Chromium, one window per test, axe for accessibility."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from artel.platform.users.models import User
from tests.support import browsing
from tests.support.browsing import new_window

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
OPTIONS = ["--no-sandbox", "--disable-background-networking"]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def monkeypatch_module() -> Iterator[pytest.MonkeyPatch]:
    """Return a monkeypatch that is undone at the end of the file."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def browser(monkeypatch_module: pytest.MonkeyPatch) -> Iterator[Browser]:
    """Start the browser for one file of tests.

    Playwright keeps an event loop in this thread, which Django would take for async code; it ends with the file, for
    other tests of the same process run loops of their own.
    """
    monkeypatch_module.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    assert path, "no Chromium on this machine; `make setup` installs it"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[OpenPage]:
    """Give a function that opens an address; what the page complains of in its console fails the test at the end."""
    complaints: list[str] = []
    windows = []

    def complain(said: ConsoleMessage) -> None:
        # The server of tests speaks WSGI; live hints are another process (see artel.asgi).
        is_live = said.location["url"].endswith("/live/")
        # A refused form answers 422, a conflict 409: the browser notes it, the page shows it.
        is_answer = any(f"status of {code}" in said.text for code in (409, 422))
        # A newer question has taken the place of this one; a failed request says `htmx:sendError` besides.
        is_dropped = said.text.startswith(("htmx:afterRequest", "htmx:sendAbort"))
        if said.type == "error" and not is_live and not is_answer and not is_dropped:
            complaints.append(said.text)

    def open_at(
        path: str, *, width: int = 1440, theme: str = "light", language: str = "ru", person: User | None = None
    ) -> Page:
        page = new_window(browser, viewport={"width": width, "height": 900})
        windows.append(page.context)
        cookies = {"artel_theme": theme, "django_language": language}
        if person is not None:
            client = Client()
            client.force_login(person)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        kept: list[Any] = [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
        page.context.add_cookies(kept)
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        browsing.open_at(page, live_server.url + path)
        return page

    yield open_at
    for window in windows:
        window.close()
    finish_requests()
    assert complaints == []


def finish_requests() -> None:
    """Wait until the server has answered what the closed window asked: nobody may read while tables are emptied."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=10)


def violations(page: Page) -> list[str]:
    """Return what axe finds on the page, one line per rule with the elements it means."""
    found = Axe().run(page, options=RULES)
    return [
        f"{each['id']}: {each['help']} — {'; '.join(str(node['target']) for node in each['nodes'][:4])}"
        for each in found.response["violations"]
    ]
