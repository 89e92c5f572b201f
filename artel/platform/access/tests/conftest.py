"""Two sections to look at: orders, and lines that are details of an order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from artel.platform.definitions.current import holding
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import Team, User
from tests.support.people import person
from tests.support.personas import HEAD, MANAGER, PORTAL, install, role


@pytest.fixture
def snapshot(db: None) -> Iterator[Snapshot]:
    """Hold a configuration with orders, their lines and the personas' roles."""
    documents = [
        Document(kind="section", key="x_orders", body={"label": "Заказы", "has_feed": False}),
        Document(kind="section", key="x_lines", body={"label": "Строки", "parent": "x_order", "has_feed": False}),
        Document(kind="field", key="x_orders.x_sum", body={"label": "Сумма", "type": "integer"}),
        Document(kind="field", key="x_orders.x_cost", body={"label": "Себестоимость", "type": "integer"}),
        Document(
            kind="field", key="x_lines.x_order", body={"label": "Заказ", "type": "reference", "target": "x_orders"}
        ),
        role("manager", MANAGER),
        role("head", HEAD),
        role("portal", PORTAL),
    ]
    with holding(install(documents)) as found:
        yield found


@dataclass(frozen=True)
class Records:
    """Ids of orders by who owns them, and of the line of each."""

    orders: dict[str, int]
    lines: dict[str, int]


@pytest.fixture
def egor(company: Team) -> User:
    """Return a manager of another team beside the sales team."""
    return person("egor", "Егоров Егор", team=Team.objects.create(name="Сервис", parent=company), role="manager")


@pytest.fixture
def records(snapshot: Snapshot, anna: User, boris: User, clara: User, egor: User, dmitri: User) -> Records:
    """One order of each person and one of nobody, each with a line that nobody owns."""
    owners = {"anna": anna, "boris": boris, "clara": clara, "egor": egor, "dmitri": dmitri}
    rows = [{"name": name, "owner": user.pk, "x_sum": n * 10} for n, (name, user) in enumerate(owners.items())]
    ids = door.create("x_orders", [*rows, {"name": "nobody", "x_sum": 90}], actor=SYSTEM)
    orders = dict(zip([*owners, "nobody"], ids, strict=True))
    lines = door.create("x_lines", [{"name": n, "x_order": i} for n, i in orders.items()], actor=SYSTEM)
    return Records(orders=orders, lines=dict(zip(orders, lines, strict=True)))
