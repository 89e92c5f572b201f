"""Texts become the right trees, and every mistake is told with its place and word."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.platform.conditions.errors import ConditionError
from artel.platform.conditions.parsing import MAX_LENGTH, parse
from artel.platform.conditions.rendering import render
from artel.platform.conditions.syntax import Call, Compare, Comparison, Literal, Path


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'it''s'", "it's"),
        ("''", ""),
        ("'Лифт'", "Лифт"),
        ("5", 5),
        ("-5", -5),
        ("5.50", Decimal("5.50")),
        ("1e3", Decimal("1e3")),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("2026-11-22", date(2026, 11, 22)),
        ("2026-11-22T10:00:00Z", datetime(2026, 11, 22, 10, tzinfo=UTC)),
        ("2026-11-22T10:00:00.5+03:00", datetime(2026, 11, 22, 10, 0, 0, 500_000, timezone(timedelta(hours=3)))),
        ("10:30:00", time(10, 30)),
        ("duration'P7D'", timedelta(days=7)),
        ("duration'-P1DT2H3M4.5S'", -timedelta(days=1, hours=2, minutes=3, seconds=4.5)),
        ("duration'P2W'", timedelta(weeks=2)),
    ],
)
def test_reads_literals_of_odata(text: str, value: object) -> None:
    found = parse(f"x eq {text}")
    assert found == Compare(operator=Comparison.EQ, left=Path(segments=("x",)), right=Literal(value=value))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("a eq 1 or b eq 2 and c eq 3", "a eq 1 or b eq 2 and c eq 3"),
        ("(a eq 1 or b eq 2) and c eq 3", "(a eq 1 or b eq 2) and c eq 3"),
        ("(a eq 1) and ((b eq 2))", "a eq 1 and b eq 2"),
        ("a  ADD 1 MUL 2 GT 3", "a add 1 mul 2 gt 3"),
        ("(a add 1) mul 2 gt 3", "(a add 1) mul 2 gt 3"),
        ("a sub (b sub c) eq 0", "a sub (b sub c) eq 0"),
        ("a sub b sub c eq 0", "a sub b sub c eq 0"),
        ("not Contains(a,'x')", "not contains(a, 'x')"),
        ("not (a eq 1)", "not (a eq 1)"),
        ("not a in (1,2)", "not a in (1, 2)"),
        ("-a lt - 5", "-a lt -5"),
        ("a lt 5.0", "a lt 5.0"),
        ("owner/team in My_Teams()", "owner/team in my_teams()"),
        ("d/Any( x : x/y eq 1 )", "d/any(x:x/y eq 1)"),
        ("d/any()", "d/any()"),
        ("a/d/$count gt 1", "a/d/$count gt 1"),
        ("now() sub duration'P1DT0H' lt c", "now() sub duration'P1D' lt c"),
    ],
)
def test_renders_canonically(text: str, canonical: str) -> None:
    assert render(parse(text)) == canonical
    assert parse(canonical) == parse(text)


def test_aliases_stand_for_values() -> None:
    found = parse("name eq @p", aliases={"@p": "'Лифт'"})
    assert found == parse("name eq 'Лифт'")


@pytest.mark.parametrize(
    ("text", "position", "word", "suggestion"),
    [
        ("", 0, "", None),
        ("stage = 'new'", 6, "=", "eq"),
        ("stage eq 'new", 9, "'new", None),
        ('stage eq "new"', 9, '"', None),
        ("stage eq", 8, "", None),
        ("stage eq 'new' nd a eq 1", 15, "nd", "and"),
        ("stage eqq 'new'", 6, "eqq", "eq"),
        ("(stage eq 1", 11, "", None),
        ("stage eq 1)", 10, ")", None),
        ("contains(name 'x')", 14, "'x'", None),
        ("day eq 2026-02-30", 7, "2026-02-30", None),
        ("at eq 2026-02-03T10:00:00", 6, "2026-02-03T10:00:00", "2026-02-03T10:00:00Z"),
        ("day eq 0001-01-01", 7, "0001-01-01", None),
        ("at eq 25:00:00", 6, "25:00:00", None),
        ("at gt duration'seven'", 6, "seven", "P7D"),
        ("at gt duration'P99999999999D'", 6, "P99999999999D", None),
        ("a eq 1e99", 5, "1e99", None),
        ("a in 5", 5, "5", None),
        ("a/ eq 5", 6, "5", None),
        ("a/5 eq 5", 2, "5", None),
        ("d/any(x/y eq 1)", 7, "/", None),
        ("d/any(:a eq 1)", 6, ":", None),
        ("name eq @q", 8, "@q", None),
        ("a eq 5; drop table", 6, ";", None),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, position: int, word: str, suggestion: str | None) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(text)
    error = caught.value
    assert (error.code, error.http_status) == ("bad_condition", 400)
    assert error.data == {
        "reason": "bad_syntax",
        "position": position,
        "word": word,
        "suggestion": suggestion,
    }
    assert str(position + 1) in str(error)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100 + "a eq 1" + ")" * 100,
        "not " * 100 + "a",
        "-" * 500 + "a eq 1",
        "a" + " add a" * 200 + " eq 1",
        "tolower(" * 100 + "a" + ")" * 100,
        " and ".join(["d/any(x:x/y eq 1)"] * 20),
        "d/any(a:a/d/any(b:b/d/any(c:c/d/any(e:e/d/any(f:f/d/any(g:g/d/any())))))) eq true",
        "a/" * 50 + "b eq 1",
        "a eq '" + "x" * MAX_LENGTH + "'",
        "a in (" + ",".join("1" * 2000) + ")",
    ],
)
def test_what_would_exhaust_the_machine_is_too_complex(text: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(text)
    assert caught.value.reason == "too_complex"


def test_a_long_flat_condition_is_fine() -> None:
    assert len(parse(" or ".join(f"a eq {n}" for n in range(500))).operands) == 500  # type: ignore[attr-defined]


@given(st.text(alphabet="aeq nd'()/,:-019.TZ@$Pюor", max_size=40))
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        found = parse(text)
    except ConditionError as error:
        assert 0 <= error.position <= len(text)  # noqa: PT017
    else:
        assert parse(render(found)) == found


def test_a_call_without_arguments_is_a_call() -> None:
    assert parse("me()") == Call(name="me")
