"""Layouts: variants complete one another, and what is wrong with them is told all at once."""

from __future__ import annotations

from typing import Any

import pytest

from artel.platform.definitions.planning import make_plan
from artel.platform.sections.spec import SectionSpec
from tests.support.configuration import TENDERS, document, field

pytestmark = pytest.mark.django_db
CLERK = document("role", "clerk", body={"label": "Приёмщик"})


def problems_of(*layouts: tuple[str, dict[str, Any]]) -> set[tuple[str, str]]:
    """Return (path, code) of everything that is wrong with these layouts of the tenders."""
    plan = make_plan([*TENDERS, CLERK, *(document("layout", key, body=body) for key, body in layouts)])
    return {(p.path.partition(": ")[2], p.code) for p in plan.problems}


def section_with(*layouts: tuple[str, dict[str, Any]]) -> SectionSpec:
    """Return the tenders as they are with these layouts."""
    plan = make_plan([*TENDERS, CLERK, *(document("layout", key, body=body) for key, body in layouts)])
    assert not plan.problems
    assert plan.after is not None
    return plan.after.section("x_tenders")


def test_a_layout_of_before_is_valid_and_complete() -> None:
    spec = section_with(("x_tenders", {"groups": [{"label": "Главное", "fields": ["x_limit"]}]}))
    assert spec.layout.groups[0].fields == ("x_limit",)
    assert "x_due" in spec.layout.groups[1].fields
    assert spec.variants == ()


def test_variants_stand_by_position_and_lose_no_field() -> None:
    spec = section_with(
        ("x_tenders.late", {"roles": ["clerk"], "position": 20}),
        ("x_tenders.big", {"when": "x_limit gt 100", "groups": [{"label": "Цена", "fields": ["x_limit"]}]}),
        ("x_tenders.first", {"roles": ["clerk"], "position": 10}),
    )
    assert [v.key for v in spec.variants] == ["first", "late", "big"]
    big = spec.variants[2]
    assert big.form == ()
    assert big.groups[-1].collapsed
    assert "x_due" in big.groups[-1].fields


def test_required_of_a_stage_is_a_rule_of_its_fields() -> None:
    spec = section_with(
        ("x_tenders", {"stages": {"bid": {"required": ["x_due"]}, "tenders.won": {"required": ["x_limit"]}}})
    )
    told = {(r.field, r.required) for r in spec.rules}
    assert told == {("x_due", "stage eq 'bid'"), ("x_limit", "pipeline eq 'tenders' and stage eq 'won'")}


def test_everything_wrong_with_a_layout_is_told_at_once() -> None:
    body = {
        "when": "x_limit gt",
        "roles": ["nobody"],
        "columns": ["x_missing"],
        "tabs": [{"key": "a", "label": "А"}, {"key": "a", "label": "Б"}],
        "groups": [
            {"label": "Раз", "fields": ["x_limit", "x_gone"], "tab": "b"},
            {"label": "Два", "fields": ["x_limit"]},
        ],
        "fields": {
            "x_ghost": {"required": True},
            "x_due": {"required": "x_limt gt 5", "visible": "x_limit gt 'text'", "roles": ["ghost"]},
            "created_at": {"required": True},
            "name": {"visible": "x_limit gt 5"},
            "x_note": {"required": True, "visible": False},
            "x_law": {"required": "x_limit gt 1", "readonly": "x_limit gt 1"},
            "x_number": {"required": True},
            "x_phone": {"visible": False},
        },
        "stages": {"nowhere": {"form": ["x_ghost"]}, "bid": {"required": ["x_phone", "x_number"]}},
        "details": [{"section": "deals", "field": "account"}],
    }
    assert problems_of(("x_tenders.wrong", body)) == {
        ("when", "bad_syntax"),
        ("roles", "unknown_role"),
        ("columns", "unknown_field"),
        ("columns", "depends_on_a_record"),
        ("tabs.1", "duplicate_key"),
        ("groups.0", "unknown_field"),
        ("groups.0.tab", "unknown_tab"),
        ("groups.1", "duplicate_field"),
        ("fields.x_ghost", "unknown_field"),
        ("fields.x_due.required", "unknown_field"),
        ("fields.x_due.visible", "wrong_type"),
        ("fields.x_due.roles", "unknown_role"),
        ("fields.created_at", "system_field"),
        ("fields.name.visible", "always_shown"),
        ("fields.x_note.visible", "required_but_hidden"),
        ("fields.x_law.required", "required_but_readonly"),
        ("fields.x_number.required", "required_but_readonly"),
        ("stages.nowhere", "unknown_stage"),
        ("stages.nowhere.form", "unknown_field"),
        ("stages.bid.required", "required_but_hidden"),
        ("stages.bid.required", "required_but_readonly"),
        ("details.0", "bad_detail"),
    }


def test_a_wrong_condition_is_told_with_its_place() -> None:
    plan = make_plan(
        [*TENDERS, document("layout", "x_tenders", body={"fields": {"x_due": {"required": "x_limt gt 5"}}})]
    )
    assert "(знак 1)" in str(plan.problems[0].message)


@pytest.mark.parametrize(
    "body",
    [{"fields": {"x_rest": {"required": "x_limit gt 5"}}}, {"stages": {"bid": {"required": ["x_rest"]}}}],
    ids=["by a rule", "by a stage"],
)
def test_what_follows_from_other_fields_is_asked_of_nobody(body: dict[str, object]) -> None:
    rest = field("x_tenders.x_rest", "computed", "Остаток", options={"expression": "x_limit sub 1", "result": "money"})
    plan = make_plan([*TENDERS, rest, document("layout", "x_tenders", body=body)])
    found = {(p.path.partition(": ")[2], p.code) for p in plan.problems}
    assert found in ({(path, "required_but_readonly")} for path in ("fields.x_rest.required", "stages.bid.required"))


def test_the_own_layout_is_for_everybody_and_a_variant_for_somebody() -> None:
    found = problems_of(
        ("x_tenders", {"roles": ["clerk"], "when": "x_limit gt 5"}), ("x_tenders.idle", {"form": ["name"]})
    )
    assert found == {("roles", "not_a_variant"), ("when", "not_a_variant"), ("", "for_nobody_special")}


@pytest.mark.parametrize(
    "body",
    [
        {"fields": {"x_due": {"required": 5}}},
        {"fields": {"x_due": {"requierd": True}}},
        {"groups": [{"label": "А", "fields": [], "columns": 4}]},
        {"stages": {"bid": {"asks": []}}},
        {"tabs": [{"key": "С пробелом", "label": "А"}]},
    ],
)
def test_a_body_of_another_form_is_refused(body: dict[str, Any]) -> None:
    plan = make_plan([*TENDERS, document("layout", "x_tenders", body=body)])
    assert plan.problems
    assert plan.after is None


def test_a_field_that_a_rule_reads_can_not_be_retired_alone() -> None:
    layout = document("layout", "x_tenders", body={"fields": {"x_due": {"required": "x_limit gt 5"}}})
    others = [d for d in TENDERS if d.key != "x_tenders.x_limit"]
    gone = document("field", "x_tenders.x_limit", is_retired=True, body=TENDERS[2].body)  # type: ignore[arg-type]
    plan = make_plan([*others, gone, layout])
    assert [p.code for p in plan.problems] == ["unknown_field"]
