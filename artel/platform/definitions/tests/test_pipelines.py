"""What the check says of a pipeline: unknown words, ways, norms, gates that contradict or that nobody could meet."""

from __future__ import annotations

from typing import Any

import pytest

from artel.platform.conditions.clashing import clash
from artel.platform.definitions.documents import Document
from artel.platform.definitions.planning import make_plan
from artel.platform.sections.spec import Snapshot

WON: dict[str, Any] = {"key": "won", "label": "Да", "kind": "success"}
NO = {"ru": "Нет", "en": "No"}


def stage(key: str, **facts: Any) -> dict[str, Any]:
    return {"key": key, "label": key, **facts}


def gate(*requirements: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": f"r{number}", **requirement} for number, requirement in enumerate(requirements)]


def found(*stages: dict[str, Any], roles: dict[str, Any] | None = None, **facts: Any) -> list[tuple[str, str]]:
    """Return (path, code) of what is wrong with a pipeline of deals, beside further roles."""
    body = {"label": "Продажа", "section": "deals", "stages": [*stages, WON], **facts}
    documents = [Document(kind="pipeline", key="sale", body=body)]
    documents += [Document(kind="role", key=key, body=role) for key, role in (roles or {}).items()]
    plan = make_plan(documents)
    return sorted((p.path.removeprefix("pipeline sale: "), p.code) for p in plan.problems)


def test_all_unknown_words_are_told_at_once_with_their_place(base_pack: Snapshot) -> None:
    wrong = stage(
        "new",
        to=["nowhere", "won"],
        to_roles={"won": ["nobody"], "elsewhere": ["manager"]},
        enter=gate({"fields": ["amout"], "roles_free": ["nobody"]}, {"detail": {"section": "accounts"}}),
        leave=gate({"holds": "amout gt 5", "message": {"ru": "Сумма"}}, {"fields": ["amount"], "when": "stage eq 5"}),
        lock={"fields": ["*"], "excepted": ["amout"], "roles": ["nobody"]},
    )
    lost = stage("lost", kind="failure", reasons={"field": "loss_reason", "values": ["weather"]})
    assert found(wrong, lost, when="amout gt 1") == [
        ("stages.0.enter.0.fields", "unknown_field"),
        ("stages.0.enter.0.roles_free", "unknown_role"),
        ("stages.0.enter.1.detail", "bad_detail"),
        ("stages.0.leave.0.holds", "unknown_field"),
        ("stages.0.leave.1.when", "wrong_type"),
        ("stages.0.lock.excepted", "unknown_field"),
        ("stages.0.lock.roles", "unknown_role"),
        ("stages.0.to", "unknown_stage"),
        ("stages.0.to_roles", "unknown_stage"),
        ("stages.0.to_roles.won", "unknown_role"),
        ("stages.1.reasons.values", "unknown_value"),
        ("when", "unknown_field"),
    ]


def test_a_stage_that_can_not_be_left_is_refused(base_pack: Snapshot) -> None:
    round_about = (stage("new", to=["talk", "won"]), stage("talk", to=["wait"]), stage("wait", to=["talk"]))
    assert found(*round_about) == [("stages.1.to", "dead_end"), ("stages.2.to", "dead_end")]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"limit": "8h", "limit_days": 2}, "two_norms"),
        ({"warn": "1d"}, "no_norm"),
        ({"limit": "8h", "warn": "1d"}, "late_warning"),
        ({"reasons": {"field": "loss_reason"}}, "reasons_of_work"),
        ({"lock": {"fields": ["stage"]}}, "locked_stage"),
        ({"lock": {"fields": ["*", "amount"]}}, "locked_twice"),
        ({"lock": {"fields": ["amount"], "excepted": ["source"]}}, "nothing_excepted"),
        ({"to": ["won"], "to_roles": {"new": ["head"]}}, "no_such_way"),
        ({"enter": gate({"fields": ["amount"], "detail": {"section": "deal_products"}})}, "not_one_demand"),
        ({"enter": gate({})}, "not_one_demand"),
        ({"enter": gate({"holds": "amount gt 1"})}, "no_message"),
        ({"enter": gate({"fields": ["closed_at"]})}, "system_field"),
        ({"enter": [*gate({"fields": ["amount"]}), *gate({"fields": ["source"]})]}, "duplicate_key"),
        (
            {"enter": gate({"fields": ["amount"]}, {"holds": "amount eq null", "message": {"ru": "Нет"}})},
            "contradictory",
        ),
        ({"leave": gate({"holds": "amount gt 5 and amount lt 3", "message": {"ru": "Нет"}})}, "never_holds"),
    ],
)
def test_what_does_not_fit_is_refused(base_pack: Snapshot, facts: dict[str, Any], code: str) -> None:
    assert [each for _path, each in found(stage("new", **facts))] == [code]


def test_a_pipeline_that_uses_it_all_is_taken(base_pack: Snapshot) -> None:
    new = stage("new", limit="8h", warn="6h", to=["talk", "lost"], leave=gate({"fields": ["amount"]}))
    talk = stage(
        "talk",
        enter=gate({"holds": "amount gt 0", "when": "source ne null", "message": {"ru": "Назовите сумму"}}),
        leave=gate({"detail": {"section": "deal_products", "at_least": 2}, "roles_free": ["head"]}),
        to_roles={"won": ["head"]},
    )
    lost = stage("lost", kind="failure", reasons={"field": "loss_reason"}, lock={"fields": ["*"], "roles": ["head"]})
    assert found(new, talk, lost, when="amount gt 100", position=5) == []


def test_a_gate_that_nobody_who_may_move_could_meet_is_refused(base_pack: Snapshot) -> None:
    blind = {"label": "Новичок", "sections": {"deals": ["read", "change"]}, "fields": {"deals": {"amount": "hidden"}}}
    asked = gate({"fields": ["amount"]})
    only_blind = stage("new", to_roles={"won": ["blind"]}, to=["won"], leave=asked)
    assert found(only_blind, roles={"blind": blind}) == [("stages.0.leave.0.fields", "nobody_could")]
    somebody = stage("new", to_roles={"won": ["blind", "head"]}, to=["won"], leave=asked)
    assert found(somebody, roles={"blind": blind}) == []


@pytest.mark.parametrize(
    ("one", "other", "is_clash"),
    [
        ("a eq 1", "a eq 2", True),
        ("a eq 1", "a eq 1.0", False),
        ("a eq null", "a ne null", True),
        ("a gt 5", "a lt 5", True),
        ("a ge 5", "a le 5", False),
        ("a eq 7", "a lt 5", True),
        ("a eq 'x' and b eq 1", "b eq 2 or a eq 'x'", False),
        ("contains(a, 'x')", "not contains(a, 'x')", True),
        ("a eq 1", "b eq 2", False),
        ("a gt 5", "this is no condition", False),
    ],
)
def test_only_what_is_certain_is_called_a_clash(one: str, other: str, is_clash: bool) -> None:
    assert (clash([one, other]) is not None) is is_clash
    assert (clash([other, one]) is not None) is is_clash
