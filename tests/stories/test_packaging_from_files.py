"""The maker of containers from the pack's files alone: the same definitions and the same use as made by mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.stories import packaging_in_use
from tests.stories.comparing import made_of, told_differences, written_out
from tests.stories.mouse.windows import Installation, installed, people, window
from tests.stories.running import artel

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def maker() -> Iterator[Installation]:
    """Start the product and bring the pack into force by its command."""
    with installed("packaging-from-files") as found:
        done = artel("pack", "apply", "packaging", "--yes", data=found.data)
        assert done.returncode == 0, done.stderr
        yield found


@pytest.fixture(scope="module")
def administrator(browser: Browser, maker: Installation) -> Iterator[Page]:
    """Return the administrator's window."""
    with window(browser, maker.address, "admin", maker.password) as page:
        yield page


def test_the_files_give_what_the_pack_says(maker: Installation, tmp_path: Path) -> None:
    assert told_differences(written_out(maker.data, tmp_path / "made"), made_of("packaging")) == []


@pytest.mark.parametrize("scene", packaging_in_use.STORY, ids=lambda scene: scene.__name__)
def test_people_use_it(administrator: Page, scene: Callable[[Page], None]) -> None:
    scene(administrator)


def test_each_sees_what_his_role_shows(browser: Browser, administrator: Page, maker: Installation) -> None:
    with people(browser, administrator, maker.address, packaging_in_use.PEOPLE) as windows:
        packaging_in_use.each_sees_what_his_role_shows(windows)
