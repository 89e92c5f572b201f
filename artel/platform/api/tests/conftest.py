"""A small company behind the API: Anna with her deals, Boris with his, an administrator, one custom section."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from artel.platform.api.tokens import make_token
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.users.models import User
from tests.support.configuration import TENDERS, configure
from tests.support.personas import HEAD, MANAGER, PORTAL, role

HIDING = {**MANAGER, "fields": {"deals": {"probability": "hidden", "amount": "readonly"}}}


@dataclass
class Caller:
    """Somebody who calls the API with his token."""

    user: User
    token: str
    client: Client

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """Call the API; names of headers with `_` for `-`."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        given.setdefault("Authorization", f"Bearer {self.token}")
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        return self.client.generic(  # type: ignore[return-value]
            method, f"/odata/{path}", content, content_type="application/json", headers=given
        )

    def get(self, path: str, **headers: str) -> Any:
        """Return the JSON of a path that must answer 200."""
        response = self("GET", path, **headers)
        assert response.status_code == 200, response.content.decode()
        return json.loads(response.content)

    def names(self, path: str) -> list[str]:
        """Return the names of a collection's records."""
        return [row["name"] for row in self.get(path)["value"]]


@dataclass
class Ids:
    """Ids of the company's records."""

    lifts: int
    towers: int
    anna_deals: list[int]
    boris_deal: int


@pytest.fixture
def ids(anna: User, boris: User) -> Iterator[Ids]:
    """Fill the company: two accounts of Anna and Boris, three deals of Anna, one of Boris."""
    cache.clear()
    configure(role("manager", HIDING), role("head", HEAD), role("portal", PORTAL))
    with holding(latest_snapshot()):
        lifts, towers = door.create(
            "accounts",
            [{"name": "Лифт-Сервис", "owner": anna.pk}, {"name": "Башни", "owner": boris.pk, "inn": "7707083893"}],
            actor=SYSTEM,
        )
        deals = door.create(
            "deals",
            [
                {"name": "Первая", "amount": "1000.10", "owner": anna.pk, "account": lifts, "probability": 70},
                {"name": "Вторая", "amount": "200", "owner": anna.pk, "account": towers, "expected_on": "2026-12-01"},
                {"name": "Третья", "owner": anna.pk, "account": lifts},
            ],
            actor=SYSTEM,
        )
        (foreign,) = door.create(
            "deals", [{"name": "Чужая", "amount": "5", "owner": boris.pk, "account": towers}], actor=SYSTEM
        )
    yield Ids(lifts=lifts, towers=towers, anna_deals=deals, boris_deal=foreign)
    cache.clear()


@pytest.fixture
def tenders(ids: Ids) -> None:
    """Add the custom section: its table costs more time than all the rest."""
    configure(*TENDERS)


@pytest.fixture
def calls(ids: Ids) -> Callable[[User], Caller]:
    """Return a maker of callers."""
    return lambda user: Caller(user=user, token=make_token(user), client=Client(raise_request_exception=True))


@pytest.fixture
def as_anna(calls: Callable[[User], Caller], anna: User) -> Caller:
    """Return Anna, who sees her own; `probability` is hidden from her, `amount` she may only read."""
    return calls(anna)


@pytest.fixture
def as_clara(calls: Callable[[User], Caller], clara: User) -> Caller:
    """Return Clara, who may do everything."""
    return calls(clara)
