"""Lookups: a name, and values in rows with their keys; thousands of values come from a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.stories.mouse.fields import write_key, write_texts
from tests.stories.mouse.gestures import set_switch, write
from tests.stories.mouse.places import into_draft, link, open_designer
from tests.support.browsing import wait_until_idle


def add_lookup(page: Page, key: str, body: Mapping[str, Any]) -> None:
    """Make a lookup with the values that are written one by one; those of a table come after, see `load_values`."""
    open_designer(page, "+lookups/")
    page.get_by_role("link", name="Новый справочник").click()
    form = page.locator("main form").first
    write_texts(form, "label", body["label"])
    write_key(form, key)
    set_switch(form.get_by_label("Показать ключи"), is_on=True)
    rows = form.locator("[data-row-list] > li")
    for number, value in enumerate(body.get("values", ())):
        form.locator("[data-row-add]").click()
        _write_value(rows.nth(number), value)
    into_draft(page, form)


def _write_value(row: Locator, value: Mapping[str, Any]) -> None:
    write(row.locator("[name='row.ru']"), value["label"]["ru"])
    write(row.locator("[name='row.en']"), value["label"]["en"])
    write(row.locator("[name='row.key']"), value["key"])
    row.locator("[name='row.hue']").select_option(str(value.get("hue") or ""))
    if value.get("parent"):
        row.locator("[name='row.parent']").select_option(value["parent"])


@dataclass(frozen=True)
class Taken:
    """Where a part of a table's values is taken from: a column, the first characters of it, and what stands before.

    For what stands above, `when` names a column that must be filled for this to count.
    """

    column: str
    prefix: str = ""
    width: int = 0
    when: str = ""


def load_values(
    page: Page, lookup: str, file: Path, *, key: Taken, label: str, above: str, parents: tuple[Taken, ...]
) -> None:
    """Take the values of a lookup from a table: say what is the key, what the name, and what each belongs to."""
    open_designer(page, "+lookups/")
    link(page, f"/+lookups/{lookup}/").click()
    page.get_by_role("link", name="Из файла").click()
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("heading", name="Что получится")).to_be_visible()
    _take(page, "key", key)
    _choose(page, "label.0.column", label)
    _choose(page, "above", above)
    for number, parent in enumerate(parents):
        _take(page, f"parent.{number}", parent)
    into_draft(page, page.locator("main"))


def _take(page: Page, part: str, taken: Taken) -> None:
    _choose(page, f"{part}.column", taken.column)
    for name, text in (("prefix", taken.prefix), ("width", str(taken.width or ""))):
        if text:
            _type(page, f"{part}.{name}", text)
    if taken.when:
        _choose(page, f"{part}.when", taken.when)


def _choose(page: Page, name: str, label: str) -> None:
    """Choose in a list of the form that answers each change; wait for the answer.

    What a page came with is marked there (`selected`, `value` in the text), unlike what somebody has chosen since.
    """
    page.locator(f"select[name='{name}']").select_option(label=label)
    expect(page.locator(f"select[name='{name}'] option[selected]")).to_have_text(label)
    wait_until_idle(page)


def _type(page: Page, name: str, text: str) -> None:
    """Type into an input of the form that answers each change; wait for the answer."""
    box = page.locator(f"input[name='{name}']")
    box.fill(text)
    box.press("Tab")
    expect(box).to_have_attribute("value", text)
    wait_until_idle(page)
