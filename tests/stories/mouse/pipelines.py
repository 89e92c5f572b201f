"""Pipelines: stages in rows, dragged into order, with their kind, colour, norm and hint, and the moves between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page

from tests.stories.mouse.fields import write_key, write_texts
from tests.stories.mouse.gestures import drag_before, set_switch, write
from tests.stories.mouse.places import into_draft, link, open_tab


def set_pipeline(page: Page, key: str, body: Mapping[str, Any], *, is_new: bool) -> None:
    """Make a pipeline, or change one that is there."""
    section = body["section"]
    open_tab(page, section, "pipelines/")
    if is_new:
        page.get_by_role("link", name="Новая воронка").click()
    else:
        link(page, f"/{section}/pipelines/{key}/").click()
    form = page.locator("main form").first
    write_texts(form, "label", body["label"])
    if is_new:
        write_key(form, key)
    set_switch(form.locator("[name=is_default]"), is_on=bool(body.get("is_default")))
    set_switch(form.locator("[data-row-more]"), is_on=True)
    _make_stages(page, form, body["stages"])
    into_draft(page, form)


def retire_pipeline(page: Page, key: str, section: str) -> None:
    """Take a pipeline out of use: nobody begins in it any more."""
    open_tab(page, section, "pipelines/")
    link(page, f"/{section}/pipelines/{key}/").click()
    page.get_by_role("link", name="Вывести из использования").or_(
        page.get_by_role("button", name="Вывести из использования")
    ).first.click()
    page.locator("#dialog").get_by_role("button", name="Вывести из использования").click()
    page.wait_for_url(f"**/{section}/pipelines/")


def _make_stages(page: Page, form: Locator, stages: Any) -> None:
    rows = form.locator("[data-row-list] > li")
    wanted = [stage["key"] for stage in stages]
    for key in _keys(rows):
        if key not in wanted:
            rows.nth(_keys(rows).index(key)).locator("[data-row-remove]").click()
    for stage in stages:
        if stage["key"] not in _keys(rows):
            form.locator("[data-row-add]").click()
            write(rows.last.locator("[name='row.key']"), stage["key"])
    for place, stage in enumerate(stages):
        if _keys(rows)[place] != stage["key"]:
            drag_before(page, rows.nth(_keys(rows).index(stage["key"])), rows.nth(place))
        _write_stage(rows.nth(place), stage)
    assert _keys(rows) == wanted
    for place, stage in enumerate(stages):
        others = [key for key in wanted if key != stage["key"]]
        choices = form.locator("[data-moves] > li").nth(place).locator("label")
        for number, other in enumerate(others):
            if choices.nth(number).locator("input").is_checked() != (other in stage.get("to", ())):
                choices.nth(number).click()


def _write_stage(row: Locator, stage: Mapping[str, Any]) -> None:
    for language in ("ru", "en"):
        write(row.locator(f"[name='row.{language}']"), stage["label"][language])
        write(row.locator(f"[name='row.hint_{language}']"), stage.get("hint", {}).get(language, ""))
    row.locator("[name='row.kind']").select_option(stage.get("kind", "open"))
    row.locator("[name='row.hue']").select_option(str(stage.get("hue", 1)))
    for name in ("probability", "limit_days"):
        value = stage.get(name)
        write(row.locator(f"[name='row.{name}']"), "" if value is None else str(value))


def _keys(rows: Locator) -> list[str]:
    found: list[str] = rows.locator("[name='row.key']").evaluate_all("all => all.map(input => input.value)")
    return found
