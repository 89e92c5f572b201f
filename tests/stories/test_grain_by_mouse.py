"""The coordinator of the grain plant makes the fields of the lead by hand; they are those that the pack ships.

Played in the browser against a plain installation, then written out and compared with `solutions/grain`.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from artel.platform.definitions.planning import normal_body
from artel.platform.packs.places import shipped_pack
from artel.platform.packs.reading import read_pack
from tests.stories.running import artel, up

pytestmark = pytest.mark.e2e

FIELDS = {
    "x_holding": ("Строка", ("searchable", "indexed")),
    "x_land_bank": ("Целое число", ("indexed",)),
    "x_okpo": ("Строка", ("searchable",)),
    "x_start_on": ("Дата", ("indexed",)),
    "x_legal_address": ("Строка", ()),
}
"""Field → the type that one chooses for it, and the switches that one turns on."""


@pytest.fixture(scope="module")
def data() -> Iterator[tuple[str, str, Path]]:
    """Start the product; return its address, the administrator's password and its folder."""
    folder = Path(tempfile.mkdtemp(prefix="artel-grain-"))
    try:
        with up(folder / "data") as (_process, told):
            yield told[1], told[2], folder / "data"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def page(browser: Browser, data: tuple[str, str, Path]) -> Iterator[Page]:
    """Return the coordinator's window, signed in."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 1400}, locale="ru-RU", base_url=data[0], reduced_motion="reduce"
    )
    context.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    page = context.new_page()
    page.goto("/auth/login/")
    page.locator("input[name=login]").fill("admin")
    page.locator("input[name=password]").fill(data[1])
    page.get_by_role("button", name="Войти").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Мой день")
    yield page
    context.close()


def shipped() -> dict[str, Mapping[str, Any]]:
    """Return the bodies of the fields that the pack gives to leads."""
    documents = read_pack(shipped_pack("grain")).documents
    return {d.key.removeprefix("leads."): normal_body(d) for d in documents if d.identity[0] == "field"}


def add_field(page: Page, key: str, kind: str, switches: tuple[str, ...], body: Mapping[str, Any]) -> None:
    """Make one field in the designer as the shipped one is described."""
    page.get_by_role("link", name="Новое поле").click()
    dialog = page.locator("#dialog")
    dialog.get_by_role("link", name=re.compile(rf"^{kind}")).first.click()
    for part in ("label", "help"):
        texts = body.get(part)
        for language, text in texts.items() if isinstance(texts, dict) else ():
            if text:
                dialog.locator(f"[name='{part}.{language}']").fill(text)
    expect(dialog.locator("[name=key]")).not_to_have_value("")
    dialog.locator("[name=key]").fill(key)
    options = body.get("options")
    for name, value in options.items() if isinstance(options, dict) else ():
        asked = dialog.locator(f"[name='options.{name}']")
        if asked.evaluate("input => input.tagName") == "SELECT":
            asked.select_option(str(value))
        else:
            asked.fill(str(value))
    for name in switches:
        dialog.locator(f"[name='{name}']").check()
    dialog.get_by_role("button", name="В черновик").click()
    expect(page.locator("table").get_by_text(key, exact=True)).to_be_visible()


def test_fields_made_by_hand_are_those_of_the_pack(data: tuple[str, str, Path], page: Page, tmp_path: Path) -> None:
    wanted = shipped()
    page.get_by_role("link", name="Настройки").first.click()
    page.get_by_role("link", name=re.compile("^Конструктор")).click()
    page.get_by_role("link", name="Лиды", exact=True).last.click()
    for key, (kind, switches) in FIELDS.items():
        add_field(page, key, kind, switches, wanted[key])
    plan = page.get_by_role("complementary", name="План изменений")
    plan.get_by_role("button", name=re.compile(r"^Применить \d")).click()
    expect(page.locator("body")).to_contain_text("Применено: версия")

    done = artel("pack", "export", str(tmp_path / "pack"), "--owner", "local", data=data[2])
    assert done.returncode == 0, done.stderr
    exported = {d.key.removeprefix("leads."): normal_body(d) for d in read_pack(tmp_path / "pack").documents}
    assert {key: exported.get(key) for key in FIELDS} == {key: wanted[key] for key in FIELDS}
