"""The coordinator of the grain plant shapes the system with the mouse alone; what he makes is the shipped pack.

Cases 1 and 2 of the plant: fields, lists, cards, views and rights of the lead, addresses by linked lookups out of one
table. Every definition that `solutions/grain` gives is made here in the browser, then written out and compared; then
people use it as those do who have it from the files (`test_grain_from_files.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from artel.platform.packs.places import shipped_pack
from tests.stories import grain_in_use
from tests.stories.comparing import made_of, told_differences, written_out
from tests.stories.mouse.lookups import Taken, load_values
from tests.stories.mouse.places import apply_all
from tests.stories.mouse.shaping import Shaper
from tests.stories.mouse.windows import Installation, installed, window

pytestmark = pytest.mark.e2e
TOWNS = shipped_pack("grain") / "lookups" / "ru-cities.csv"
KLADR = "kladr"


@pytest.fixture(scope="module")
def plant() -> Iterator[Installation]:
    """Start the product as everybody gets it."""
    with installed("grain-by-mouse") as found:
        yield found


@pytest.fixture(scope="module")
def coordinator(browser: Browser, plant: Installation) -> Iterator[Page]:
    """Return the window of the coordinator, who may do everything."""
    with window(browser, plant.address, "admin", plant.password) as page:
        yield page


@pytest.fixture(scope="module")
def shaper(coordinator: Page) -> Shaper:
    """Return the coordinator at work."""
    return Shaper(coordinator, made_of("base"), made_of("grain"))


def test_towns_come_from_one_table(shaper: Shaper) -> None:
    shaper.make("lookup")
    page = shaper.page
    load_values(
        page,
        "regions",
        TOWNS,
        key=Taken(KLADR, prefix="r", width=2),
        label="region",
        above="Федеральные округа",
        parents=(Taken("district"),),
    )
    load_values(
        page,
        "areas",
        TOWNS,
        key=Taken(KLADR, prefix="a", width=5),
        label="area",
        above="Регионы",
        parents=(Taken(KLADR, prefix="r", width=2),),
    )
    load_values(
        page,
        "cities",
        TOWNS,
        key=Taken(KLADR, prefix="c", width=11),
        label="city",
        above="Районы",
        parents=(Taken(KLADR, prefix="a", width=5, when="area"), Taken(KLADR, prefix="r", width=2)),
    )
    apply_all(page, "города по округам")


def test_fields_and_stages_of_the_plant(shaper: Shaper) -> None:
    shaper.make("field", "pipeline")
    apply_all(shaper.page, "поля лида")


def test_who_may_do_what(shaper: Shaper) -> None:
    shaper.make("role")
    apply_all(shaper.page, "роли")


def test_cards_forms_and_lists(shaper: Shaper) -> None:
    shaper.make("layout")
    apply_all(shaper.page, "карточки")


def test_views_and_rules_of_duplicates(shaper: Shaper) -> None:
    shaper.make("view", "duplicates")
    apply_all(shaper.page, "представления")


def test_what_was_made_is_the_shipped_pack(shaper: Shaper, plant: Installation, tmp_path: Path) -> None:
    assert told_differences(written_out(plant.data, tmp_path / "made"), shaper.wanted) == []


@pytest.mark.parametrize("scene", grain_in_use.STORY, ids=lambda scene: scene.__name__)
def test_people_use_it(coordinator: Page, scene: Callable[[Page], None]) -> None:
    scene(coordinator)
