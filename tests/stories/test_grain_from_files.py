"""The grain plant from the pack's files alone: the same definitions, and the same use, as made by mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.stories import grain_in_use
from tests.stories.comparing import made_of, told_differences, written_out
from tests.stories.mouse.windows import Installation, installed, people, window
from tests.stories.running import artel

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def plant() -> Iterator[Installation]:
    """Start the product and bring the pack into force by its command."""
    with installed("grain-from-files") as found:
        done = artel("pack", "apply", "grain", "--yes", data=found.data)
        assert done.returncode == 0, done.stderr
        yield found


@pytest.fixture(scope="module")
def administrator(browser: Browser, plant: Installation) -> Iterator[Page]:
    """Return the administrator's window."""
    with window(browser, plant.address, "admin", plant.password) as page:
        yield page


def test_the_files_give_what_the_pack_says(plant: Installation, tmp_path: Path) -> None:
    assert told_differences(written_out(plant.data, tmp_path / "made"), made_of("grain")) == []


@pytest.mark.parametrize("scene", grain_in_use.STORY, ids=lambda scene: scene.__name__)
def test_people_use_it(administrator: Page, scene: Callable[[Page], None]) -> None:
    scene(administrator)


def test_the_head_has_a_list_of_his_own(browser: Browser, administrator: Page, plant: Installation) -> None:
    with people(browser, administrator, plant.address, {"viktor": ("Тарасенко Виктор", ("head",))}) as windows:
        grain_in_use.the_head_sees_whose_lead_it_is(windows["viktor"])
