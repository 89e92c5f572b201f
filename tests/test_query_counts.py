"""How many queries each generic page makes: never more than twelve, and never more than the committed baseline.

The baseline is `tests/query_counts.json`; a page that got cheaper is written down by running this file with
`UPDATE_QUERY_COUNTS=1`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artel.platform.definitions.current import holding
from artel.platform.definitions.documents import Document
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.domain import make
from tests.support.personas import install

BASELINE = Path(__file__).with_name("query_counts.json")
MOST = 12

PAGES = {
    "list": "/deals/",
    "list grouped": "/deals/?group=stage",
    "list filtered by a reference": "/deals/?filter=account eq {account} and owner eq me()",
    "list searched": "/deals/?q=лифт",
    "list of activities": "/tasks/?group=due_at",
    "board": "/deals/board/",
    "card": "/deals/{deal}/",
    "card with related lists": "/accounts/{account}/",
    "feed": "/deals/{deal}/feed/",
    "new": "/deals/new/?account={account}",
    "edit": "/deals/{deal}/edit/",
    "cell": "/deals/{deal}/cell/amount/",
    "trash": "/trash/?section=deals",
    "dashboard": "/dashboards/day/",
    "block of a dashboard": "/dashboards/day/calls/",
    "search": "/search/?q=лифт",
    "calendar": "/calendar/?who=team",
    "calendar of a month": "/calendar/?show=month&who=all",
    "calendar with people in rows": "/calendar/?rows=people&who=team",
    "palette": "/search/palette?q=лифт",
}

CALLS = {"key": "calls", "label": "Дела", "kind": "chart", "section": "tasks", "by": "owner", "period": "due_at"}
DAY = {"label": "День", "filters": ["team", "person"], "blocks": [CALLS]}


@pytest.fixture
def address_parts(base_pack: Snapshot, anna: User) -> Iterator[dict[str, int]]:
    """Fill the sections so that a query per row would show, and return what addresses name."""
    accounts = [make("accounts", name=f"ООО «Дом {n}»", owner=anna.pk) for n in range(6)]
    stages = [s.key for s in base_pack.section("deals").pipelines[0].stages]
    deals = [
        make(
            "deals",
            name=f"Лифт {n}",
            account=accounts[n % 6],
            amount=1000 + n,
            owner=anna.pk,
            stage=stages[n % 2],
        )
        for n in range(12)
    ]
    for n, deal in enumerate(deals):
        make(
            "tasks",
            name=f"Позвонить {n}",
            due_at=f"2026-11-{10 + n}T10:00",
            owner=anna.pk,
            about_section="deals",
            about_id=deal,
        )
    with holding(install([Document(kind="dashboard", key="day", body=DAY)])):
        yield {"deal": deals[0], "account": accounts[0]}


def test_pages_keep_to_their_number_of_queries(address_parts: dict[str, int], anna: User) -> None:
    client = Client()
    client.force_login(anna)
    client.get("/deals/")
    counted: dict[str, int] = {}
    for name, address in PAGES.items():
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address.format(**address_parts))
        assert answer.status_code == 200, address
        counted[name] = len(queries)
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        BASELINE.write_text(json.dumps(counted, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    allowed = json.loads(BASELINE.read_text(encoding="utf-8"))
    assert max(counted.values()) <= MOST
    assert {name: n for name, n in counted.items() if n > allowed.get(name, 0)} == {}
