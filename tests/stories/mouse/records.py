"""Records as people keep them: a form filled in, saved; the card and its stages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.stories.mouse.gestures import choose_found, choose_many

LABELS = """all => all.map(option => [...option.childNodes].filter(part => part.nodeName !== 'SMALL')
    .map(part => part.textContent).join(''))"""
"""What options are called, without the note below."""


def asked(place: Page | Locator, key: str) -> Locator:
    """Return the whole field of a form: label, input, help and error."""
    return place.locator(f".a-field:has([name='{key}']:not([type=hidden]))").first


def chosen(place: Page | Locator, key: str) -> Locator:
    """Return what stands chosen in a searched list."""
    return asked(place, key).locator(".ts-control")


def fill(page: Page, place: Page | Locator, values: Mapping[str, str | tuple[str, ...]]) -> None:
    """Write, choose or press in a form; several values are several choices. What a list is searched for is typed."""
    for key, value in values.items():
        box = place.locator(f"[name='{key}']:not([type=hidden])").first
        tag = box.evaluate("input => input.tagName")
        if isinstance(value, tuple):
            choose_many(page, box, value)
        elif tag == "SELECT" and box.get_attribute("data-url"):
            choose_found(page, box, value)
        elif tag == "SELECT":
            box.select_option(label=value)
        else:
            box.fill(value)


def new_form(page: Page, section: str) -> Locator:
    """Open the form of a new record, with everything that it may ask in sight."""
    page.goto(f"/{section}/new/")
    form = page.locator("main")
    more = form.locator("summary", has_text="Ещё поля")
    if more.count():
        more.click()
    return form


def save(page: Page) -> None:
    """Press «Save» below a form on the page."""
    page.locator("main").get_by_role("button", name="Сохранить", exact=True).click()


def make_record(page: Page, section: str, values: Mapping[str, str | tuple[str, ...]]) -> str:
    """Make a record in its form; return the address of its card."""
    fill(page, new_form(page, section), values)
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(str(values["name"]))
    return page.url


def press_stage(page: Page, label: str) -> None:
    """Press a stage above the card."""
    page.locator(".a-stages button", has=page.locator(f"b[title='{label}']")).click()


def fact(page: Page, label: str) -> Locator:
    """Return the value of a field on the card, by what it is called."""
    return page.locator("#card .a-facts > div", has=page.locator("dt", has_text=label)).locator("dd").first


def offered(page: Page, place: Page | Locator, key: str, typed: str) -> list[str]:
    """Return what a searched list offers after some letters, and close it again."""
    box = asked(place, key)
    box.locator(".ts-control").click()
    with page.expect_response(lambda answer: parse_qs(urlsplit(answer.url).query).get("q") == [typed]):
        box.locator(".ts-control input").fill(typed)
    expect(box.locator(".ts-wrapper")).not_to_have_class(re.compile(r"\bloading\b"))
    found = page.locator(".ts-dropdown:popover-open [data-selectable]").evaluate_all(LABELS)
    page.keyboard.press("Escape")
    return [str(each) for each in found]
