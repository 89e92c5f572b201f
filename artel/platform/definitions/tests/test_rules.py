"""A rule is checked whole before it is in force: every mistake at once, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from artel.platform.definitions.documents import Document
from artel.platform.definitions.planning import make_plan
from artel.platform.sections.spec import Snapshot

WRITE = {"act": "set", "values": {"name": "Имя"}}


def writing(**values: object) -> dict[str, Any]:
    """Return a rule's body that writes the values."""
    return {"do": [{"act": "set", "values": values}]}


def making(section: str, **values: object) -> dict[str, Any]:
    """Return a rule's body that makes a record of the section."""
    return {"do": [{"act": "create", "section": section, "values": values}]}


def problems(body: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return (path, code) of what the plan finds wrong with a rule of deals."""
    whole = {"label": "Правило", "section": "deals", "on": {"event": "created"}, "do": [WRITE], **body}
    plan = make_plan([Document(kind="rule", key="tried", body=whole)])
    return {(p.path.removeprefix("rule tried").removeprefix(": "), p.code) for p in plan.problems}


def test_a_right_rule_has_no_problems(base_pack: Snapshot) -> None:
    assert problems({}) == set()
    made = {"name": "Позвонить: {{ account }}", "due_at": {"formula": "now() add duration'PT4H'"}}
    assert problems({"do": [{"act": "create", "section": "tasks", "values": made}]}) == set()
    assert problems({"do": [{"act": "hand_on", "of": "account", "values": {"owner": {"formula": "owner"}}}]}) == set()
    assert problems({"do": [{"act": "notify", "to": ["owner", "account/owner", "role:head"], "title": "Вот"}]}) == set()
    assert problems({"on": [{"event": "created"}, {"event": "changed", "fields": ["amount"]}]}) == set()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"section": "nothing"}, {("section", "unknown_section")}),
        ({"on": {"event": "changed", "fields": ["nothing"]}}, {("on.0.fields", "unknown_field")}),
        ({"on": {"event": "changed", "fields": ["next_activity_at"]}}, {("on.0.fields", "not_told")}),
        ({"on": {"event": "stage", "entered": ["nothing"]}}, {("on.0.entered", "unknown_stage")}),
        ({"on": {"event": "stage"}}, {("on.0", "no_stage")}),
        ({"on": {"event": "date", "field": "name"}}, {("on.0.field", "no_date")}),
        ({"when": "nothing eq 1"}, {("when", "unknown_field")}),
        ({"was": "amount gt 1"}, {("was", "no_state_before")}),
        ({"on": {"event": "deleted"}}, {("do.0", "changes_the_deleted")}),
        (writing(nothing=1), {("do.0.values", "unknown_field")}),
        (writing(closed_at="2026-01-01"), {("do.0.values.closed_at", "not_writable")}),
        (writing(amount="много"), {("do.0.values.amount", "not_number")}),
        (writing(source="nowhere"), {("do.0.values.source", "unknown_choice")}),
        (writing(name="{{ nothing }}"), {("do.0.values.name", "unknown_field")}),
        (writing(name="{% for a in b %}{% endfor %}"), {("do.0.values.name", "bad_template")}),
        (writing(amount="{{ name }}"), {("do.0.values.amount", "template_of_no_text")}),
        (writing(amount={"formula": "name"}), {("do.0.values.amount.formula", "wrong_type")}),
        (writing(amount={"formula": "nothing add 1"}), {("do.0.values.amount.formula", "unknown_field")}),
        ({"do": [{"act": "move", "stage": "nothing"}]}, {("do.0.stage", "unknown_stage")}),
        (making("nothing", name="А"), {("do.0.section", "unknown_section")}),
        (making("deal_products", quantity=1), {("do.0.values", "required")}),
        ({"do": [{"act": "hand_on", "of": "name", "values": {"name": "А"}}]}, {("do.0.of", "no_reference")}),
        ({"do": [{"act": "notify", "to": ["role:nobody"], "title": "А"}]}, {("do.0.to.0", "unknown_role")}),
        ({"do": [{"act": "notify", "to": ["amount"], "title": "А"}]}, {("do.0.to.0", "wrong_type")}),
        ({"do": [{"act": "webhook", "url": "https://a.ru", "fields": ["no"]}]}, {("do.0.fields", "unknown_field")}),
        ({"do": [{"act": "letter", "to": "amount", "subject": "А", "text": "Б"}]}, {("do.0.to", "wrong_type")}),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_with_its_place(
    base_pack: Snapshot, body: Mapping[str, Any], expected: set[tuple[str, str]]
) -> None:
    assert expected <= problems(body)


def test_all_mistakes_are_told_at_once(base_pack: Snapshot) -> None:
    wrong = {
        "when": "nothing eq 1",
        "do": [{"act": "move", "stage": "nothing"}, {"act": "set", "values": {"amount": "x"}}],
    }
    assert {path for path, _code in problems(wrong)} == {"when", "do.0.stage", "do.1.values.amount"}


def test_an_unknown_event_or_act_is_named_with_those_that_are_there(base_pack: Snapshot) -> None:
    whole = {"label": "Правило", "section": "deals", "on": {"event": "dreamt"}, "do": [{"act": "fly"}]}
    told = {str(p) for p in make_plan([Document(kind="rule", key="tried", body=whole)]).problems}
    assert any("on.0" in text and "created" in text for text in told)
    assert any("do.0" in text and "create" in text for text in told)
