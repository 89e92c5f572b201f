"""Rules of duplicates in a real browser, with the mouse: made, tried on the records, applied, and then they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from artel.platform.definitions.current import forget_snapshots, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage, violations
from tests.support.browsing import open_at
from tests.support.personas import MANAGER, install, role

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
BASE = "/settings/designer/accounts/duplicates/"


@pytest.fixture
def configuration(transactional_db: None) -> Iterator[None]:
    """One rule; nothing here makes a table or a column."""
    label = {"ru": "Та же организация с тем же телефоном или e-mail, как бы она ни называлась", "en": "Same"}
    fields = [{"field": "phone", "also": "identities"}, {"field": "name", "match": "similar", "form": "company"}]
    body = {"label": label, "fields": fields, "severity": "refuse", "allowed": ["manager"], "differs": ["inn"]}
    install([role("manager", MANAGER), Document(kind="duplicates", key="accounts.phone", body=body)])
    yield
    forget_snapshots()


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_rules_of_duplicates_are_for_everybody(
    open_page: OpenPage, configuration: None, clara: User, width: int, theme: str
) -> None:
    page = open_page(BASE, width=width, theme=theme, person=clara)
    root = page.url.removesuffix(BASE)
    # So high that the bars at the foot cover nothing: axe measures what is not covered.
    page.set_viewport_size({"width": width, "height": 4000})
    for path in ("", "+new/", "phone/", "phone/retire/"):
        open_at(page, root + BASE + path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") == width, path


def test_a_rule_is_made_by_mouse_tried_and_applied(open_page: OpenPage, configuration: None, clara: User) -> None:
    rows: list[dict[str, object]] = [{"name": "ООО «Колос»"}, {"name": "Колос, АО"}, {"name": "Нива"}]
    door.create("accounts", rows, actor=SYSTEM)
    page = open_page(BASE, person=clara)
    page.get_by_role("link", name="Новое правило").click()
    page.get_by_label("Название по-русски").fill("Похожее название")
    page.get_by_label("Ключ").fill("alike")
    row = page.locator("[data-row-list] > li").first
    row.locator("[name='row.field']").select_option(label="Название")
    row.locator("[name='row.match']").select_option(label="похоже")
    row.locator("[name='row.form']").select_option(label="Название компании")
    box = page.locator(".ts-wrapper:has(#f-acts-ts-control)")
    # As narrow as it is where the last line of what is chosen is full: the input stands on a line of its own.
    box.evaluate("each => { each.querySelector('.ts-control').style.inlineSize = '150px'; }")
    box.locator("input").focus()
    expect(box).to_have_class(re.compile(r"\bfocus\b"))
    height = box.evaluate("each => each.offsetHeight")
    page.get_by_role("heading", level=1).click()
    expect(box).to_have_class(re.compile(r"\binput-hidden\b"))
    assert box.evaluate("each => each.offsetHeight") == height, "what is below moves away from under the pointer"
    page.get_by_role("button", name="Попробовать").click()
    tried = page.locator("#tried")
    expect(tried).to_contain_text("Нашлась бы 1 пара")
    expect(tried).to_contain_text("Колос, АО")
    page.get_by_label("Что делает").select_option("refuse")
    page.get_by_role("button", name="В черновик").click()
    expect(page.get_by_role("complementary", name="План изменений")).to_contain_text("Похожее название")
    page.get_by_role("button", name="Применить 1").click()
    expect(page.locator("body")).to_contain_text("Применено: версия")
    body = latest_snapshot().documents["duplicates"]["accounts.alike"]
    assert body["fields"] == [{"field": "name", "match": "similar", "form": "company"}]
    assert body["severity"] == "refuse"
