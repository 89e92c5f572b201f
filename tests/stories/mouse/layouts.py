"""Layouts: lists of fields by choosing and dragging, groups and tabs of the card, forms of stages, rules, variants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect

from artel.platform.sections.spec import Snapshot
from tests.stories.mouse.conditions import set_condition
from tests.stories.mouse.fields import write_key, write_texts
from tests.stories.mouse.gestures import (
    choose_many,
    drag_before,
    drag_into,
    keys_of,
    put_in_order,
    set_switch,
    write,
)
from tests.stories.mouse.places import link, open_tab
from tests.support.browsing import settle

IN_LIST = ("columns", "filters", "board_facts", "totals")
NOTHING = {"visible": True, "required": False, "readonly": False}
"""What a part of a rule says when it says nothing."""


def arrange(page: Page, name: str, wanted: Sequence[str]) -> None:
    """Let exactly these fields stand in a list of the layout: crosses, the choice below, then order by dragging."""
    items = page.locator(f"[data-list='{name}'] > li")
    kept = keys_of(items)
    for key in kept:
        if key not in wanted:
            item = page.locator(f"[data-list='{name}'] > li[data-key='{key}']")
            item.hover()
            item.locator("[data-out]").click()
    for key in wanted:
        if key not in kept:
            page.locator(f"select[data-add='{name}']").select_option(key)
    put_in_order(page, items, wanted)
    assert keys_of(items) == list(wanted)


def lay_out(page: Page, key: str, body: Mapping[str, Any], before: Mapping[str, Any], snapshot: Snapshot) -> None:
    """Make the layout of a section, or a variant of it, what its definition says; what is so already stays."""
    section, _dot, variant = key.partition(".")
    changed = {name for name in body if (body[name] or None) != (before.get(name) or None)}
    if variant and not before:
        _add_variant(page, section, variant, body, snapshot)
    if changed & set(IN_LIST):
        _open(page, section, "list/", variant)
        for name in IN_LIST:
            if name in changed:
                arrange(page, name, body[name])
        _saved(page)
    if changed & {"key_facts", "groups", "tabs", "form", "stages", "details", "fields"}:
        _open(page, section, "layout/", variant)
        if "key_facts" in changed:
            arrange(page, "key_facts", body["key_facts"])
        _make_tabs(page, body.get("tabs", ()))
        if "groups" in changed:
            _make_groups(page, body["groups"], {each["key"]: each["label"]["ru"] for each in body.get("tabs", ())})
        _forms(page, body, before)
        if "details" in changed:
            page.get_by_role("tab", name="Детали").click()
            arrange(page, "details", [f"{d['section']}.{d['field']}" for d in body["details"]])
        _saved(page)
        _rules(page, section, body, before, snapshot)


def _open(page: Page, section: str, tab: str, variant: str) -> None:
    open_tab(page, section, tab)
    if variant:
        link(page, f"?variant={variant}").click()
        page.wait_for_url(f"**?variant={variant}")


def _saved(page: Page) -> None:
    settle(page)
    expect(page.locator("#layout-problems")).to_be_empty()


def _add_variant(page: Page, section: str, key: str, body: Mapping[str, Any], snapshot: Snapshot) -> None:
    open_tab(page, section, "layout/")
    page.get_by_role("link", name="+ Вариант").click()
    dialog = page.locator("#dialog")
    write_texts(dialog, "label", body["label"])
    write_key(dialog, key)
    write(dialog.locator("[name=position]"), str(body.get("position", 100)))
    choose_many(page, dialog.locator("select[name=roles]"), body.get("roles", ()))
    if body.get("when"):
        set_condition(page, dialog, body["when"], section, snapshot)
    dialog.get_by_role("button", name="В черновик").click()
    expect(dialog).to_be_hidden()


def _make_tabs(page: Page, tabs: Sequence[Mapping[str, Any]]) -> None:
    for place, tab in enumerate(tabs):
        lines = page.locator("[data-tab-list] > [data-tab]")
        if lines.count() <= place:
            page.locator("[data-tab-add]").click()
        line = lines.nth(place)
        write(line.locator("[data-ru]"), tab["label"]["ru"])
        write(line.locator("[data-en]"), tab["label"]["en"])
        expect(line.locator("[data-tab-key]")).not_to_have_value("")
        write(line.locator("[data-tab-key]"), tab["key"])


def _make_groups(page: Page, groups: Sequence[Mapping[str, Any]], tabs: Mapping[str, str]) -> None:
    """Take groups away that shall not be, add new ones at the end, fill each by dragging, then set it."""
    boxes = page.locator("[data-boxes] > [data-box]")
    names = [each["label"]["ru"] for each in groups]
    for name in _names(boxes):
        if name not in names:
            _box(page, name).locator("[data-box-remove]").click()
    for group in groups:
        now = _names(boxes)
        if group["label"]["ru"] not in now:
            page.locator("[data-box-add]").click()
            boxes.last.locator("[data-ru]").first.fill(group["label"]["ru"])
        _fill(page, _box(page, group["label"]["ru"]), group, tabs)
    for place, group in enumerate(groups):
        now = _names(boxes)
        if now[place] != group["label"]["ru"]:
            drag_before(page, _box(page, group["label"]["ru"]), boxes.nth(place))


def _names(boxes: Locator) -> list[str]:
    found: list[str] = boxes.locator("[data-ru]").evaluate_all("all => all.map(input => input.value)")
    return found


def _box(page: Page, name: str) -> Locator:
    boxes = page.locator("[data-boxes] > [data-box]")
    place = _names(boxes).index(name)
    return boxes.nth(place)


def _fill(page: Page, box: Locator, group: Mapping[str, Any], tabs: Mapping[str, str]) -> None:
    write(box.locator("[data-en]").first, group["label"]["en"])
    zone = box.locator("[data-list=group]")
    for key in keys_of(zone.locator(":scope > li")):
        if key not in group["fields"]:
            item = zone.locator(f":scope > li[data-key='{key}']")
            item.hover()
            item.locator("[data-out]").click()
    for key in group["fields"]:
        item = page.locator(f"[data-group=card] > li[data-key='{key}']")
        if not zone.locator(f":scope > li[data-key='{key}']").count():
            drag_into(page, item.first, zone)
            expect(zone.locator(f":scope > li[data-key='{key}']")).to_have_count(1)
    put_in_order(page, zone.locator(":scope > li"), group["fields"])
    box.locator("[data-columns]").select_option(str(group.get("columns", 0)))
    if group.get("tab"):
        box.locator("[data-in-tab]").select_option(label=tabs[group["tab"]])
    set_switch(box.locator("[data-collapsed]"), is_on=bool(group.get("collapsed")))


def _forms(page: Page, body: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    if body.get("form") == before.get("form") and body.get("stages") == before.get("stages"):
        return
    page.get_by_role("tab", name="Форма").click()
    if body.get("form") != before.get("form"):
        arrange(page, "form", body["form"])
    for stage, asked in body.get("stages", {}).items():
        for part, keys in asked.items():
            arrange(page, f"stages.{stage}.{part}", keys)


def _rules(page: Page, section: str, body: Mapping[str, Any], before: Mapping[str, Any], snapshot: Snapshot) -> None:
    for key, rule in body.get("fields", {}).items():
        if before.get("fields", {}).get(key) == rule:
            continue
        page.get_by_role("tab", name="Правила полей").click()
        page.locator(f"#part-rules a[href*='/layout/rule/{key}/']").click()
        dialog = page.locator("#dialog")
        for part in NOTHING:
            if rule.get(part, NOTHING[part]) != NOTHING[part]:
                field = dialog.locator("fieldset.a-condition", has=page.locator(f"[name={part}]"))
                if isinstance(rule[part], bool):
                    field.locator(f"[name={part}]").select_option("always" if rule[part] else "never")
                else:
                    field.locator(f"[name={part}]").select_option("when")
                    set_condition(page, field, rule[part], section, snapshot)
        for part in ("roles", "except_roles"):
            if rule.get(part):
                choose_many(page, dialog.locator(f"select[name={part}]"), rule[part])
        dialog.get_by_role("button", name="В черновик").click()
        expect(dialog).to_be_hidden()
