"""Lookups: a name, and values in rows with their keys; thousands of values come from a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.stories.mouse.fields import write_key, write_texts
from tests.stories.mouse.gestures import set_switch, settle, write
from tests.stories.mouse.places import into_draft, link, open_designer


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
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("input[type=file]").set_input_files(file)
    settle(page)
    expect(page.get_by_role("heading", name="Что получится")).to_be_visible()
    _take(page, "key", key)
    _answered(page, lambda: page.locator("select[name='label.0.column']").select_option(label=label))
    _answered(page, lambda: page.locator("select[name='above']").select_option(label=above))
    for number, parent in enumerate(parents):
        _take(page, f"parent.{number}", parent)
    into_draft(page, page.locator("main"))


def _take(page: Page, part: str, taken: Taken) -> None:
    if page.locator(f"select[name='{part}.column'] option:checked").inner_text() != taken.column:
        _answered(page, lambda: page.locator(f"select[name='{part}.column']").select_option(label=taken.column))
    for name, text in (("prefix", taken.prefix), ("width", str(taken.width or ""))):
        box = page.locator(f"input[name='{part}.{name}']")
        if text and box.input_value() != text:
            box.fill(text)
            _answered(page, partial(box.press, "Tab"))
    if taken.when:
        _answered(page, lambda: page.locator(f"select[name='{part}.when']").select_option(label=taken.when))


def _answered(page: Page, act: Callable[[], object]) -> None:
    """Do something that the page tells the server at once; wait for what comes of it."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        act()
    settle(page)
