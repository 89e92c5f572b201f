"""Steps of a stage are checked as a whole: every wrong word is told at once, with its path."""

from __future__ import annotations

from typing import Any

import pytest

from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import latest_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ConfigurationRefused
from artel.platform.sections.spec import Snapshot
from artel.platform.sections.steps import Assigned, Share


def pipeline(*steps: dict[str, Any]) -> Document:
    """Return a pipeline of deals whose first stage has these steps."""
    body = {
        "label": {"ru": "Работа", "en": "Work"},
        "section": "deals",
        "stages": [{"key": "new", "label": {"ru": "Новая", "en": "New"}, "steps": list(steps)}],
    }
    return Document(kind="pipeline", key="stepped", body=body)


def step(key: str, **facts: Any) -> dict[str, Any]:
    """Return a step's body."""
    return {"key": key, "label": {"ru": "Шаг", "en": "Step"}, **facts}


def problems(*steps: dict[str, Any]) -> set[tuple[str, str]]:
    """Return (path, code) of what is wrong with the steps of the stage."""
    with pytest.raises(ConfigurationRefused) as refused:
        apply_documents([pipeline(*steps)], actor=SYSTEM)
    prefix = "pipeline stepped: stages.0.steps."
    return {(p.path.removeprefix(prefix), p.code) for p in refused.value.problems}


def test_a_step_that_says_little_goes_to_the_owner_by_the_next_working_day(base_pack: Snapshot) -> None:
    """What most steps mean need not be written."""
    apply_documents([pipeline(step("call"))], actor=SYSTEM)
    stage = latest_snapshot().section("deals").stage("stepped", "new")
    assert stage is not None
    (found,) = stage.steps
    assert (found.assignee.to, found.assignee.share, found.due) == (Assigned.OWNER, Share.LEAST_LOADED, "1d")
    assert not found.required


def test_every_wrong_word_is_told_at_once(base_pack: Snapshot) -> None:
    """Fields, conditions, roles, the order and the outcomes: nobody mends one to learn of the next."""
    assert problems(
        step("a", label={"ru": "{{ nam }}", "en": "{{ name"}, when="amout gt 1"),
        step("b", assignee={"to": "role", "role": "pilot"}, after=["nobody"]),
        step("c", assignee={"to": "field", "field": "amount"}, outcomes=[{"key": "maybe"}]),
        step("d", assignee={"to": "field", "field": "x_none"}, on_outcome={"step": "c", "outcome": "no"}),
        step("e", assignee={"to": "owner", "role": "manager"}, on_outcome={"step": "none", "outcome": "no"}),
        step("f", section="deals", text={"ru": "{{ x_none }}"}),
        step("f"),
    ) == {
        ("0.label.ru", "unknown_field"),
        ("0.label.en", "bad_template"),
        ("0.when", "unknown_field"),
        ("1.assignee.role", "unknown_role"),
        ("1.after", "unknown_step"),
        ("2.assignee.field", "not_a_person"),
        ("2.outcomes", "unknown_result"),
        ("3.assignee.field", "unknown_field"),
        ("3.on_outcome", "unknown_outcome"),
        ("4.assignee.role", "bad_assignee"),
        ("4.on_outcome", "unknown_step"),
        ("5.section", "not_activities"),
        ("5.text.ru", "unknown_field"),
        ("6", "duplicate_key"),
    }


def test_steps_that_wait_for_one_another_are_refused(base_pack: Snapshot) -> None:
    """Such steps would never be made; the end of a step is waited for like its order."""
    done = [{"key": "done"}]
    assert problems(
        step("a", after=["c"], outcomes=done),
        step("b", on_outcome={"step": "a", "outcome": "done"}),
        step("c", after=["b"]),
        step("d", after=["d"]),
        step("e", after=["a"]),
    ) == {(str(number), "circle_of_steps") for number in (0, 1, 2, 3)}


def test_what_a_role_may_not_see_stands_in_no_title(base_pack: Snapshot) -> None:
    """A title is read by whoever sees the activity, whatever he may see of the record."""
    role = {"label": {"ru": "Монтажник", "en": "Fitter"}, "fields": {"deals": {"amount": "hidden"}}}
    apply_documents([Document(kind="role", key="fitter", body=role)], actor=SYSTEM)
    assert problems(step("a", label={"ru": "{{ name }}: {{ amount }}"}), step("b", when="amount gt 1")) == {
        ("0.label.ru", "hidden_field")
    }


def test_an_activity_that_asks_more_than_a_step_says_is_told(base_pack: Snapshot) -> None:
    """Else no record could enter the stage."""
    body = {"type": "text", "label": {"ru": "Смета", "en": "Estimate"}, "required": True}
    apply_documents([Document(kind="field", key="tasks.x_estimate", body=body)], actor=SYSTEM)
    assert problems(step("a"), step("b", section="calls")) == {("0.section", "step_lacks_field")}
