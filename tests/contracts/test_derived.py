"""What derived fields promise on any section, built-in or the company's own, by every door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artel.installation.doctor import all_checks
from artel.platform.access.policy import visible_to
from artel.platform.api.tokens import make_token
from artel.platform.conditions.compiling import compile_condition
from artel.platform.definitions.current import current_snapshot, holding
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.records import door
from artel.platform.records.derived.recomputing import recompute_pending
from artel.platform.records.door import Change
from artel.platform.users.models import User
from tests.support.configuration import TENDERS, configure, document, field, text


@dataclass(frozen=True)
class Case:
    """A parent section, its details and what points from them to it; `number` is a field of details to add up."""

    parent: str
    new_parent: Mapping[str, object]
    details: str
    pointer: str
    number: str
    new_detail: Mapping[str, object]


LINES = (
    document(
        "section",
        "x_lines",
        body={"label": text("Позиции", "Lines"), "singular": text("Позиция", "Line"), "parent": "x_tender"},
    ),
    field("x_lines.x_tender", "reference", "Тендер", target="x_tenders", cascade=True),
    field("x_lines.x_price", "money", "Цена"),
)
CASES = {
    "built-in": Case("accounts", {"name": "Долина"}, "deals", "account", "amount", {"name": "Лифты"}),
    "own over built-in": Case("accounts", {"name": "Долина"}, "x_tenders", "x_account", "x_limit", {"name": "Тендер"}),
    "own": Case("x_tenders", {"name": "Тендер"}, "x_lines", "x_tender", "x_price", {"name": "Позиция"}),
}


@pytest.fixture(params=list(CASES))
def case(request: pytest.FixtureRequest, db: None) -> Case:
    """Return one of the pairs of sections, with a rollup, a computed field over it, and one over the parent."""
    found = CASES[request.param]
    configure(*TENDERS, *LINES, *derived(found))
    return found


def derived(case: Case) -> tuple[Document, ...]:
    """Return the derived fields of a pair."""
    over = {"section": case.details, "field": case.pointer, "of": case.number, "result": "money"}
    return (
        field(f"{case.parent}.x_total", "rollup", "Всего", indexed=True, options={**over, "function": "sum"}),
        field(f"{case.parent}.x_top", "rollup", "Больше всего", options={**over, "function": "max"}),
        field(
            f"{case.parent}.x_double",
            "computed",
            "Вдвое",
            options={"expression": "x_total mul 2", "result": "decimal"},
        ),
        field(
            f"{case.details}.x_of",
            "computed",
            "Чьё",
            options={"expression": f"concat(name, ' / ', {case.pointer}/name)", "result": "text"},
        ),
    )


def parent_of(case: Case, number: int = 1) -> list[int]:
    """Make parents."""
    return door.create(case.parent, [case.new_parent] * number, actor=SYSTEM)


def details_of(case: Case, parents: list[int], *numbers: object) -> list[int]:
    """Make details, one for each number, of the parents in turn."""
    rows = [
        {**case.new_detail, case.pointer: parents[n % len(parents)], case.number: number}
        for n, number in enumerate(numbers)
    ]
    return door.create(case.details, rows, actor=SYSTEM)


def stored(section: str, record_id: int, *keys: str) -> tuple[object, ...]:
    """Return stored values."""
    return tuple(visible_to(SYSTEM, section, include_trashed=True).filter(id=record_id).values_list(*keys).get())


def test_values_follow_every_act(case: Case) -> None:
    one, two = parent_of(case, 2)
    first, _second = details_of(case, [one], 100, 40)
    assert stored(case.parent, one, "x_total", "x_top", "x_double") == (140, 100, 280)
    door.change(case.details, [Change(id=first, values={case.number: 10})], actor=SYSTEM)
    assert stored(case.parent, one, "x_total", "x_top", "x_double") == (50, 40, 100)
    door.change(case.details, [Change(id=first, values={case.pointer: two})], actor=SYSTEM)
    assert stored(case.parent, one, "x_total") == (40,)
    assert stored(case.parent, two, "x_total") == (10,)
    door.trash(case.details, [first], actor=SYSTEM)
    assert stored(case.parent, two, "x_total", "x_top") == (0, None)
    door.restore(case.details, [first], actor=SYSTEM)
    assert stored(case.parent, two, "x_total", "x_top") == (10, 10)
    door.change(case.parent, [Change(id=two, values={"name": "Иначе"})], actor=SYSTEM)
    assert stored(case.details, first, "x_of") == (f"{case.new_detail['name']} / Иначе",)


def test_nobody_writes_them(case: Case) -> None:
    one = parent_of(case)[0]
    for act in (
        lambda: door.create(case.parent, [{**case.new_parent, "x_total": 1}], actor=SYSTEM),
        lambda: door.change(case.parent, [Change(id=one, values={"x_double": 1})], actor=SYSTEM),
    ):
        with pytest.raises(ValidationFailed):
            act()


def test_conditions_find_by_them(case: Case) -> None:
    one, _two = parent_of(case, 2)
    details_of(case, [one], 5)
    snapshot = current_snapshot()
    found = compile_condition("x_total gt 4 and x_double le 10", snapshot.section(case.parent), snapshot, SYSTEM)
    assert list(visible_to(SYSTEM, case.parent).filter(found).values_list("id", flat=True)) == [one]


def test_queries_do_not_grow_with_records(case: Case) -> None:
    parents = parent_of(case, 10)

    def queries(number: int) -> int:
        rows = [{**case.new_detail, case.pointer: parents[n % len(parents)], case.number: n} for n in range(number)]
        with (
            holding(current_snapshot()),
            CaptureQueriesContext(
                connection,
            ) as captured,
        ):
            ids = door.create(case.details, rows, actor=SYSTEM)
            door.change(case.details, [Change(id=i, values={case.number: 7}) for i in ids], actor=SYSTEM)
            door.trash(case.details, ids, actor=SYSTEM)
        return len(captured)

    queries(60)
    assert queries(60) == queries(2_000)


def test_the_doctor_finds_what_was_changed_by_hand(case: Case) -> None:
    one = parent_of(case)[0]
    details_of(case, [one], 5)
    recompute_pending(current_snapshot())
    assert all(check.is_ok for check in all_checks(is_full=True) if "derived" in check.name)
    with connection.cursor() as cursor:
        table = current_snapshot().section(case.parent).table
        cursor.execute(f'UPDATE "{table}" SET "x_total" = 1 WHERE "id" = %s', [one])
    wrong = {check.name: check.detail for check in all_checks(is_full=True) if not check.is_ok}
    assert set(wrong) >= {"derived fields", "derived fields, all records"}
    assert f"{case.parent}.x_total: 1 of" in wrong["derived fields"]


def test_a_filter_and_an_average_go_over_the_details_meant(case: Case) -> None:
    options = {
        "section": case.details,
        "field": case.pointer,
        "function": "avg",
        "of": f"{case.number} mul 2",
        "filter": f"{case.number} gt 10",
        "result": "decimal",
    }
    configure(field(f"{case.parent}.x_mean", "rollup", "Среднее", options=options))
    one = parent_of(case)[0]
    details_of(case, [one], 5, 20, 31)
    assert stored(case.parent, one, "x_mean") == (Decimal(51),)


def test_the_api_serves_them_and_takes_none(case: Case, clara: User) -> None:
    one = parent_of(case)[0]
    details_of(case, [one], 7)
    client, headers = Client(), {"Authorization": f"Bearer {make_token(clara)}"}
    found = client.get(f"/odata/{case.parent}?$filter=x_total eq 7&$select=id,x_total,x_double", headers=headers).json()
    assert [(row["id"], Decimal(str(row["x_total"]))) for row in found["value"]] == [(one, 7)]
    types = client.get("/odata/$metadata?$format=json", headers=headers).json()["Artel"]
    assert types[case.parent]["x_total"]["$Type"] == "Edm.Decimal"
    refused = client.patch(
        f"/odata/{case.parent}({one})", {"x_total": 1}, content_type="application/json", headers=headers
    )
    assert refused.status_code == 422
    assert stored(case.parent, one, "x_total") == (7,)
