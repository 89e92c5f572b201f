"""A dashboard in a browser: blocks come by themselves, are drawn, refresh without losing what is open, and lead on."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import forget_snapshots
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.e2e.conftest import OpenPage, violations
from tests.support.domain import make

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

DAY = {
    "label": "День руководителя",
    "blocks": [
        {
            "key": "all",
            "label": "Продажи",
            "kind": "number",
            "section": "deals",
            "period": "created_at",
            "compare": True,
        },
        {"key": "people", "label": "По сотрудникам", "kind": "chart", "section": "deals", "by": "owner"},
        {"key": "funnel", "label": "Воронка", "kind": "funnel", "section": "deals", "period": "created_at"},
    ],
}


@pytest.fixture
def _day(base_pack: Snapshot, clara: User, anna: User) -> Iterator[None]:
    apply_documents([Document(kind="dashboard", key="day", body=DAY)], actor=SYSTEM)
    for owner in (clara, anna, anna):
        make("deals", name="Лифты для корпуса 4", amount="2400000", owner=owner.pk)
    yield
    forget_snapshots()


@pytest.mark.usefixtures("_day")
def test_blocks_come_by_themselves_keep_what_is_open_and_lead_to_their_records(
    open_page: OpenPage, clara: User
) -> None:
    page = open_page("/dashboards/day/", person=clara)
    expect(page.locator("#block-all .a-block-number")).to_have_text("3")
    expect(page.locator("#block-people svg path").first).to_be_attached()
    page.locator("#block-people summary").click()
    expect(page.locator("#block-people td a").first).to_have_text("2")
    assert violations(page) == []
    # Another sale is made: the page hears of it and asks again; the unfolded table stays.
    make("deals", name="Лифты для корпуса 5", owner=clara.pk)
    page.evaluate("document.body.dispatchEvent(new CustomEvent('record:changed', {detail: {section: 'deals'}}))")
    expect(page.locator("#block-all .a-block-number")).to_have_text("4")
    expect(page.locator("#block-people td a")).to_have_text(["2", "2"])
    page.locator("#block-people td a").first.click()
    expect(page).to_have_url(re.compile(r"/deals/\?.*owner"))
    expect(page.locator("h1 .n")).to_have_text("2")
