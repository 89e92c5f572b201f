"""Values of lookups taken from files by mouse: the towns of the plant of elevator equipment, to the last comma."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from artel.platform.definitions.current import forget_snapshots
from artel.platform.definitions.documents import Document
from artel.platform.designer.models import DesignDraft
from artel.platform.packs.reading import read_pack
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage
from tests.support.browsing import wait_until_idle
from tests.support.personas import install

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
BASE = "/settings/designer/+lookups/"
SHIPPED = Path(__file__).parents[2] / "solutions" / "grain"
TOWNS = SHIPPED / "lookups" / "ru-cities.csv"


def shipped(key: str) -> dict[str, Any]:
    """Return the body of a lookup as the pack has it."""
    found = next(d for d in read_pack(SHIPPED).documents if d.identity == ("lookup", key))
    return dict(found.body)


@pytest.fixture
def empty_lookups(transactional_db: None) -> Iterator[None]:
    """Districts with their values, and three lookups that wait for theirs."""
    named = {key: shipped(key)["label"] for key in ("regions", "areas", "cities")}
    documents = [Document(kind="lookup", key="federal_districts", body=shipped("federal_districts"))]
    documents += [Document(kind="lookup", key=key, body={"label": label}) for key, label in named.items()]
    install(documents)
    yield
    forget_snapshots()


def choose(page: Page, name: str, label: str) -> None:
    """Choose in a list and wait for what comes of it.

    What a page came with is marked in it (`selected`, `value`), unlike what somebody has chosen or typed since.
    """
    page.locator(f"select[name='{name}']").select_option(label=label)
    expect(page.locator(f"select[name='{name}'] option[selected]")).to_have_text(label)
    wait_until_idle(page)


def write(page: Page, name: str, text: str) -> None:
    """Type into an input and wait for what comes of it."""
    box = page.locator(f"input[name='{name}']")
    box.fill(text)
    box.press("Tab")
    expect(box).to_have_attribute("value", text)
    wait_until_idle(page)


def load(page: Page, key: str, root: str) -> None:
    """Open the page of a lookup's file and choose the file."""
    page.goto(f"{root}{BASE}{key}/")
    page.get_by_role("link", name="Из файла").click()
    page.locator("input[type=file]").set_input_files(TOWNS)
    expect(page.get_by_role("heading", name="Что получится")).to_be_visible()


def choose_both_while_the_first_answer_waits(page: Page, first: tuple[str, str], second: tuple[str, str]) -> None:
    """Choose twice in a breath: the answer to the first comes when the second is made and takes nothing back."""
    waiting: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if waiting:
            route.continue_()
        else:
            waiting.append(route)

    page.route("**/*", hold_the_first)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        for name, label in (first, second):
            page.locator(f"select[name='{name}']").select_option(label=label)
        waiting[0].continue_()
    page.unroute("**/*")
    for name, label in (first, second):
        expect(page.locator(f"select[name='{name}'] option:checked")).to_have_text(label)


def keep(page: Page, key: str) -> dict[str, Any]:
    """Put the values into the draft; return the body that stands there."""
    page.get_by_role("button", name="В черновик").click()
    page.wait_for_url(f"**{BASE}{key}/")
    edits = DesignDraft.objects.get().edits
    return dict(next(edit["body"] for edit in edits if edit["key"] == key))


def test_regions_areas_and_towns_come_from_one_file(open_page: OpenPage, empty_lookups: None, clara: User) -> None:
    page = open_page(BASE, person=clara)
    root = page.url.removesuffix(BASE)

    load(page, "regions", root)
    choose_both_while_the_first_answer_waits(page, ("key.column", "kladr"), ("label.0.column", "city"))
    write(page, "key.prefix", "r")
    write(page, "key.width", "2")
    choose(page, "label.0.column", "region")
    choose(page, "above", "Федеральные округа")
    choose(page, "parent.0.column", "district")
    expect(page.get_by_role("group", name="Как их называет файл").locator("select").first).not_to_have_value("")
    assert keep(page, "regions")["table"] == shipped("regions")["table"]

    load(page, "areas", root)
    write(page, "key.prefix", "a")
    write(page, "key.width", "5")
    choose(page, "label.0.column", "area")
    choose(page, "above", "Регионы")
    choose(page, "parent.0.column", "kladr")
    write(page, "parent.0.prefix", "r")
    write(page, "parent.0.width", "2")
    assert keep(page, "areas")["table"] == shipped("areas")["table"]

    load(page, "cities", root)
    write(page, "key.prefix", "c")
    write(page, "key.width", "11")
    choose(page, "label.0.column", "city")
    choose(page, "above", "Районы")
    choose(page, "parent.0.column", "kladr")
    write(page, "parent.0.prefix", "a")
    write(page, "parent.0.width", "5")
    choose(page, "parent.0.when", "area")
    choose(page, "parent.1.column", "kladr")
    write(page, "parent.1.prefix", "r")
    write(page, "parent.1.width", "2")
    assert keep(page, "cities")["table"] == shipped("cities")["table"]
