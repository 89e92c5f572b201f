"""Approvals are checked with the whole configuration: everything that is wrong is told, with its place."""

from __future__ import annotations

import pytest

from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.errors import ConfigurationRefused
from artel.platform.process.approvals.tests.conftest import HEAD, Declare, visa


def test_what_does_not_fit_is_told_all_at_once(declare: Declare) -> None:
    """Nobody to decide, unknown names, ways that are not drawn, gates that wait for what is never asked."""
    step = {"key": "a", "label": {"ru": "a", "en": "a"}}
    with pytest.raises(ConfigurationRefused) as refused:
        declare(
            new={"leave": [{"key": "early", "approval": "visa"}, {"key": "none", "approval": "nothing"}]},
            visa={
                "to": ["new", "lost"],
                "steps": [step],
                "approvals": [
                    visa(approve_to="work", reject_to="visa", after=["a", "b"], when="amount gt"),
                    visa(to=[]),
                    {**visa(to=[{"to": "role", "role": "nobody"}, {"to": "field", "field": "nowhere"}]), "key": "b"},
                    {**visa(to=[HEAD, HEAD], escalate_to=HEAD), "key": "c"},
                    {**visa(approve_to="nowhere"), "key": "d"},
                ],
            },
        )
    found = {(problem.code, problem.path.rpartition(": ")[2]) for problem in refused.value.problems}
    assert found >= {
        ("approval_comes_later", "stages.0.leave.0.approval"),
        ("unknown_approval", "stages.0.leave.1.approval"),
        ("no_such_way", "stages.1.approvals.0.approve_to"),
        ("same_stage", "stages.1.approvals.0.reject_to"),
        ("unknown_step", "stages.1.approvals.0.after"),
        ("duplicate_key", "stages.1.approvals.1"),
        ("nobody_decides", "stages.1.approvals.1.to"),
        ("unknown_role", "stages.1.approvals.2.to.0.role"),
        ("unknown_field", "stages.1.approvals.2.to.1.field"),
        ("asked_twice", "stages.1.approvals.3.to.1"),
        ("no_limit", "stages.1.approvals.3.escalate_to"),
        ("unknown_stage", "stages.1.approvals.4.approve_to"),
    }
    assert any(path == "stages.1.approvals.0.when" for _code, path in found)


def test_a_gate_does_not_wait_for_what_the_record_is_not_asked(declare: Declare) -> None:
    """Its condition is that of the approval as well."""
    gate = {"key": "v", "approval": "visa", "when": "name ne null"}
    declare(visa={"approvals": [visa(when="amount gt 100")], "leave": [gate]})
    stage = current_snapshot().section("deals").stage("a_visas", "visa")
    assert stage is not None
    assert stage.leave[0].when == "(name ne null) and (amount gt 100)"
