"""Computed fields and rollups are right after every act, by whatever door it came."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from artel.installation.doctor import all_checks
from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.formulas.models import PendingRecompute
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.records import door, merging
from artel.platform.records.derived.recomputing import recompute_pending
from artel.platform.records.door import Change
from artel.platform.records.models import FeedEntry
from tests.support.configuration import configure, field
from tests.support.contracts_of_sums import CONTRACTS, SUMS

pytestmark = pytest.mark.django_db


@pytest.fixture
def contracts() -> None:
    """Configure contracts with payments and everything derived."""
    configure(*CONTRACTS, *SUMS)


def values(section: str, record_id: int, *keys: str) -> tuple[object, ...]:
    """Return stored values of a record, in the trash too."""
    rows = visible_to(SYSTEM, section, include_trashed=True).filter(id=record_id)
    return tuple(rows.values_list(*keys).get())


def contract(**given: object) -> int:
    """Make a contract."""
    return door.create("x_contracts", [{"name": "Договор", **given}], actor=SYSTEM)[0]


def pay(contract_id: int, *amounts: int, paid: bool = True) -> list[int]:
    """Add payments to a contract."""
    rows = [{"name": "Платёж", "x_contract": contract_id, "x_amount": a, "x_is_paid": paid} for a in amounts]
    return door.create("x_payments", rows, actor=SYSTEM)


def formula(key: str, expression: str, result: str) -> Document:
    """Return a computed field of contracts."""
    return field(f"x_contracts.{key}", "computed", key, options={"expression": expression, "result": result})


def test_a_new_record_has_the_sums_of_nothing(contracts: None) -> None:
    one = contract(x_sum=1000)
    assert values("x_contracts", one, "x_paid", "x_lines", "x_next_due", "x_remainder") == (0, 0, None, 1000)


def test_details_add_up_through_all_levels(contracts: None) -> None:
    account = door.create("accounts", [{"name": "Долина"}], actor=SYSTEM)[0]
    one, two = contract(x_sum=1000, x_account=account), contract(x_sum=500, x_account=account)
    pay(one, 100, 250)
    pay(one, 70, paid=False)
    assert values("x_contracts", one, "x_paid", "x_lines", "x_remainder") == (350, 3, 650)
    assert values("accounts", account, "x_debt") == (Decimal(1150),)
    assert values("x_contracts", two, "x_paid", "x_remainder") == (0, 500)


def test_a_changed_detail_is_counted_anew(contracts: None) -> None:
    one = contract(x_sum=1000)
    first, second = pay(one, 100, 250)
    door.change("x_payments", [Change(id=first, values={"x_amount": 150})], actor=SYSTEM)
    assert values("x_contracts", one, "x_paid", "x_remainder") == (400, 600)
    door.change("x_payments", [Change(id=second, values={"x_is_paid": False, "x_due": "2026-12-01"})], actor=SYSTEM)
    assert values("x_contracts", one, "x_paid", "x_next_due") == (150, date(2026, 12, 1))


def test_a_detail_that_moves_leaves_one_parent_and_joins_the_other(contracts: None) -> None:
    one, two = contract(), contract()
    (payment,) = pay(one, 100)
    door.change("x_payments", [Change(id=payment, values={"x_contract": two})], actor=SYSTEM)
    assert values("x_contracts", one, "x_paid", "x_lines") == (0, 0)
    assert values("x_contracts", two, "x_paid", "x_lines") == (100, 1)
    door.change("x_payments", [Change(id=payment, values={"x_contract": None})], actor=SYSTEM)
    assert values("x_contracts", two, "x_paid", "x_lines") == (0, 0)


def test_trash_restore_and_purge_of_a_detail(contracts: None) -> None:
    one = contract()
    first, _second = pay(one, 100, 20)
    door.trash("x_payments", [first], actor=SYSTEM)
    assert values("x_contracts", one, "x_paid", "x_lines") == (20, 1)
    door.restore("x_payments", [first], actor=SYSTEM)
    assert values("x_contracts", one, "x_paid", "x_lines") == (120, 2)
    door.purge("x_payments", [first], actor=SYSTEM, even_live=True)
    assert values("x_contracts", one, "x_paid", "x_lines") == (20, 1)


def test_a_parent_comes_back_from_the_trash_with_its_sums(contracts: None) -> None:
    account = door.create("accounts", [{"name": "Долина"}], actor=SYSTEM)[0]
    one = contract(x_sum=1000, x_account=account)
    pay(one, 100)
    door.trash("x_contracts", [one], actor=SYSTEM)
    assert values("accounts", account, "x_debt") == (0,)
    door.restore("x_contracts", [one], actor=SYSTEM)
    assert values("x_contracts", one, "x_paid") == (100,)
    assert values("accounts", account, "x_debt") == (900,)


def test_a_merge_brings_the_details_and_its_undo_gives_them_back(contracts: None) -> None:
    one, two = contract(x_sum=1000), contract(x_sum=1000)
    pay(one, 100)
    pay(two, 30)
    merge = merging.merge("x_contracts", one, [two], values={}, actor=SYSTEM)
    assert values("x_contracts", one, "x_paid", "x_remainder") == (130, 870)
    merging.undo_merge(merge, actor=SYSTEM)
    assert values("x_contracts", one, "x_paid") == (100,)
    assert values("x_contracts", two, "x_paid", "x_remainder") == (30, 970)


def test_a_field_of_the_parent_shows_in_its_children_at_once(contracts: None) -> None:
    account = door.create("accounts", [{"name": "Долина"}], actor=SYSTEM)[0]
    one = contract(x_account=account)
    assert values("x_contracts", one, "x_title") == ("Договор (Долина)",)
    door.change("accounts", [Change(id=account, values={"name": "Равнина"})], actor=SYSTEM)
    assert values("x_contracts", one, "x_title") == ("Договор (Равнина)",)
    door.purge("accounts", [account], actor=SYSTEM, even_live=True)
    assert values("x_contracts", one, "x_title") == ("Договор (—)",)


def test_more_children_than_fit_a_transaction_are_left_to_the_job(contracts: None) -> None:
    account = door.create("accounts", [{"name": "Долина"}], actor=SYSTEM)[0]
    ids = door.create("x_contracts", [{"name": "Д", "x_account": account}] * 5_001, actor=SYSTEM)
    door.change("accounts", [Change(id=account, values={"name": "Равнина"})], actor=SYSTEM)
    assert values("x_contracts", ids[0], "x_title") == ("Д (Долина)",)
    assert PendingRecompute.objects.filter(done_at=None, via="x_account").exists()
    recompute_pending(current_snapshot())
    titles = visible_to(SYSTEM, "x_contracts").values_list("x_title", flat=True).distinct()
    assert list(titles) == ["Д (Равнина)"]
    assert not PendingRecompute.objects.filter(done_at=None, since=None).exists()


def test_nobody_writes_a_derived_field_not_even_the_system(contracts: None) -> None:
    one = contract()
    for key in ("x_paid", "x_title"):
        with pytest.raises(ValidationFailed) as refused:
            door.change("x_contracts", [Change(id=one, values={key: 5})], actor=SYSTEM)
        assert [p.code for p in refused.value.problems] == ["readonly"]


def test_a_consequence_moves_no_version_and_is_nobodys_edit(contracts: None) -> None:
    one = contract(x_sum=1000)
    version, updated = values("x_contracts", one, "version", "updated_at")
    pay(one, 100)
    assert values("x_contracts", one, "version", "updated_at") == (version, updated)
    door.change("x_contracts", [Change(id=one, values={"x_sum": 900}, version=version)], actor=SYSTEM)  # type: ignore[arg-type]
    entries = FeedEntry.objects.filter(section="x_contracts", record_id=one).order_by("id")
    told = [(e.kind, sorted(e.body.get("fields", {}))) for e in entries]
    assert told == [
        ("created", []),
        ("derived", ["x_lines", "x_paid", "x_remainder"]),
        ("changed", ["x_sum"]),
        ("derived", ["x_remainder"]),
    ]
    assert {e.actor_name for e in entries if e.kind == "derived"} == {""}


def test_a_new_formula_is_computed_for_what_is_there(contracts: None) -> None:
    ids = door.create("x_contracts", [{"name": f"Д {n}", "x_sum": n} for n in range(12)], actor=SYSTEM)
    configure(formula("x_half", "x_sum div 2", "money"))
    assert values("x_contracts", ids[3], "x_half") == (None,)
    recompute_pending(current_snapshot(), batch=5)
    assert values("x_contracts", ids[3], "x_half") == (Decimal("1.50"),)
    work = PendingRecompute.objects.get(keys=["x_half"], since=None)
    assert (work.done, work.done_at is not None) == (12, True)
    configure(formula("x_half", "x_sum mul 2", "money"))
    recompute_pending(current_snapshot(), batch=5)
    assert values("x_contracts", ids[3], "x_half") == (Decimal(6),)


def test_values_that_no_column_holds_are_nothing(contracts: None) -> None:
    configure(
        formula("x_big", "x_sum mul x_sum mul 1000", "money"),
        formula("x_none", "1 div x_sum", "decimal"),
        formula("x_whole", "x_sum mul x_sum", "integer"),
    )
    one, zero = contract(x_sum="99999999999"), contract(x_sum=0)
    assert values("x_contracts", one, "x_big", "x_whole") == (None, None)
    assert values("x_contracts", zero, "x_none") == (None,)


def test_a_job_that_fails_keeps_its_place_and_goes_on_from_there(contracts: None) -> None:
    ids = door.create("x_contracts", [{"name": f"Д {n}", "x_sum": n} for n in range(12)], actor=SYSTEM)
    configure(formula("x_half", "x_sum div 2", "money"))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE x_contracts ADD CONSTRAINT small CHECK (x_half < 4)")
    recompute_pending(current_snapshot(), batch=5)
    work = PendingRecompute.objects.get(keys=["x_half"], since=None)
    assert (work.done, work.last_id, work.done_at) == (5, ids[4], None)
    assert "small" in work.error
    told = {check.name: check for check in all_checks()}
    assert not told["computing"].is_ok
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE x_contracts DROP CONSTRAINT small")
    recompute_pending(current_snapshot(), batch=5)
    work.refresh_from_db()
    assert (work.done, work.error, work.done_at is not None) == (12, "", True)
    assert values("x_contracts", ids[11], "x_half") == (Decimal("5.50"),)
