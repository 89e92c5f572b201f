"""A rule of automation put together in a real browser: drawn anew as it is chosen, its sentence beside, applied."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from artel.platform.definitions.current import forget_snapshots, latest_snapshot
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage, violations
from tests.support.browsing import settle, wait_until_idle
from tests.support.personas import MANAGER, install, role

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
BASE = "/settings/designer/accounts/rules/"


@pytest.fixture
def configuration(transactional_db: None) -> Iterator[None]:
    """A role; nothing here makes a table or a column."""
    install([role("manager", MANAGER)])
    yield
    forget_snapshots()


def test_a_rule_is_put_together_and_applied(open_page: OpenPage, configuration: None, clara: User) -> None:
    page = open_page(BASE, person=clara)
    page.get_by_role("link", name="Новое правило").click()
    page.get_by_label("Название по-русски").fill("Подписать новых")
    page.get_by_label("Что происходит").select_option(label="изменены поля")
    # The form is drawn anew with what the event asks for; what was typed stands.
    expect(page.locator("[name='on.0.fields']")).to_be_attached()
    expect(page.get_by_label("Название по-русски")).to_have_value("Подписать новых")
    page.get_by_label("Что происходит").select_option(label="запись создана")
    expect(page.locator("#said-on-0")).to_have_text("создано")
    page.get_by_role("button", name="Действие").click()
    page.get_by_role("menuitem", name="записать в поля").click()
    action = page.locator(".a-clause", has=page.locator("[name='do.0.act']"))
    action.get_by_label("Поле", exact=True).select_option(label="Описание")
    text = action.locator("textarea")
    text.fill("Клиент ")
    settle(page)
    action.get_by_label("Вставить поле: Значение").select_option(label="Название")
    expect(text).to_have_value("Клиент {{ name }}")
    expect(page.locator("#said-do-0")).to_have_text("записать Описание = «Клиент …»")
    expect(text).to_have_value("Клиент {{ name }}")
    page.set_viewport_size({"width": 1440, "height": 3000})
    wait_until_idle(page)
    assert violations(page) == []
    page.get_by_role("button", name="В черновик").click()
    page.get_by_role("button", name="Применить 1 изменение").click()
    expect(page.get_by_role("button", name="Применить")).to_have_count(0)
    forget_snapshots()
    (body,) = latest_snapshot().documents["rule"].values()
    assert body["on"] == {"event": "created"}
    assert body["do"] == [{"act": "set", "values": {"description": "Клиент {{ name }}"}}]
