"""Rules of duplicates: what agrees, in rows; where the rule acts and among which records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

from artel.platform.sections.spec import Snapshot
from tests.stories.mouse.conditions import set_condition
from tests.stories.mouse.fields import write_key, write_texts
from tests.stories.mouse.gestures import choose_many, write
from tests.stories.mouse.places import into_draft, link, open_tab


def set_duplicates(
    page: Page, section: str, key: str, body: Mapping[str, Any], *, is_new: bool, snapshot: Snapshot
) -> None:
    """Make a rule, or change one that is there."""
    open_tab(page, section, "duplicates/")
    if is_new:
        page.get_by_role("link", name="Новое правило").click()
    else:
        link(page, f"/{section}/duplicates/{key}/").click()
    form = page.locator("main form.a-form").first
    write_texts(form, "label", body["label"])
    if is_new:
        write_key(form, key)
    rows = form.locator("[data-row-list] > li")
    for _more in range(len(body["fields"]) - rows.count()):
        form.locator("[data-row-add]").click()
    for _less in range(rows.count() - len(body["fields"])):
        rows.last.locator("[data-row-remove]").click()
    for number, match in enumerate(body["fields"]):
        for name in ("field", "match", "form", "also"):
            asked = rows.nth(number).locator(f"[name='row.{name}']")
            if asked.count():
                asked.select_option(match.get(name, ""))
    write(form.locator("[name=likeness]"), str(body["likeness"]))
    for name in ("severity", "hidden"):
        form.locator(f"select[name={name}]").select_option(body[name])
    for name in ("differs", "acts", "allowed"):
        if body.get(name) or name != "allowed":
            choose_many(page, form.locator(f"select[name={name}]"), body.get(name, ()))
    write(form.locator("[name=position]"), str(body.get("position", 0)))
    if body.get("when"):
        set_condition(page, form, body["when"], section, snapshot)
    into_draft(page, form)
