"""The history in a real browser: two ticks compare, the way back is shown first and brings the values back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from artel.platform.access.policy import visible_to
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import (
    forget_snapshots,
    holding,
    latest_snapshot,
    read_revision,
    stored_documents,
)
from artel.platform.definitions.documents import Document
from artel.platform.definitions.models import Definition
from artel.platform.kernel.actor import SYSTEM
from artel.platform.packs.installing import install
from artel.platform.packs.models import InstalledPack
from artel.platform.records import door
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage, violations
from tests.support.browsing import open_at
from tests.support.personas import MANAGER, role

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
BASE = "/settings/designer/+history/"
CONFLICTS = "/settings/designer/+conflicts/"


@pytest.fixture
def contested(transactional_db: None) -> Iterator[str]:
    """A role of the base pack whose names and rights both sides have changed; return its key."""
    install((), demo=False, actor=SYSTEM)
    document = next(d for d in stored_documents() if d.kind == "role" and d.owner == "base" and "tools" in d.body)
    long = "Руководитель направления зерноочистительного оборудования и элеваторов"
    ours = {**document.body, "label": {"ru": long, "en": "Ours"}, "sections": {"*": ["read"]}}
    apply_documents([Document(kind="role", key=document.key, body=ours)], actor=SYSTEM)
    older = {**document.body, "label": {"ru": "Прежнее имя", "en": "Former"}, "sections": {"*": ["create"]}}
    Definition.objects.filter(kind="role", key=document.key).update(base=older)
    InstalledPack.objects.update(digest="older")
    install((), demo=False, actor=SYSTEM)
    yield document.key
    forget_snapshots()


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_the_history_is_for_everybody(open_page: OpenPage, contested: str, clara: User, width: int, theme: str) -> None:
    last = read_revision()
    first = last - 1
    page = open_page(BASE, width=width, theme=theme, person=clara)
    root = page.url.removesuffix(BASE)
    # So high that the bars at the foot cover nothing: axe measures what is not covered.
    page.set_viewport_size({"width": width, "height": 8000})
    compare = f"{BASE}+compare/?of={first}&of={last}"
    for path in (BASE, compare, f"{BASE}{last}/", f"{BASE}{first}/restore/", CONFLICTS):
        open_at(page, root + path)
        for fold in page.locator("details.a-fold").all():
            fold.locator("summary").click()
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") == width, path


def test_contested_places_are_decided_with_the_mouse(open_page: OpenPage, contested: str, clara: User) -> None:
    page = open_page("/settings/", person=clara)
    page.get_by_role("link", name="Спорные места").first.click()
    page.locator(".a-panel", has_text="имя · ru").get_by_text("Как в решении").click()
    page.get_by_role("button", name="Показать план").click()
    expect(page.get_by_role("heading", name="Что изменится")).to_be_visible()
    page.get_by_role("button", name="Применить").click()
    expect(page.locator("body")).to_contain_text("Решено")
    assert latest_snapshot().roles[contested].label.ru != "Прежнее имя"
    assert latest_snapshot().roles[contested].label.en == "Ours"
    page.get_by_role("button", name="Всё моё").click()
    page.get_by_role("button", name="Применить").click()
    expect(page.locator("body")).to_contain_text("Спорных мест нет")


def test_two_revisions_are_ticked_and_one_goes_back_with_the_records(
    open_page: OpenPage, transactional_db: None, clara: User
) -> None:
    field = Document(kind="field", key="leads.x_note", body={"label": "Заметка", "type": "text"})
    apply_documents([role("manager", MANAGER)], actor=SYSTEM)
    before = read_revision()
    apply_documents([field], actor=SYSTEM)
    with_field = read_revision()
    with holding(latest_snapshot()):
        (lead,) = door.create("leads", [{"name": "Элеватор", "x_note": "важное"}], actor=SYSTEM)
    page = open_page(BASE, person=clara)
    page.get_by_label(f"Сравнить версию {before}").check()
    page.get_by_label(f"Сравнить версию {with_field}").check()
    page.get_by_role("button", name="Сравнить отмеченные").click()
    expect(page.get_by_role("heading", name="Добавлено: 1")).to_be_visible()
    page.get_by_text("YAML").click()
    expect(page.locator("pre.a-yaml").last).to_contain_text("type: text")

    page.get_by_role("link", name=f"Возврат к версии {before}").click()
    expect(page.locator(".a-plan")).to_contain_text("1 запись")
    page.get_by_role("button", name="Вернуть").click()
    expect(page.locator("body")).to_contain_text(f"Настройки версии {before}")
    assert latest_snapshot().sections["leads"].field("x_note") is None

    page.goto(page.url.partition("/settings/")[0] + f"{BASE}{with_field}/")
    page.get_by_role("link", name="Вернуть это состояние").click()
    page.get_by_role("button", name="Вернуть").click()
    expect(page.locator("body")).to_contain_text(f"Настройки версии {with_field}")
    with holding(latest_snapshot()):
        assert visible_to(SYSTEM, "leads").values_list("x_note", flat=True).get(pk=lead) == "важное"
    forget_snapshots()
