"""The coordinator of the maker of containers shapes the system with the mouse alone: the result is the shipped pack.

Cases 2, 3 and 5: rights by section, record and field; the catalogue's own fields for the picker; checked requisites and
rules of duplicates over own columns. Every definition of `solutions/packaging` is made here in the browser, written out
and compared; then people use it as those do who have it from the files (`test_packaging_from_files.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.stories import packaging_in_use
from tests.stories.comparing import made_of, told_differences, written_out
from tests.stories.mouse.places import apply_all
from tests.stories.mouse.shaping import Shaper
from tests.stories.mouse.windows import Installation, installed, people, window

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def maker() -> Iterator[Installation]:
    """Start the product as everybody gets it."""
    with installed("packaging-by-mouse") as found:
        yield found


@pytest.fixture(scope="module")
def coordinator(browser: Browser, maker: Installation) -> Iterator[Page]:
    """Return the window of the coordinator, who may do everything."""
    with window(browser, maker.address, "admin", maker.password) as page:
        yield page


@pytest.fixture(scope="module")
def shaper(coordinator: Page) -> Shaper:
    """Return the coordinator at work."""
    return Shaper(coordinator, made_of("base"), made_of("packaging"))


def test_fields_and_stages_of_the_maker(shaper: Shaper) -> None:
    shaper.make("lookup", "field", "pipeline")
    apply_all(shaper.page, "поля и воронка")


def test_who_may_do_what_with_which_records_and_fields(shaper: Shaper) -> None:
    shaper.make("role")
    apply_all(shaper.page, "роли")


def test_cards_forms_and_lists(shaper: Shaper) -> None:
    shaper.make("layout")
    apply_all(shaper.page, "карточки")


def test_views_and_rules_of_duplicates(shaper: Shaper) -> None:
    shaper.make("view", "duplicates")
    apply_all(shaper.page, "представления")


def test_what_was_made_is_the_shipped_pack(shaper: Shaper, maker: Installation, tmp_path: Path) -> None:
    assert told_differences(written_out(maker.data, tmp_path / "made"), shaper.wanted) == []


@pytest.mark.parametrize("scene", packaging_in_use.STORY, ids=lambda scene: scene.__name__)
def test_people_use_it(coordinator: Page, scene: Callable[[Page], None]) -> None:
    scene(coordinator)


def test_each_sees_what_his_role_shows(browser: Browser, coordinator: Page, maker: Installation) -> None:
    with people(browser, coordinator, maker.address, packaging_in_use.PEOPLE) as windows:
        packaging_in_use.each_sees_what_his_role_shows(windows)
