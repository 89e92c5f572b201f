"""Duplicates in a real browser: told while typing, asked on saving, refused, worked off the list by merging three."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import current_snapshot, forget_snapshots, latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.duplicates.searching import begin_search, mark_next, search_next
from artel.platform.kernel.actor import SYSTEM
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage, violations
from tests.support.domain import make, rows, stored

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
INN = "7707083893"


@pytest.fixture
def company(base_pack: Snapshot) -> Iterator[None]:
    """Hold the base pack."""
    yield
    forget_snapshots()


def test_a_twin_is_told_while_typing_unless_a_value_tells_it_apart(
    open_page: OpenPage, company: None, boris: User
) -> None:
    make("accounts", name="ООО «Северная долина»", inn=INN)
    page = open_page("/accounts/new/", person=boris)
    page.locator("main [name=name]").fill("Северная долина")
    told = page.locator(".a-twins")
    expect(told).to_contain_text("ООО «Северная долина»")
    assert violations(page) == []
    page.locator("main [name=inn]").fill("5024002119")
    expect(told).not_to_contain_text("Северная долина")
    page.locator("main [name=inn]").fill(INN)
    expect(told).to_contain_text("тот же ИНН")


def test_saving_asks_and_a_refusing_rule_lets_nothing_through(open_page: OpenPage, company: None, boris: User) -> None:
    make("accounts", name="ООО «Северная долина»", phone="+79172550418")
    page = open_page("/accounts/new/", person=boris)
    page.locator("main [name=name]").fill("Другая")
    page.locator("main [name=phone]").fill("8 917 255-04-18")
    page.locator("main").get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.get_by_text("Пока ничего не сохранено")).to_be_visible()
    assert violations(page) == []
    assert len(rows("accounts", "id")) == 1
    body = {**latest_snapshot().documents["duplicates"]["accounts.phone"], "severity": "refuse"}
    apply_documents([Document(kind="duplicates", key="accounts.phone", body=body, owner="base")], actor=SYSTEM)
    page.locator("button[name=twins][value=anyway]").click()
    expect(page.get_by_text("Уже есть: ООО «Северная долина»")).to_be_visible()
    assert len(rows("accounts", "id")) == 1


@pytest.mark.parametrize("width", [1440, 390])
def test_three_of_the_work_list_are_merged_field_by_field_and_come_back(
    open_page: OpenPage, company: None, boris: User, width: int
) -> None:
    ids = [
        make("accounts", name=name, owner=boris.pk, **facts)
        for name, facts in (
            ("ООО «Северная долина»", {"inn": INN, "website": "https://one.example"}),
            ("Северная долина", {"website": "https://two.example"}),
            ("СЕВЕРНАЯ ДОЛИНА, ООО", {"kpp": "165501001"}),
        )
    ]
    while mark_next(current_snapshot()):
        continue
    begin_search("accounts")
    while search_next("accounts", current_snapshot()):
        continue
    page = open_page("/duplicates/?section=accounts", width=width, person=boris)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_role("button", name="Объединить").click()
    dialog = page.locator("dialog[open]")
    dialog.locator(f"[name=keep][value='{ids[0]}']").check()
    dialog.locator(f"[name=from-website][value='{ids[1]}']").check()
    dialog.locator(f"[name=from-name][value='{ids[2]}']").check()
    assert violations(page) == []
    dialog.get_by_role("button", name="Объединить").click()
    expect(page.get_by_text("Дубликатов нет")).to_be_visible()
    assert stored("accounts", ids[0], "name", "website", "inn", "kpp") == (
        "СЕВЕРНАЯ ДОЛИНА, ООО", "https://two.example", INN, "165501001"
    )  # fmt: skip
    page.get_by_role("button", name="Вернуть").click()
    expect(page.get_by_text("Отменено")).to_be_visible()
    assert [i for (i,) in rows("accounts", "id")] == ids
    assert stored("accounts", ids[0], "website", "kpp") == ("https://one.example", None)
