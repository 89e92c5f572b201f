"""Roles in a real browser, with the mouse: a matrix, conditions built of rows, a look through somebody's eyes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from artel.platform.access.policy import actor_of, may
from artel.platform.definitions.current import forget_snapshots, holding, latest_snapshot
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage, violations
from tests.support.browsing import open_at
from tests.support.personas import HEAD, MANAGER, install, role

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
BASE = "/settings/designer/+roles/"
SCREENS = ("", "+new/", "manager/", "manager/accounts/", "manager/+seen/?section=leads", "manager/+retire/", "guest/")


@pytest.fixture
def configuration(transactional_db: None) -> Iterator[Snapshot]:
    """Roles only: nothing here makes a table."""
    locked = {
        **MANAGER,
        "records": {"accounts": {"read": "owner eq me() or owner eq null"}},
        "fields": {"accounts": {"name": "readonly"}},
    }
    long = {"label": "Руководитель направления зерноочистительного оборудования и элеваторов"}
    yield install([role("manager", locked), role("head", HEAD), role("guest", long)])
    forget_snapshots()


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_roles_are_for_everybody(
    open_page: OpenPage, configuration: Snapshot, clara: User, anna: User, width: int, theme: str
) -> None:
    door.create("leads", [{"name": "Элеватор на 5 000 тонн", "owner": anna.pk}], actor=SYSTEM)
    page = open_page(BASE, width=width, theme=theme, person=clara)
    root = page.url.removesuffix(BASE)
    # So high that the bars at the foot cover nothing: axe measures what is not covered.
    page.set_viewport_size({"width": width, "height": 4000})
    for path in SCREENS:
        open_at(page, root + BASE + path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") == width, path


def apply(page: Page) -> None:
    """Press «Apply» in the plan at the side."""
    page.get_by_role("complementary", name="План изменений").get_by_role("button", name="Применить 1").click()
    expect(page.locator("body")).to_contain_text("Применено: версия")


def test_rights_are_given_by_mouse_and_hold_once_applied(
    open_page: OpenPage, configuration: Snapshot, clara: User, anna: User
) -> None:
    page = open_page(BASE + "manager/", person=clara)
    page.get_by_role("checkbox", name="Лиды: Создать").uncheck()
    page.get_by_role("combobox", name="Контакты: чьи записи видит").select_option("team")
    page.get_by_role("button", name="В черновик").click()
    expect(page.get_by_role("complementary", name="План изменений")).to_contain_text("Роль «Менеджер»")
    page.get_by_role("link", name="Поля и условия раздела «Лиды»").click()
    page.get_by_label("Видит").select_option("when")
    sees = page.get_by_role("group", name="Видит")
    row = sees.locator("[data-filter-row]").first
    row.locator("[data-part=field]").select_option(label="Ответственный")
    row.locator("[data-part=operator]").select_option("is_me")
    page.get_by_label("Бюджет").select_option(label="скрыто")
    page.get_by_role("button", name="В черновик").click()
    expect(page.get_by_role("complementary", name="План изменений")).to_contain_text("Бюджет")
    with holding(latest_snapshot()):
        assert may(actor_of(anna), "leads", "create")
    apply(page)
    with holding(latest_snapshot()) as present:
        found = present.roles["manager"]
        assert found.records["leads"] == {"read": "owner eq me()"}
        assert found.records["contacts"] == {"read": "team"}
        assert found.records["accounts"] == {"read": "owner eq me() or owner eq null"}
        assert found.fields == {"accounts": {"name": "readonly"}, "leads": {"budget": "hidden"}}
        assert not may(actor_of(anna), "leads", "create")


def test_one_looks_through_the_eyes_of_a_person_before_it_is_applied(
    open_page: OpenPage, configuration: Snapshot, clara: User, anna: User, boris: User
) -> None:
    rows = [{"name": "Элеватор Анны", "owner": anna.pk}, {"name": "Элеватор Бориса", "owner": boris.pk}]
    door.create("leads", rows, actor=SYSTEM)
    page = open_page(BASE + "manager/", person=clara)
    page.get_by_role("combobox", name="Лиды: чьи записи видит").select_option("all")
    page.get_by_role("button", name="В черновик").click()
    page.get_by_role("link", name="Кто это увидит").click()
    page.locator("select[name=section]").select_option(label="Лиды")
    seen = page.locator("#seen")
    expect(seen.get_by_text("Элеватор Бориса").first).to_be_visible()
    expect(seen).to_contain_text("Начнёт видеть")
    page.get_by_label("Глазами").select_option(label="нового человека с одной этой ролью")
    expect(seen.get_by_text("Элеватор Анны").first).to_be_visible()
