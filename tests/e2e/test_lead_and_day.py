"""My day and the dialogs of a lead in a real browser: for everybody, with keys, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from artel.platform.definitions.current import forget_snapshots
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage, violations
from tests.support.domain import make, rows

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

NEED = "Три лифта в новый дом на улице Чистопольской, четыре подъезда, с диспетчеризацией"


@pytest.fixture
def lead(base_pack: Snapshot, clara: User) -> Iterator[int]:
    """Make a lead with a likely twin of its company, and work for today; forget the configuration afterwards."""
    make("accounts", name="Специализированный застройщик «Новый дом — Девелопмент»", inn="7707083893", owner=clara.pk)
    record = make(
        "leads",
        name=NEED,
        company_name="ООО «Новый дом»",
        person_name="Константинопольская Александра Владимировна",
        inn="7707083893",
        phone="+79172550418",
        budget="12000000",
        owner=clara.pk,
    )
    now = timezone.now()
    for name, due_at in (("Отправить предложение", now - timedelta(days=2)), ("Позвонить", now + timedelta(days=1))):
        make("tasks", name=name, due_at=due_at, owner=clara.pk, about_section="leads", about_id=record, priority="high")
    yield record
    forget_snapshots()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_day_and_the_dialogs_are_for_everybody(
    open_page: OpenPage, lead: int, clara: User, width: int, theme: str
) -> None:
    page = open_page("/", width=width, theme=theme, person=clara)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.locator("a[href$='/done/']").first.click()
    expect(page.locator("#dialog form")).to_be_visible()
    assert violations(page) == []
    for name in ("qualify", "nurture", "disqualify"):
        page = open_page(f"/leads/{lead}/", width=width, theme=theme, person=clara)
        page.locator(f"a[href='/leads/{lead}/{name}/']").click()
        expect(page.locator("#dialog form")).to_be_visible()
        assert violations(page) == [], name
        assert page.evaluate("document.querySelector('#dialog').scrollWidth") <= width, name


def test_a_lead_is_qualified_and_taken_back_by_keys(open_page: OpenPage, lead: int, clara: User) -> None:
    page = open_page(f"/leads/{lead}/", person=clara)
    page.get_by_role("link", name="Квалифицировать").press("Enter")
    dialog = page.locator("#dialog")
    twin = dialog.get_by_role("radio", name="Специализированный застройщик")
    expect(twin).to_be_checked()
    expect(twin).to_be_focused()
    dialog.get_by_role("button", name="Квалифицировать").press("Enter")
    expect(dialog).not_to_be_visible()
    expect(page.locator(".a-stages [aria-current=step]")).to_contain_text("Квалифицирован")
    assert len(rows("accounts", "id")) == len(rows("deals", "id")) == 1
    page.locator(".a-toast").get_by_role("button", name="Вернуть").press("Enter")
    expect(page.locator(".a-stages [aria-current=step]")).to_contain_text("Новый")
    assert rows("deals", "id") == rows("contacts", "id") == []


def test_a_task_is_closed_from_the_day_with_the_next_step(open_page: OpenPage, lead: int, clara: User) -> None:
    page = open_page("/", person=clara)
    page.get_by_role("link", name="Завершить: Отправить предложение").click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Запланировать").select_option(label="Задача")
    dialog.get_by_role("button", name="Завершить").click()
    expect(dialog.locator("#f-next_name-error")).to_be_visible()
    dialog.get_by_label("Что сделать").fill("Узнать ответ")
    dialog.get_by_role("button", name="Завершить").click()
    expect(dialog).not_to_be_visible()
    expect(page.locator("#day")).to_contain_text("Узнать ответ")
    expect(page.locator("#day")).not_to_contain_text("Отправить предложение")
    assert ("Узнать ответ", "leads", lead) in rows("tasks", "name", "about_section", "about_id")
