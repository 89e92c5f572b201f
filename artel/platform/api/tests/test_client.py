"""A client that knows nothing of us, python-odata, works against a live server by `$metadata` alone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import requests
from django.db import connection
from odata import ODataService
from odata.exceptions import ODataError

from artel.platform.access.policy import visible_to
from artel.platform.api.tests.conftest import Ids
from artel.platform.api.tokens import make_token
from artel.platform.definitions.current import forget_snapshots
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.users.models import User

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def clean_schema(transactional_db: None) -> Iterator[None]:
    """Leave no runtime table behind: a live server sees only what is committed, and Django's flush not our tables."""
    yield
    with connection.cursor() as cursor:
        cursor.execute('DROP TABLE IF EXISTS "x_tenders" CASCADE')
    forget_snapshots()


@pytest.fixture
def service(clean_schema: None, ids: Ids, tenders: None, clara: User, live_server: Any) -> ODataService:
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {make_token(clara)}"
    # With the slash cut off the client asks for `/odata` and `/odata/$metadata`.
    return ODataService(f"{live_server.url}/odata/", session=session, reflect_entities=True, quiet_progress=True)


def test_a_foreign_client_reads_filters_orders_and_follows_pages(service: ODataService, ids: Ids) -> None:
    door.create("accounts", [{"name": f"Клиент {n:03}"} for n in range(250)], actor=SYSTEM)
    accounts = service.entities["accounts"]
    found = list(service.query(accounts).filter(accounts.name.startswith("Клиент")).order_by(accounts.name.desc()))
    assert len(found) == 250, "more than a page: it followed the next link"
    assert [a.name for a in found[:2]] == ["Клиент 249", "Клиент 248"]


def test_a_foreign_client_reads_by_key_and_by_relation(service: ODataService, ids: Ids) -> None:
    deals = service.entities["deals"]
    deal = service.query(deals).get(ids.anna_deals[0])
    assert (deal.name, Decimal(str(deal.amount))) == ("Первая", Decimal("1000.1"))
    assert deal.account.name == "Лифт-Сервис"


@pytest.mark.parametrize(("section", "field"), [("deals", "amount"), ("x_tenders", "x_limit")])
def test_a_foreign_client_creates_changes_and_deletes(
    service: ODataService, ids: Ids, section: str, field: str
) -> None:
    kind = service.entities[section]
    made = kind()
    made.name = "Из клиента"
    setattr(made, field, Decimal("10.5"))
    service.save(made)
    assert made.id
    setattr(made, field, Decimal("20.25"))
    service.save(made)
    stored = visible_to(SYSTEM, section).filter(id=made.id).values_list("name", field).get()
    assert stored == ("Из клиента", Decimal("20.25"))
    service.delete(made)
    assert not visible_to(SYSTEM, section).filter(id=made.id).exists()


def test_a_foreign_client_ties_records(service: ODataService, ids: Ids) -> None:
    deals, accounts = service.entities["deals"], service.entities["accounts"]
    made = deals()
    made.name = "С клиентом"
    made.account = service.query(accounts).get(ids.towers)
    service.save(made)
    assert visible_to(SYSTEM, "deals").filter(id=made.id).values_list("account_id", flat=True).get() == ids.towers


def test_a_foreign_client_understands_a_refusal(service: ODataService, ids: Ids) -> None:
    kind = service.entities["deals"]
    made = kind()
    made.name = "Нет такого"
    made.probability = 999
    with pytest.raises(ODataError, match="значени"):
        service.save(made)
