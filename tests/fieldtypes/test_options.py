"""Bounds and patterns of numbers and texts hold in the door; options that can't work are refused in the plan."""

from __future__ import annotations

import time
from typing import Any

import pytest

from artel.platform.definitions.planning import make_plan
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.records import door
from artel.platform.sections.patterns import compiled, pattern_fault
from tests.support.configuration import configure, field

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("type_", "options", "good", "bad", "code"),
    [
        ("integer", {"min": 1, "max": 40}, "40", "41", "too_big"),
        ("integer", {"min": 1}, 1, 0, "too_small"),
        ("decimal", {"places": 1, "max": "2.5"}, "2.54", "2.55", "too_big"),
        ("money", {"min": "0"}, "0", "-0.01", "too_small"),
        ("money", {"max": 1000}, "1 000,00 ₽", "1000,01", "too_big"),
        ("text", {"pattern": r"[А-Я]{2}-\d{4}"}, "АБ-0012", "АБ-00123", "wrong_pattern"),
        ("text", {"max_length": 3}, "abc", "abcd", "too_long"),
    ],
)
def test_what_the_options_forbid_is_refused(
    type_: str, options: dict[str, Any], good: object, bad: object, code: str
) -> None:
    configure(field("leads.x_value", type_, "Значение", options=options))
    assert door.create("leads", [{"name": "Заявка", "x_value": good}], actor=SYSTEM)
    with pytest.raises(ValidationFailed) as refused:
        door.create("leads", [{"name": "Заявка", "x_value": bad}], actor=SYSTEM)
    assert [(p.field, p.code) for p in refused.value.problems] == [("x_value", code)]


@pytest.mark.parametrize(
    ("type_", "options"),
    [
        ("integer", {"min": 5, "max": 4}),
        ("decimal", {"min": 5, "max": "4.99"}),
        ("money", {"min": 5, "max": 4}),
        ("text", {"pattern": "["}),
        ("text", {"pattern": "(a+)+"}),
        ("text", {"pattern": r"(a)\1"}),
        ("text", {"pattern": "a*b*c*d"}),
        ("text", {"pattern": "(?=a)b"}),
    ],
)
def test_options_that_can_not_work_are_told(type_: str, options: dict[str, Any]) -> None:
    plan = make_plan([field("leads.x_value", type_, "Значение", options=options)])
    assert [p.code for p in plan.problems] == ["bad_option"]


@pytest.mark.parametrize("pattern", [r"\d{10}|\d{12}", r"[A-Z]+-\d+", r"(Д|К)-\d{3}/\d{2}", r"a?b?c?\d*", ""])
def test_patterns_of_daily_life_are_allowed(pattern: str) -> None:
    assert pattern_fault(pattern) is None


def test_no_allowed_pattern_keeps_a_process_busy() -> None:
    slow = r".*.*x"
    assert pattern_fault(slow) is None
    began = time.process_time()
    assert compiled(slow).fullmatch("я" * 500) is None
    assert time.process_time() - began < 1
