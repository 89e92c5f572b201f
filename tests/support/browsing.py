"""What all tests with a browser share: how long they wait, the windows they open, and when a page is ready.

A page is ready once every controller that came with it stands (`frontend/src/controller.ts` says so): what is pressed
or typed before that is heard by nobody. People are slower than that; a test would be quicker on a loaded machine.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

PATIENCE = 30_000
"""Milliseconds in which a loaded machine does anything that a page is waited for; only what fails takes so long."""
UNREADY = "html:not([data-ready]):has(script[type=module])"
IDLE = f"() => !document.querySelector('{UNREADY}, .htmx-request, .htmx-settling, .htmx-swapping')"

expect.set_options(timeout=PATIENCE)


def new_window(browser: Browser, **settings: Any) -> Page:
    """Open a window of its own where nothing moves; `settings` are Playwright's. Acts wait until its page is ready."""
    context = browser.new_context(reduced_motion="reduce", **settings)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.add_locator_handler(page.locator(UNREADY), _wait)
    return page


def open_at(page: Page, address: str) -> None:
    """Go to an address; wait until the page is ready and what it asked for by itself is answered."""
    page.goto(address)
    wait_until_idle(page)


def wait_until_idle(page: Page) -> None:
    """Wait until the page is ready and nothing that it asked of the server is on its way."""
    page.wait_for_function(IDLE)


def settle(page: Page) -> None:
    """Leave the input one is in; wait until what the page tells the server after that is answered."""
    page.evaluate("() => { document.activeElement?.blur(); return new Promise(done => setTimeout(done, 0)); }")
    wait_until_idle(page)


def _wait(unready: Locator) -> None:
    expect(unready).to_have_count(0)
