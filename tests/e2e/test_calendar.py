"""The calendar under a hand: an event dragged, refused, moved by keys, planned at an empty place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage
from tests.support.domain import change, make, stored

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

TUESDAY = datetime(2030, 5, 14, 7, 0, tzinfo=UTC)
"""Ten o'clock in Moscow."""


def test_an_event_follows_the_hand_and_the_keys(open_page: OpenPage, base_pack: Snapshot, anna: User) -> None:
    held = make("meetings", name="Обмер шахт", owner=anna.pk, due_at=TUESDAY, duration=60)
    page = open_page("/calendar/?day=2030-05-14", person=anna)
    event = page.locator(f"#event-meetings-{held}")
    expect(event).to_contain_text("10:00–11:00")
    friday = page.locator('[data-day="2030-05-17"][data-surface="y"]').bounding_box()
    grip = event.bounding_box()
    assert friday
    assert grip
    hour = friday["height"] / 12
    page.mouse.move(grip["x"] + 20, grip["y"] + 6)
    page.mouse.down()
    page.mouse.move(friday["x"] + 40, friday["y"] + 4 * hour + 8, steps=6)
    expect(page.locator(".a-event.is-ghost")).to_contain_text("12:00–13:00")
    page.mouse.up()
    moved = page.locator('[data-day="2030-05-17"] [data-event]')
    expect(moved).to_contain_text("12:00–13:00")
    assert stored("meetings", held, "due_at") == (TUESDAY + timedelta(days=3, hours=2),)
    moved.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(moved).to_contain_text("12:15–13:15")
    # Somebody else was faster: it stays where he put it, and says so.
    change("meetings", held, place="Офис")
    expect(moved).to_be_focused()
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.get_by_text("посмотрите ещё раз")).to_be_visible()
    assert stored("meetings", held, "due_at") == (TUESDAY + timedelta(days=3, hours=2, minutes=15),)
    page.mouse.click(friday["x"] + 40, friday["y"] + 8 * hour + 4)
    page.get_by_role("menuitem", name="Звонок").click()
    expect(page.get_by_label("Когда")).to_have_value("2030-05-17T16:00")
