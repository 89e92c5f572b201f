"""Pressing, choosing, dragging."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from playwright.sync_api import ElementHandle, Locator, Page, expect

MOST_STIRS = 60


def drag_before(page: Page, item: Locator, before: Locator) -> None:
    """Take an item by its grip and let it go above (in a row: left of) another of the same list."""
    held, other = item.element_handle(), before.element_handle()
    _drag(page, held, other, 0.15, "([item, other]) => item.nextElementSibling === other")


def drag_into(page: Page, item: Locator, into: Locator) -> None:
    """Take an item by its grip and let it go in a list, at its end where nothing else is asked."""
    last = into.locator(":scope > li").last
    target = last if last.count() else into
    held, list_ = item.element_handle(), into.element_handle()
    _drag(page, held, target.element_handle(), 0.85, "([item, _t, into]) => into.contains(item)", list_)


def _drag(
    page: Page, item: ElementHandle, target: ElementHandle, side: float, arrived: str, *more: ElementHandle
) -> None:
    """Drag until the item is seen to stand where it shall: what one passes over moves aside as one goes."""
    grip = item.query_selector("[data-grip], [data-box-grip]")
    assert grip
    # Both ends have to be in the window at once.
    target.scroll_into_view_if_needed()
    grip.scroll_into_view_if_needed()
    start = grip.bounding_box()
    assert start
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 4, y + 4)
    for stir in range(MOST_STIRS):
        end = target.bounding_box()
        assert end
        page.mouse.move(end["x"] + end["width"] * side + stir % 3, end["y"] + end["height"] * side, steps=2)
        if page.evaluate(arrived, [item, target, *more]):
            break
    page.mouse.up()


def put_in_order(page: Page, items: Locator, wanted: Sequence[str], key: str = "data-key") -> None:
    """Drag the items of one list until they stand in the wanted order of their keys."""
    for place, name in enumerate(wanted):
        now = keys_of(items, key)
        if now[place] != name:
            drag_before(page, items.nth(now.index(name)), items.nth(place))
            expect(items.nth(place)).to_have_attribute(key, name)


def keys_of(items: Locator, key: str = "data-key") -> list[str]:
    """Return the keys of the items of a list, in the order in which they stand."""
    found: list[str] = items.evaluate_all("(all, key) => all.map(item => item.getAttribute(key))", key)
    return found


def set_switch(switch: Locator, *, is_on: bool) -> None:
    """Press a switch or a box that does not stand as it shall."""
    if switch.is_checked() != is_on:
        switch.click()


def choose_many(page: Page, select: Locator, values: Iterable[str]) -> None:
    """Choose in a box of several values: exactly these, those that stand there go by their crosses."""
    wrapper = select.locator("xpath=following-sibling::*[contains(@class, 'ts-wrapper')]")
    expect(wrapper).to_be_visible()
    wanted = list(values)
    for value in select.evaluate("s => [...s.selectedOptions].map(o => o.value)"):
        if value not in wanted:
            wrapper.locator(f".item[data-value='{value}'] .remove").click()
    for value in wanted:
        if wrapper.locator(f".item[data-value='{value}']").count():
            continue
        option = page.locator(f".ts-dropdown [data-selectable][data-value='{value}']:visible")
        if not option.count():
            wrapper.locator(".ts-control").click(position={"x": 6, "y": 6})
        option.click()
        expect(wrapper.locator(f".item[data-value='{value}']")).to_have_count(1)
    # Leaving it takes back the line where one types: press beside it first, then what is below stands still.
    heading = page.locator("dialog[open] h2")
    (heading if heading.count() else page.locator("h1")).first.click()


def choose_found(page: Page, select: Locator, text: str) -> None:
    """Choose in a box that searches a long list: type a part, press what was found."""
    wrapper = select.locator("xpath=following-sibling::*[contains(@class, 'ts-wrapper')]")
    wrapper.locator(".ts-control").click()
    wrapper.locator("input").fill(text)
    page.locator(".ts-dropdown [data-selectable]:visible", has_text=text).first.click()


def write(box: Locator, text: str) -> None:
    """Write a text into an input unless it stands there."""
    if box.input_value() != text:
        box.fill(text)
