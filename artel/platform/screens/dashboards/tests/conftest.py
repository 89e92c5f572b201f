"""The base pack with a dashboard of whatever blocks a test asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.test import Client

from artel.platform.definitions.current import holding
from artel.platform.definitions.documents import Document
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.personas import install

HTMX = {"HX-Request": "true"}
Declare = Callable[..., None]
Ask = Callable[..., str]


@pytest.fixture
def declare(base_pack: Snapshot) -> Iterator[Declare]:
    """Return a function that puts a dashboard `day` of these blocks into force."""
    with ExitStack() as held:

        def put(*blocks: dict[str, Any], **said: Any) -> None:
            whole = [{"key": f"b{n}", "label": f"Блок {n}", **block} for n, block in enumerate(blocks)]
            body = {"label": "День", "filters": ["person", "team"], "blocks": whole, **said}
            held.enter_context(holding(install([Document(kind="dashboard", key="day", body=body)])))

        yield put


@pytest.fixture
def site(base_pack: Snapshot, clara: User) -> Client:
    """Return the site as Clara, the administrator, sees it."""
    client = Client()
    client.force_login(clara)
    return client


@pytest.fixture
def ask(declare: Declare) -> Ask:
    """Return a function that asks for a block as a person's page does, and gives its HTML."""
    clients: dict[int, Client] = {}

    def asked(person: User, block: str = "b0", query: str = "") -> str:
        if person.pk not in clients:
            clients[person.pk] = Client()
            clients[person.pk].force_login(person)
        answer = clients[person.pk].get(f"/dashboards/day/{block}/?{query}", headers=HTMX)
        assert answer.status_code == 200
        return answer.content.decode()

    return asked
