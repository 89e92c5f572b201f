"""What a plan says of formulas: all mistakes at once, each with its place; rings with the way round."""

from __future__ import annotations

import pytest

from artel.platform.definitions.current import current_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.definitions.planning import make_plan
from artel.platform.formulas.graph import graph_of
from artel.platform.kernel.errors import ConfigurationRefused
from tests.support.configuration import configure, document, field
from tests.support.contracts_of_sums import CONTRACTS, SUMS

pytestmark = pytest.mark.django_db


def computed(expression: str, result: str = "text", key: str = "x_value", **facts: object) -> Document:
    """Return a computed field of contracts."""
    return field(
        f"x_contracts.{key}", "computed", "Значение", options={"expression": expression, "result": result}, **facts
    )


def rollup(**options: object) -> Document:
    """Return a rollup of contracts over their payments."""
    given = {"section": "x_payments", "field": "x_contract", "function": "sum", "of": "x_amount", "result": "money"}
    return field("x_contracts.x_value", "rollup", "Значение", options={**given, **options})


def told(*documents: Document) -> list[tuple[str, str]]:
    """Return (path, code) of the problems that a plan of these documents has."""
    return [(p.path.partition(": ")[2], p.code) for p in make_plan([*CONTRACTS, *documents]).problems]


RIGHT = [
    ("concat(name, ' № ', text(x_sum))", "text"),
    ("if(x_sum gt 100 and x_account ne null, 'big', 'small')", "text"),
    ("coalesce(x_account/name, name, '—')", "text"),
    ("round(x_sum div 3, 1)", "decimal"),
    ("x_sum mul 2", "integer"),
    ("totaldays(updated_at sub created_at)", "decimal"),
    ("date(created_at) add duration'P30D'", "date"),
    ("x_sum gt 100", "boolean"),
    ("year(created_at)", "integer"),
    ("max(x_sum, 100, 1.5)", "money"),
    ("if(contains(tolower(name), 'аренд'), x_sum, 0)", "money"),
    ("x_account/created_at", "datetime"),
    ("owner ne null", "boolean"),
]


@pytest.mark.parametrize(("expression", "result"), RIGHT)
def test_a_right_formula_is_planned_and_computed(expression: str, result: str) -> None:
    configure(*CONTRACTS, computed(expression, result))
    assert [d.name for d in graph_of(current_snapshot()).order] == ["x_contracts.x_value"]


WRONG = [
    ("x_nothing add 1", "integer", "unknown_field", 1),
    ("x_sum add x_account/nothing", "money", "unknown_field", 21),
    ("name add 1", "text", "wrong_type", 1),
    ("concat(name, 5)", "text", "wrong_type", 14),
    ("frobnicate(name)", "text", "unknown_function", 1),
    ("if(x_sum, 1, 2)", "integer", "wrong_type", 4),
    ("if(x_sum gt 1, 'a', 2)", "text", "wrong_type", 1),
    ("coalesce(name)", "text", "wrong_type", 1),
    ("round(x_sum, 99)", "decimal", "wrong_type", 14),
    ("x_sum sub today()", "money", "wrong_type", 11),
    ("created_at lt now()", "boolean", "wrong_type", 15),
    ("owner eq me()", "boolean", "wrong_type", 10),
    ("created_at in this_month()", "boolean", "wrong_type", 1),
    ("owner/name", "text", "wrong_type", 1),
    ("x_payments/$count", "integer", "wrong_type", 1),
    ("x_payments/any(p:p/x_amount gt 1)", "boolean", "wrong_type", 1),
    ("x_sum add", "money", "bad_syntax", 10),
    ("x_sum", "date", "wrong_type", 1),
    ("x_account", "text", "wrong_type", 1),
    ("null", "text", "wrong_type", 1),
]


@pytest.mark.parametrize(("expression", "result", "code", "place"), WRONG)
def test_a_wrong_formula_is_refused_with_the_place_in_its_text(
    expression: str, result: str, code: str, place: int
) -> None:
    problems = make_plan([*CONTRACTS, computed(expression, result)]).problems
    assert [(p.path, p.code) for p in problems] == [("field x_contracts.x_value: options.expression", code)]
    assert str(place) in str(problems[0].message)


def test_a_rollup_is_checked_by_every_option() -> None:
    assert told(rollup(section="x_nothing")) == [("options.section", "unknown_section")]
    assert told(rollup(field="x_amount")) == [("options.field", "bad_detail")]
    assert told(rollup(of="x_nothing")) == [("options.of", "unknown_field")]
    assert told(rollup(of="name")) == [("options.of", "wrong_type")]
    assert told(rollup(function="max", of="x_due")) == [("options.result", "wrong_type")]
    assert told(rollup(function="max", of="x_due", result="date")) == []
    assert told(rollup(function="count", of=None)) == [("options.result", "wrong_type")]
    assert told(rollup(filter="x_due lt today()")) == [("options.filter", "wrong_type")]
    assert told(rollup(filter="x_amount")) == [("options.filter", "wrong_type")]
    assert [path for path, _code in told(rollup(function="count"))] == ["options."]
    assert [path for path, _code in told(rollup(function="median"))] == ["options.function"]


def test_what_is_filled_in_does_not_go_with_what_nobody_fills_in() -> None:
    facts = {"required": True, "unique": True, "default": "а"}
    assert {path for path, _code in told(computed("name", **facts))} == {"required", "unique", "default"}


def test_a_ring_is_refused_with_the_way_round() -> None:
    ring = (
        computed("x_third add 1", "integer", key="x_first"),
        computed("x_first add 1", "integer", key="x_second"),
        computed("x_second add 1", "integer", key="x_third"),
        computed("x_second add 1", "integer", key="x_beside"),
    )
    problems = [p for p in make_plan([*CONTRACTS, *ring]).problems if p.code == "cycle"]
    assert len(problems) == 1
    assert "x_contracts.x_first → x_contracts.x_third → x_contracts.x_second → x_contracts.x_first" in str(
        problems[0].message
    )


def test_a_ring_through_details_and_parents_is_refused() -> None:
    ring = (
        field(
            "x_payments.x_share",
            "computed",
            "Доля",
            options={"expression": "x_amount div x_contract/x_value", "result": "decimal"},
        ),
        rollup(of="x_share"),
    )
    assert "cycle" in {code for _path, code in told(*ring)}


def test_a_field_that_a_formula_reads_is_not_taken_away() -> None:
    configure(*CONTRACTS, *SUMS)
    with pytest.raises(ConfigurationRefused) as refused:
        configure(document("field", "x_payments.x_amount", is_retired=True))
    assert [p.path for p in refused.value.problems] == ["field x_contracts.x_paid: options.of"]


def test_everything_stands_after_what_it_follows_from() -> None:
    configure(*CONTRACTS, *SUMS)
    names = [d.key for d in graph_of(current_snapshot()).order]
    assert names.index("x_paid") < names.index("x_remainder") < names.index("x_debt")
