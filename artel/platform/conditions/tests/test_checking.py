"""Checking finds everything that does not fit, tells where, and never tells of what is hidden."""

from __future__ import annotations

import pytest
from django.utils import translation

from artel.platform.conditions.checking import check
from artel.platform.conditions.names import details_by_name, resolve_path
from artel.platform.conditions.tests.rows import CLIENTS, SNAPSHOT


def told(text: str, **more: object) -> list[tuple[str, object, object, object]]:
    found = check(text, CLIENTS, SNAPSHOT, **more)  # type: ignore[arg-type]
    return [(p.code, p.data["position"], p.data["word"], p.suggestion) for p in found]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "is_main",
        "amount gt 5 and amount lt visits",
        "called_at ge 2026-01-01 and met_on lt now()",
        "owner eq 5 and parent eq 7 and owner/team eq 3",
        "parent/parent/owner/team/name eq 'x'",
        "orders/any(o:o/total gt amount)",
        "trips_client/any() or trips_guest/any()",
        "amount gt null",
        "source in ('site', null)",
        "'vip' in tags and tags/any(t:t in ('new', 'old')) and tags/$count gt 1",
        "indexof(concat(city, 'a'), 'b') add 1 eq 5",
    ],
)
def test_what_fits_has_no_problems(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("amout gt 5", [("unknown_field", 0, "amout", "amount")]),
        ("Сумма gt 5", [("unknown_field", 0, "Сумма", "amount")]),
        ("Amount gt 5", [("unknown_field", 0, "Amount", "amount")]),
        ("stage eq new", [("unknown_field", 9, "new", "'new'")]),
        ("parent/cty eq 'x'", [("unknown_field", 7, "cty", "city")]),
        ("owner/password eq 'x'", [("unknown_field", 6, "password", None)]),
        ("city/name eq 'x'", [("unknown_field", 5, "name", None)]),
        ("tags eq 'vip'", [("wrong_type", 0, "", "tags/any(v:v eq 'value')")]),
        ("tags/any(t:t eq 'vop')", [("unknown_choice", 16, "vop", "vip")]),
        ("'vop' in tags", [("unknown_choice", 0, "vop", "vip")]),
        ("tags/any(t:t eq 5)", [("wrong_type", 16, "", None)]),
        ("tags/any(t:contains(t, 'v'))", [("wrong_type", 11, "", "t in ('a', 'b')")]),
        ("tags/any(t:t eq city)", [("wrong_type", 11, "", "t in ('a', 'b')")]),
        ("'vip' in city", [("bad_syntax", 9, "city", None)]),
        ("spent gt 90", [("wrong_type", 0, "", None)]),
        ("amount eq 'x'", [("wrong_type", 0, "", None)]),
        ("city gt 5", [("wrong_type", 0, "", None)]),
        ("owner eq 'Анна'", [("wrong_type", 0, "", "owner/name")]),
        ("owner gt 5", [("wrong_type", 0, "gt", "eq")]),
        ("is_main gt true", [("wrong_type", 0, "gt", "eq")]),
        ("city", [("wrong_type", 0, "city", None)]),
        ("amount add 5", [("wrong_type", 0, "", None)]),
        ("city add 5 eq 6", [("wrong_type", 0, "add", None)]),
        ("met_on sub 5 eq today()", [("wrong_type", 0, "sub", None)]),
        ("not city eq 'x'", [("wrong_type", 4, "city", None)]),
        ("contain(city, 'x')", [("unknown_function", 0, "contain", "contains")]),
        ("contains(city)", [("wrong_type", 0, "contains", None)]),
        ("contains(amount, 'x')", [("wrong_type", 9, "amount", None)]),
        ("year(city) eq 5", [("wrong_type", 5, "city", None)]),
        ("my_teams() eq 5", [("wrong_type", 0, "my_teams", "owner/team in my_teams()")]),
        ("owner in my_teams()", [("wrong_type", 0, "owner", "owner/team in my_teams()")]),
        ("owner in me()", [("wrong_type", 9, "me", "my_teams()")]),
        ("met_on in this_wek()", [("wrong_type", 10, "this_wek", "this_week()")]),
        ("met_on in last_days()", [("wrong_type", 10, "last_days", "last_days(7)")]),
        ("met_on in last_days(0)", [("wrong_type", 10, "last_days", "last_days(7)")]),
        ("met_on in this_week(3)", [("wrong_type", 10, "this_week", "this_week()")]),
        ("city in this_week()", [("wrong_type", 0, "city", None)]),
        ("met_on eq this_week()", [("wrong_type", 10, "this_week", "created_at in this_week()")]),
        ("source eq 'sit'", [("unknown_choice", 10, "sit", "site")]),
        ("stage in ('new', 'old')", [("unknown_choice", 17, "old", None)]),
        ("payments/any()", [("unknown_field", 0, "payments", None)]),
        ("order/any()", [("unknown_field", 0, "order", "orders")]),
        ("trips/any()", [("unknown_field", 0, "trips", "trips_guest")]),
        ("orders/any(o:o eq 5)", [("wrong_type", 13, "o", "o/name")]),
        ("orders/any(o:p/total eq 5)", [("unknown_field", 13, "p", None)]),
        ("amout gt 5 and cty eq 'x'", [("unknown_field", 0, "amout", "amount"), ("unknown_field", 15, "cty", "city")]),
    ],
)
def test_each_mistake_is_told_with_place_word_and_suggestion(
    text: str, problems: list[tuple[str, int, str, str | None]]
) -> None:
    assert told(text) == problems


def test_a_hidden_field_does_not_exist() -> None:
    def allowed(section: str, field: str) -> bool:
        return (section, field) not in {("clients", "secret"), ("orders", "total"), ("trips", "client")}

    assert told("secret eq 'x'") == []
    for text in (
        "secret eq 'x'",
        "parent/secret eq 'x'",
        "orders/any(o:o/client/secret eq 'x')",
        "length(secret) gt 1",
    ):
        assert [(code, word) for code, _at, word, _near in told(text, allowed=allowed)] == [("unknown_field", "secret")]
    assert told("secre gt 5", allowed=allowed)[0][3] is None
    assert told("orders/any(o:o/total gt 1)", allowed=allowed)[0][0] == "unknown_field"
    assert told("trips_client/any()", allowed=allowed)[0][0] == "unknown_field"


def test_messages_name_place_and_word_in_the_readers_language() -> None:
    with translation.override("ru"):
        (problem,) = check("amout gt 5", CLIENTS, SNAPSHOT)
        assert str(problem.message) == "Нет поля «amout». Возможно, имелось в виду «amount». (знак 1)"
    with translation.override("en"):
        (problem,) = check("amout gt 5", CLIENTS, SNAPSHOT)
        assert str(problem.message) == "There is no field “amout”. Perhaps “amount” is meant. (character 1)"


def test_details_are_called_by_their_section_unless_that_is_ambiguous() -> None:
    assert sorted(details_by_name(CLIENTS, SNAPSHOT)) == [
        "clients",
        "clients_parent",
        "orders",
        "orders_client",
        "trips_client",
        "trips_guest",
    ]


def test_a_path_for_ordering_is_a_column_of_declared_fields() -> None:
    found = resolve_path("parent/owner/name", CLIENTS, SNAPSHOT)
    assert (found.orm, found.hops[0].section) == ("parent__owner__name", "clients")
