"""The settings in a real browser: for everybody's eyes and hands, and a role from its matrix to its effect."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from artel.platform.definitions.current import forget_snapshots
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage, violations
from tests.support.browsing import open_at
from tests.support.personas import HEAD, MANAGER, install, role

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SCREENS = (
    "/settings/",
    "/settings/users/",
    "/settings/users/new/",
    "/settings/teams/",
    "/settings/designer/+history/",
    "/settings/audit/",
    "/profile/",
)


@pytest.fixture
def configuration(transactional_db: None) -> Iterator[Snapshot]:
    """Roles only: nothing here makes a table."""
    locked = {**MANAGER, "fields": {"accounts": {"name": "readonly"}}}
    yield install([role("manager", locked), role("head", HEAD), role("guest", {"label": "Гость"})])
    forget_snapshots()


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_the_settings_are_for_everybody(
    open_page: OpenPage, configuration: Snapshot, clara: User, anna: User, width: int, theme: str
) -> None:
    page = open_page("/settings/", width=width, theme=theme, person=clara)
    base = page.url.removesuffix("/settings/")
    # So high that the bars at the foot cover nothing: axe measures what is not covered.
    page.set_viewport_size({"width": width, "height": 4000})
    for path in (*SCREENS, f"/settings/users/{anna.pk}/", f"/settings/teams/{anna.team_id}/"):
        open_at(page, base + path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") == width, path


def test_switching_off_asks_first(open_page: OpenPage, configuration: Snapshot, clara: User, anna: User) -> None:
    page = open_page(f"/settings/users/{anna.pk}/", person=clara)
    page.get_by_role("button", name="Отключить").click()
    dialog = page.get_by_role("alertdialog").or_(page.get_by_role("dialog")).filter(has_text="Ахметзянова")
    dialog.get_by_role("button", name="Отмена").click()
    anna.refresh_from_db()
    assert anna.is_active
    page.get_by_role("button", name="Отключить").click()
    dialog.get_by_role("button", name="Отключить").click()
    page.get_by_role("button", name="Включить").wait_for()
    anna.refresh_from_db()
    assert not anna.is_active


def test_why_is_answered_for_the_person_chosen(
    open_page: OpenPage, configuration: Snapshot, clara: User, anna: User, boris: User
) -> None:
    (record,) = door.create("accounts", [{"name": "ООО «Строй-Инвест»", "owner": boris.pk}], actor=SYSTEM)
    page = open_page(f"/accounts/{record}/access/?user={anna.pk}", person=clara)
    page.get_by_text("Не видит").wait_for()
    page.goto(page.url.replace(f"user={anna.pk}", f"user={boris.pk}"))
    page.get_by_text("роль «Руководитель отдела»").first.wait_for()
    assert page.get_by_text("подходит этой записи").count() == 3
