"""Root of the test suite: a PostgreSQL for it, and the four people whom every test knows.

Without `DATABASE_URL` the suite runs on its own embedded PostgreSQL in `.setup/test-data`, which does not wait for
the disk: nothing there outlives a run. What is asked of a database in tests is asked of the real one.
"""

from __future__ import annotations

import gc
from contextlib import ExitStack

import pytest

from artel.installation import embedded_postgres, environment
from artel.settings.testing import TEST_DATA

FOR_TESTS_ONLY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
WHOLE = {"e2e", "isolation", "outside", "stories", "upgrade"}
"""Folders of tests that play a browser, or processes of the product and of others."""
FIRST = ("_by_mouse.py",)
"""Files that take minutes: begun last, they would leave one process alone at the end."""
_held = ExitStack()

pytest_plugins = ["tests.support.emptying", "tests.support.people", "tests.support.personas", "tests.support.domain"]


def pytest_configure(config: pytest.Config) -> None:
    """Start the database of the suite; it stops with the last process of the suite."""
    if not environment.DATABASE_URL.read() and not config.option.collectonly:
        _held.enter_context(embedded_postgres.running(TEST_DATA, options=FOR_TESTS_ONLY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark by their place what `make unit` leaves out; the longest begin first, the quickest end it."""
    for item in items:
        if item.path.parent.name in WHOLE:
            item.add_marker(pytest.mark.whole)

    def turn(item: pytest.Item) -> tuple[bool, bool, bool]:
        is_whole = item.get_closest_marker("whole") is not None
        return not item.path.name.endswith(FIRST), not is_whole, "browser" in getattr(item, "fixturenames", ())

    items.sort(key=turn)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Tell the collector of garbage that modules and tests stay: looking them through again and again takes a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let the database go."""
    _held.close()
