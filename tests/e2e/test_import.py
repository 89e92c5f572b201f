"""The import wizard in a browser: a messy file goes in, problems are settled on the spot, all of it comes out again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from procrastinate.contrib.django.models import ProcrastinateJob

from artel.platform.access.policy import visible_to
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import forget_snapshots
from artel.platform.definitions.documents import Document
from artel.platform.exchange.models import Import
from artel.platform.exchange.running.performing import perform
from artel.platform.exchange.tasks import STEPS
from artel.platform.kernel.actor import SYSTEM
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage, violations
from tests.support import messy_workbook
from tests.support.people import person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
ROWS = 120
CATEGORIES = [{"key": key, "label": label} for key, label in messy_workbook.CATEGORIES.items()]


@pytest.fixture
def house(tmp_path: Path, settings: Any) -> None:
    """Lay the lookup and the people whom the messy base names."""
    settings.MEDIA_ROOT = tmp_path / "files"
    forget_snapshots()
    body = {"label": "Категории", "values": CATEGORIES}
    apply_documents([Document(kind="lookup", key="account_categories", body=body)], actor=SYSTEM)
    for number, name in enumerate(messy_workbook.MANAGERS):
        person(f"manager{number}", name)


def work() -> None:
    """Do what the worker would do with the jobs that the page has deferred."""
    for job in ProcrastinateJob.objects.filter(task_name="exchange.import_step", status="todo").order_by("id"):
        run = Import.objects.filter(pk=job.args["run_id"], state=STEPS[job.args["step"]][1]).first()
        if run is not None:
            perform(run, job.args["step"])


def barriers(page: Page) -> list[str]:
    """Return what axe finds with the whole page in view: the buttons at its foot then cover nothing."""
    page.set_viewport_size({"width": 1440, "height": 3000})
    found = violations(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


def send_file(page: Page, path: Path) -> None:
    page.set_input_files("input[type=file]", str(path))
    page.get_by_role("button", name="Посмотреть столбцы").click()
    page.wait_for_url("**/columns/")


def test_a_messy_base_goes_in_is_settled_and_comes_out(
    open_page: OpenPage, house: None, clara: User, tmp_path: Path
) -> None:
    expected = messy_workbook.make(tmp_path, rows=ROWS)
    page = open_page("/import/", person=clara)
    assert violations(page) == []
    send_file(page, tmp_path / "messy.xlsx")
    expect(page.get_by_label("Поле для столбца «ИНН»")).to_have_value("accounts.inn")
    assert violations(page) == []

    page.get_by_role("button", name="Проверить файл").click()
    expect(page.get_by_text("Файл проверяется")).to_be_visible()
    work()
    page.wait_for_selector(".a-tally")
    errors = expected.counts["error"]
    expect(page.locator(".a-tally")).to_contain_text(f"{errors}")
    assert barriers(page) == []

    row = page.locator("tr", has_text="Такого дня нет").first
    expect(row).to_contain_text("28 дней")
    before = page.locator("#load").inner_text()
    row.get_by_role("button", name="28.02.2025").click()
    expect(page.locator("#load")).not_to_have_text(before)
    expect(page.locator("tr", has_text="Такого дня нет").first).to_contain_text("Изменить")
    page.get_by_role("button", name="Проверить заново").click()
    expect(page.get_by_text("Файл проверяется")).to_be_visible()
    work()
    page.wait_for_selector(".a-tally")
    expect(page.locator(".a-tally")).to_contain_text(f"{errors - 1}")

    page.get_by_role("button", name="Загрузить", exact=False).and_(page.locator(".btn-primary")).click()
    expect(page.get_by_text("Файл загружается")).to_be_visible()
    work()
    expect(page.get_by_role("heading", name="Файл загружен")).to_be_visible(timeout=20_000)
    assert barriers(page) == []
    loaded = visible_to(SYSTEM, "accounts").count()
    assert loaded > 60

    page.get_by_role("button", name="Отменить загрузку").click()
    page.get_by_role("dialog").get_by_role("button", name="Отменить загрузку").click()
    expect(page.get_by_text("Загрузка отменяется")).to_be_visible()
    work()
    expect(page.get_by_role("heading", name="Загрузка отменена")).to_be_visible(timeout=20_000)
    assert visible_to(SYSTEM, "accounts", include_trashed=True).count() == 0


def test_a_picture_is_refused_beside_the_file_and_the_phone_has_no_sideways_scroll(
    open_page: OpenPage, house: None, clara: User, tmp_path: Path
) -> None:
    page = open_page("/import/", person=clara, width=390)
    picture = tmp_path / "x.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    page.set_input_files("input[type=file]", str(picture))
    page.get_by_role("button", name="Посмотреть столбцы").click()
    expect(page.get_by_role("alert")).to_contain_text("картинка")
    messy_workbook.make(tmp_path, rows=ROWS)
    send_file(page, tmp_path / "messy.csv")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
