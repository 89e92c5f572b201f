"""Fields: its type is chosen, names and options are written, switches pressed, then into the draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect

from artel.platform.sections.spec import Snapshot
from tests.stories.mouse.conditions import set_condition
from tests.stories.mouse.gestures import set_switch, write
from tests.stories.mouse.places import open_tab
from tests.support.browsing import settle

SWITCHES = ("required", "unique", "searchable", "indexed", "readonly", "cascade")


def add_field(page: Page, section: str, key: str, body: Mapping[str, Any], snapshot: Snapshot) -> None:
    """Make a field as its definition says; where it stands on the card is the layout's matter."""
    open_tab(page, section, "")
    page.get_by_role("link", name="Новое поле").click()
    dialog = page.locator("#dialog")
    dialog.locator(f"a[href$='/+field/{body['type']}/']").click()
    write_texts(dialog, "label", body.get("label", {}))
    write_texts(dialog, "help", body.get("help", {}))
    write_key(dialog, key)
    for name in ("lookup", "target"):
        if body.get(name):
            dialog.locator(f"[name='{name}']").select_option(body[name])
    _set_options(page, dialog, body.get("options", {}), snapshot)
    for name in SWITCHES:
        if body.get(name):
            set_switch(dialog.locator(f"[name='{name}']:not([type=hidden])"), is_on=True)
    if body.get("default") not in (None, ""):
        set_option(dialog.locator("[name='default']"), body["default"])
    for target, into in body.get("carry", {}).items():
        dialog.locator(f"[name='carry.{target}']").select_option(into or "-")
    place = dialog.locator("[name='in_form']")
    if place.count():
        set_switch(place, is_on=False)
    dialog.get_by_role("button", name="В черновик").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("table").get_by_text(key, exact=True)).to_be_visible()


def _set_options(page: Page, dialog: Locator, options: Mapping[str, Any], snapshot: Snapshot) -> None:
    counted = options.get("section")
    if counted:
        # What a rollup may go over follows from whose records it counts: the form comes anew.
        dialog.locator("[name='options.section']").select_option(counted)
        expect(dialog.locator(f"[name='options.section'] option[selected][value='{counted}']")).to_be_attached()
        settle(page)
    for name, value in options.items():
        if name == "filter" and value:
            field = dialog.locator("fieldset.a-condition")
            set_condition(page, field, value, str(counted), snapshot)
        elif name not in ("section", "filter"):
            set_option(dialog.locator(f"[name='options.{name}']:not([type=hidden])"), value)


def write_texts(box: Locator, name: str, texts: Mapping[str, str] | str) -> None:
    """Write a text in both languages."""
    by_language = {"ru": texts, "en": texts} if isinstance(texts, str) else texts
    for language, text in by_language.items():
        if text:
            write(box.locator(f"[name='{name}.{language}']"), text)


def write_key(box: Locator, key: str) -> None:
    """Write the key: one is proposed while the name is written; a person's own word stands."""
    asked = box.locator("[name=key]")
    expect(asked).not_to_have_value("")
    write(asked, key)


def set_option(asked: Locator, value: Any) -> None:
    """Write, choose or press one option."""
    if asked.evaluate("input => input.tagName") == "SELECT":
        asked.select_option(str(value))
    elif asked.evaluate("input => input.type") == "checkbox":
        set_switch(asked, is_on=bool(value))
    else:
        write(asked, "\n".join(value) if isinstance(value, list) else str(value))
