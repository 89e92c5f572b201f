"""A dashboard is checked as a whole: what does not fit is named with its block, all at once."""

from __future__ import annotations

from typing import Any

import pytest

from artel.platform.definitions.documents import Document
from artel.platform.definitions.planning import make_plan
from artel.platform.sections.spec import Snapshot

SUM = {"of": "sum", "field": "amount"}
PLAN = {"value": 5}


def problems(*blocks: dict[str, Any], **said: Any) -> set[tuple[str, str]]:
    """Return (path, code) of what the plan refuses."""
    whole = [{"key": f"b{n}", "label": "Блок", "section": "deals", **block} for n, block in enumerate(blocks)]
    plan = make_plan([Document(kind="dashboard", key="day", body={"label": "День", "blocks": whole, **said})])
    return {(p.path.removeprefix("dashboard day: "), p.code) for p in plan.problems}


@pytest.mark.parametrize(
    ("block", "path", "code"),
    [
        ({"kind": "number", "section": "nowhere"}, "section", "unknown_section"),
        ({"kind": "number", "filter": "colour eq 'red'"}, "filter", "unknown_field"),
        ({"kind": "number", "measure": {"of": "sum", "field": "name"}}, "measure.field", "wrong_type"),
        ({"kind": "number", "measure": {"of": "sum", "field": "weight"}}, "measure.field", "unknown_field"),
        ({"kind": "number", "measure": {"of": "count", "field": "amount"}}, "measure.field", "bad_option"),
        ({"kind": "number", "period": "amount"}, "period", "wrong_type"),
        ({"kind": "number", "compare": True}, "compare", "no_period"),
        ({"kind": "number", "by": "owner"}, "by", "bad_option"),
        ({"kind": "chart"}, "by", "no_by"),
        ({"kind": "chart", "by": "name"}, "by", "wrong_type"),
        ({"kind": "chart", "by": "created_at"}, "bucket", "bad_bucket"),
        ({"kind": "chart", "by": "owner", "bucket": "day"}, "bucket", "bad_bucket"),
        ({"kind": "list", "columns": ["colour"]}, "columns", "unknown_field"),
        ({"kind": "list", "view": "nothing"}, "view", "unknown_view"),
        ({"kind": "funnel", "section": "tasks"}, "section", "no_pipeline"),
        ({"kind": "funnel", "pipeline": "other"}, "pipeline", "unknown_pipeline"),
        ({"kind": "plan_fact", "measure": SUM}, "", "no_plan"),
        ({"kind": "plan_fact", "plan": {**PLAN, "section": "deals"}}, "plan", "bad_plan"),
        (
            {"kind": "plan_fact", "plan": {"section": "deals", "field": "name", "month": "created_at"}},
            "plan.field",
            "wrong_type",
        ),
        ({"kind": "plan_fact", "by": "account", "plan": PLAN}, "by", "wrong_type"),
        ({"kind": "plan_fact", "plan": {"working_hours": True}}, "plan.working_hours", "bad_plan"),
        ({"kind": "load", "plan": PLAN}, "by", "no_by"),
    ],
)
def test_what_does_not_fit_is_told_where_it_stands(
    base_pack: Snapshot, block: dict[str, Any], path: str, code: str
) -> None:
    assert problems(block) == {(f"blocks.0.{path}".rstrip("."), code)}


def test_all_is_told_at_once_and_a_right_one_is_taken(base_pack: Snapshot) -> None:
    wrong = problems(
        {"kind": "chart"}, {"kind": "number", "key": "b0"}, roles=["nobody"], period="day", periods=["year"]
    )
    assert {code for _path, code in wrong} == {"no_by", "twice", "unknown_role", "not_offered"}
    series = [{"key": key, "label": key, "section": key, "period": "done_at"} for key in ("calls", "tasks")]
    assert (
        problems(
            {"kind": "chart", "section": "", "by": "owner", "series": series},
            {"kind": "plan_fact", "by": "owner", "measure": SUM, "plan": PLAN, "period": "closed_at"},
            {"kind": "funnel", "period": "created_at", "measure": SUM},
            {"kind": "load", "section": "tasks", "by": "owner", "period": "due_at", "plan": {"working_hours": True}},
            roles=["head"],
        )
        == set()
    )
