"""Views: a condition, columns, order and grouping under a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

from artel.platform.sections.spec import Snapshot
from tests.stories.mouse.conditions import set_condition
from tests.stories.mouse.fields import write_key, write_texts
from tests.stories.mouse.gestures import choose_many, set_switch, write
from tests.stories.mouse.layouts import arrange
from tests.stories.mouse.places import into_draft, link, open_tab


def set_view(page: Page, section: str, key: str, body: Mapping[str, Any], *, is_new: bool, snapshot: Snapshot) -> None:
    """Make a view, or change one that is there."""
    open_tab(page, section, "views/")
    if is_new:
        page.get_by_role("link", name="Новое представление").click()
    else:
        link(page, f"/{section}/views/{key}/").click()
    form = page.locator("form[data-controller~=layout]")
    write_texts(form, "label", body["label"])
    if is_new:
        write_key(form, key)
    for name in ("kind", "group", "counter"):
        if body.get(name) or not is_new:
            form.locator(f"select[name={name}]").select_option(body.get(name, "list" if name == "kind" else ""))
    order = list(body.get("order", ()))
    form.locator("select[name=order]").select_option(order[0].removeprefix("-") if order else "")
    set_switch(form.locator("[name=descending]"), is_on=bool(order) and order[0].startswith("-"))
    write(form.locator("[name=position]"), str(body.get("position", 0)))
    choose_many(page, form.locator("select[name=roles]"), body.get("roles", ()))
    if body.get("filter"):
        set_condition(page, form, body["filter"], section, snapshot)
    arrange(page, "columns", body.get("columns", ()))
    into_draft(page, form)
