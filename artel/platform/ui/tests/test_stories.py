"""Every component has its story, and every story can be printed."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import pytest
from django.test import Client

import artel.platform.ui as ui
from artel.platform.ui.component import Component
from artel.platform.ui.stories.story import Story
from artel.platform.ui.stories.views import STORIES

# Parts of others, shown inside them, and what only stands in the answer to a request.
INSIDE = {"Html", "MenuLine", "Ago", "Panel", "Skeleton", "CellEditor", "PaletteItem", "PaletteGroup", "SelectionBar"}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_a_story_can_be_printed(story: Story) -> None:
    assert "".join(str(part) for part in story.make()).startswith("<")


def test_keys_of_stories_differ() -> None:
    assert len({story.key for story in STORIES}) == len(STORIES)


def test_every_component_stands_in_a_story() -> None:
    source = "".join(
        importlib.import_module(f"artel.platform.ui.stories.{name}").__loader__.get_source(  # type: ignore[union-attr]
            f"artel.platform.ui.stories.{name}"
        )
        for name in ("small", "forms", "records")
    )
    made: set[str] = set()
    for module in pkgutil.iter_modules(ui.__path__, "artel.platform.ui."):
        if module.ispkg:
            continue
        found = vars(importlib.import_module(module.name))
        made |= {n for n, c in found.items() if isinstance(c, type) and issubclass(c, Component) and c is not Component}
    assert {name for name in made - INSIDE if f"{name}(" not in source} == set()


@pytest.mark.django_db
def test_the_page_of_components_is_for_developers_only(client: Client, settings: Any) -> None:
    settings.DEBUG = False
    assert client.get("/dev/ui/").status_code == 404
    settings.DEBUG = True
    answer = client.get("/dev/ui/")
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1
