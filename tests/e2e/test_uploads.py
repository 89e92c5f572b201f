"""The input of files in a real browser: several at once, dropped or chosen, put in order, taken out, never lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import forget_snapshots, holding, latest_snapshot
from artel.platform.files.models import StoredFile
from artel.platform.kernel.actor import SYSTEM
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage, violations
from tests.support.configuration import configure, field
from tests.support.domain import make

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PAPERS = field("deals.x_papers", "files", "Документы", options={"max_files": 3, "max_size": 1})
DROP = """([box, name]) => {
  const data = new DataTransfer();
  data.items.add(new File(["%PDF-1.7"], name, {type: "application/pdf"}));
  for (const type of ["dragenter", "dragover", "drop"])
    box.dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def deal(base_pack: Snapshot, clara: User, tmp_path: Path, settings: Any) -> Iterator[int]:
    """Make a deal that holds documents."""
    settings.MEDIA_ROOT = tmp_path / "kept"
    configure(PAPERS)
    with holding(latest_snapshot()):
        yield make("deals", name="Замена лебёдок", owner=clara.pk)
    forget_snapshots()


def names_of(deal: int) -> list[str]:
    """Return the names of the files that the deal holds, in order."""
    ids = visible_to(SYSTEM, "deals").values_list("x_papers", flat=True).get(id=deal) or []
    names = dict(StoredFile.objects.values_list("id", "name"))
    return [names[i] for i in ids]


def papers(*names: str, size: int = 64) -> list[Any]:
    """Return files as a person chooses them."""
    return [{"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.7" + b" " * size} for name in names]


def shown(page: Page, *names: str) -> None:
    """Expect these files in the input, in order."""
    expect(page.locator("main .a-uploads .a-file .clip")).to_have_text(list(names))


def test_files_are_chosen_dropped_put_in_order_and_taken_out(open_page: OpenPage, deal: int, clara: User) -> None:
    page = open_page(f"/deals/{deal}/edit/", person=clara)
    page.locator("main input[type=file]").set_input_files(papers("Акт.pdf", "Проект.pdf"))
    shown(page, "Акт.pdf", "Проект.pdf")
    page.evaluate(DROP, [page.locator("main .a-uploads").element_handle(), "Схема.pdf"])
    shown(page, "Акт.pdf", "Проект.pdf", "Схема.pdf")
    page.get_by_role("button", name="Убрать: Схема.pdf").press("Alt+ArrowUp")
    shown(page, "Акт.pdf", "Схема.pdf", "Проект.pdf")
    page.get_by_role("button", name="Убрать: Акт.pdf").click()
    shown(page, "Схема.pdf", "Проект.pdf")
    assert violations(page) == []
    page.locator("main").get_by_role("button", name="Сохранить", exact=True).click()
    page.wait_for_url(f"**/deals/{deal}/")
    assert names_of(deal) == ["Схема.pdf", "Проект.pdf"]


def test_too_many_and_too_big_files_are_told_before_they_go_up(open_page: OpenPage, deal: int, clara: User) -> None:
    page = open_page(f"/deals/{deal}/edit/", person=clara)
    page.locator("main input[type=file]").set_input_files(papers("а.pdf", "б.pdf", "в.pdf", "г.pdf"))
    shown(page, "а.pdf", "б.pdf", "в.pdf")
    expect(page.locator(".a-toast")).to_contain_text("Не больше 3 файлов")
    page.get_by_role("button", name="Убрать: а.pdf").click()
    page.locator("main input[type=file]").set_input_files(papers("огромный.pdf", size=1024 * 1024))
    expect(page.locator(".a-toast").last).to_contain_text("огромный.pdf")
    shown(page, "б.pdf", "в.pdf")
    assert StoredFile.objects.count() == 3


def test_a_form_waits_for_files_on_their_way(open_page: OpenPage, deal: int, clara: User) -> None:
    page = open_page(f"/deals/{deal}/edit/", person=clara)
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route("**/files/", hold)
    page.locator("main input[type=file]").set_input_files(papers("Акт.pdf"))
    expect(page.locator("main .a-file.is-sending")).to_be_visible()
    save = page.locator("main").get_by_role("button", name="Сохранить", exact=True)
    save.click()
    expect(page.locator(".a-toast")).to_contain_text("ещё загружаются")
    late[0].continue_()
    shown(page, "Акт.pdf")
    save.click()
    page.wait_for_url(f"**/deals/{deal}/")
    assert names_of(deal) == ["Акт.pdf"]


def test_a_fact_takes_files_where_it_stands_and_stays_until_saved(open_page: OpenPage, deal: int, clara: User) -> None:
    page = open_page(f"/deals/{deal}/", person=clara)
    fact = page.locator('[data-field="x_papers"]')
    page.locator("dd", has=fact).locator("[data-edit-open]").click()
    page.locator("dd input[type=file]").set_input_files(papers("Акт.pdf"))
    expect(fact.locator(".a-file .clip")).to_have_text("Акт.pdf")
    page.locator("h1").click()
    expect(fact.locator("form")).to_be_visible()
    fact.get_by_role("button", name="Сохранить").click()
    expect(fact.locator(".a-files .clip")).to_have_text("Акт.pdf")
    assert names_of(deal) == ["Акт.pdf"]
