"""Derived fields under several writers at one moment: nothing is missed, nobody waits in a ring."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.db import connection

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot, forget_snapshots
from artel.platform.definitions.models import ConfigurationState, Definition, Revision
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.records.derived.consistency import differences
from artel.platform.records.door import Change
from artel.platform.records.tests.test_concurrency import together
from tests.support.configuration import configure, field
from tests.support.contracts_of_sums import CONTRACTS, SUMS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def contracts() -> Iterator[None]:
    """Configure contracts with payments and everything derived; leave the database as it was."""
    configure(*CONTRACTS, *SUMS)
    accounts = current_snapshot().section("accounts").table
    yield
    with connection.cursor() as cursor:
        cursor.execute('DROP TABLE IF EXISTS "x_payments", "x_contracts" CASCADE')
        cursor.execute(f'ALTER TABLE "{accounts}" DROP COLUMN IF EXISTS "x_debt"')
    for model in (Definition, ConfigurationState, Revision):
        model.objects.all().delete()
    forget_snapshots()


def test_details_added_at_one_moment_are_all_counted(contracts: None) -> None:
    account = door.create("accounts", [{"name": "Долина"}], actor=SYSTEM)[0]
    one = door.create("x_contracts", [{"name": "Д", "x_sum": 1000, "x_account": account}], actor=SYSTEM)[0]

    def pay() -> object:
        row = {"name": "П", "x_contract": one, "x_amount": 10, "x_is_paid": True}
        return [door.create("x_payments", [row], actor=SYSTEM) for _ in range(5)]

    results = together(*[pay] * 8)
    assert [r for r in results if isinstance(r, Exception)] == []
    stored = visible_to(SYSTEM, "x_contracts").filter(id=one).values_list("x_lines", "x_paid", "x_remainder").get()
    assert stored == (40, Decimal(400), Decimal(600))
    assert visible_to(SYSTEM, "accounts").values_list("x_debt", flat=True).get(id=account) == Decimal(600)


def test_writers_above_and_below_do_not_wait_for_one_another(contracts: None) -> None:
    accounts = door.create("accounts", [{"name": f"К {n}"} for n in range(3)], actor=SYSTEM)
    ids = door.create("x_contracts", [{"name": "Д", "x_account": a, "x_sum": 9} for a in accounts * 4], actor=SYSTEM)
    payments = door.create("x_payments", [{"name": "П", "x_contract": i, "x_amount": 1} for i in ids * 3], actor=SYSTEM)

    def rename(turn: int) -> Callable[[], object]:
        changes = [Change(id=i, values={"name": f"Имя {turn}"}) for i in accounts]
        return lambda: door.change("accounts", changes, actor=SYSTEM)

    def move(turn: int) -> Callable[[], object]:
        shifted = ids[turn:] + ids[:turn]
        changes = [
            Change(id=p, values={"x_contract": shifted[n % len(ids)], "x_is_paid": True})
            for n, p in enumerate(payments)
        ]
        return lambda: door.change("x_payments", changes, actor=SYSTEM)

    def remark(turn: int) -> Callable[[], object]:
        changes = [Change(id=i, values={"x_sum": turn, "x_account": accounts[turn % 3]}) for i in ids[::-1]]
        return lambda: door.change("x_contracts", changes, actor=SYSTEM)

    results = together(*(act(turn) for turn in range(1, 4) for act in (rename, move, remark)))
    assert [r for r in results if isinstance(r, Exception)] == []
    assert list(differences(current_snapshot(), is_full=True)) == []


def test_a_child_made_while_its_parent_is_renamed_has_the_new_name(contracts: None) -> None:
    account = door.create("accounts", [{"name": "Старое"}], actor=SYSTEM)[0]

    def create() -> object:
        return door.create("x_contracts", [{"name": "Д", "x_account": account}], actor=SYSTEM)

    def rename(name: str) -> Callable[[], object]:
        return lambda: door.change("accounts", [Change(id=account, values={"name": name})], actor=SYSTEM)

    results = together(*(act for n in range(5) for act in (create, rename(f"Имя {n}"))))
    assert [r for r in results if isinstance(r, Exception)] == []
    assert list(differences(current_snapshot(), is_full=True)) == []


@pytest.fixture
def client_names() -> Iterator[None]:
    """Let tasks show their client's name, which features write to as well; leave the database as it was."""
    options = {"expression": "account/name", "result": "text"}
    configure(field("tasks.x_client", "computed", "Клиент", options=options))
    tasks = current_snapshot().section("tasks").table
    yield
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{tasks}" DROP COLUMN IF EXISTS "x_client"')
    for model in (Definition, ConfigurationState, Revision):
        model.objects.all().delete()
    forget_snapshots()


def test_a_parent_that_is_read_and_then_written_stops_nobody(client_names: None) -> None:
    account = door.create("accounts", [{"name": "Долина"}], actor=SYSTEM)[0]

    def plan(day: int) -> Callable[[], object]:
        row = {"name": "Позвонить", "account": account, "due_at": f"2026-12-{day:02}T09:00:00+03:00"}
        return lambda: door.create("tasks", [row], actor=SYSTEM)

    results = together(*(plan(day) for day in range(1, 9)))
    assert [r for r in results if isinstance(r, Exception)] == []
    assert set(visible_to(SYSTEM, "tasks").values_list("x_client", flat=True)) == {"Долина"}
