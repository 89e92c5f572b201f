"""A condition set in the rows of the builder: field, relation, value, one row after another."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from artel.platform.conditions.filter_model import FilterCondition, FilterGroup
from artel.platform.conditions.filter_text import from_text
from artel.platform.sections.spec import Snapshot
from tests.stories.mouse.gestures import choose_found, choose_many, write

ROWS = ":scope > [data-filter-rows] > *"


def set_condition(page: Page, box: Locator, text: str, section: str, snapshot: Snapshot) -> None:
    """Build the condition that `text` says in the builder inside `box`."""
    group = from_text(text, snapshot.sections[section], snapshot)
    assert group is not None, f"rows can't say: {text}"
    root = box.locator("[data-controller~=filter] > [data-filter-group]")
    for _row in root.locator(ROWS).all():
        root.locator(ROWS).last.locator(":scope > [data-filter-remove], :scope > div > [data-filter-remove]").click()
    _set_group(page, root, group)


def _set_group(page: Page, box: Locator, group: FilterGroup) -> None:
    for item in group.items:
        if isinstance(item, FilterGroup):
            box.locator(":scope > div > [data-filter-nest]").click()
            inner = box.locator(ROWS).last
            inner.locator(ROWS).last.locator("[data-filter-remove]").click()
            _set_group(page, inner, item)
        else:
            box.locator(":scope > div > [data-filter-add]").click()
            _set_row(page, box.locator(ROWS).last, item)
    if len(group.items) > 1:
        match = "any" if group.connective == "or" else "all"
        box.locator("[data-filter-match]").first.select_option(match)


def _set_row(page: Page, row: Locator, item: FilterCondition) -> None:
    row.locator("[data-part=field]").select_option(item.field)
    row.locator("[data-part=operator]").select_option(str(item.operator))
    if item.value is None:
        return
    values = [str(v) for v in (item.value if isinstance(item.value, tuple) else (item.value,))]
    inputs = row.locator("[data-value]")
    expect(inputs.first).to_be_attached()
    if inputs.first.evaluate("input => input.tagName") != "SELECT":
        for place, value in enumerate(values):
            write(inputs.nth(place), value)
    elif inputs.first.evaluate("input => input.multiple"):
        choose_many(page, inputs.first, values)
    elif inputs.first.get_attribute("data-url"):
        choose_found(page, inputs.first, values[0])
    else:
        inputs.first.select_option(values[0])
