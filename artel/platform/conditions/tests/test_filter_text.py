"""The filter builder and the text say the same, there and back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.platform.conditions.checking import check
from artel.platform.conditions.errors import ConditionError
from artel.platform.conditions.filter_model import (
    LABELS,
    NEEDS,
    OFFERED,
    FilterCondition,
    FilterGroup,
    Needs,
    Operator,
    offered_fields,
    operators_for,
)
from artel.platform.conditions.filter_text import from_text, to_text
from artel.platform.conditions.tests.rows import CLIENTS, SNAPSHOT
from artel.platform.sections.spec import Kind

FIELDS = {
    Kind.TEXT: ("city", st.text(alphabet="аБ'% x", min_size=1, max_size=5)),
    Kind.LONG_TEXT: ("notes", st.text(alphabet="аБ'% x", min_size=1, max_size=5)),
    Kind.INTEGER: ("visits", st.integers(-5, 5)),
    Kind.DECIMAL: ("rating", st.sampled_from([3, "2.5", "-0.25"])),
    Kind.MONEY: ("amount", st.sampled_from([1000, "99.99"])),
    Kind.DATE: ("met_on", st.dates().filter(lambda d: 1000 <= d.year < 3000).map(lambda d: d.isoformat())),
    Kind.DATETIME: ("called_at", st.sampled_from(["2026-11-22", "2026-11-22T10:00:00+03:00"])),
    Kind.BOOLEAN: ("is_main", st.none()),
    Kind.CHOICE: ("source", st.sampled_from(["site", "call"])),
    Kind.DURATION: ("spent", st.sampled_from(["PT1H30M", "PT45M", "PT0M"])),
    Kind.CHOICES: ("tags", st.sampled_from(["vip", "new", "old"])),
    Kind.REFERENCE: ("parent", st.integers(1, 9)),
    Kind.PERSON: ("owner", st.integers(1, 9)),
}


def value_for(operator: Operator, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return {
        Needs.NOTHING: st.none(),
        Needs.ONE: values,
        Needs.TWO: st.tuples(values, values),
        Needs.MANY: st.lists(values, min_size=1, max_size=3).map(tuple),
        Needs.NUMBER: st.integers(1, 400),
    }[NEEDS.get(operator, Needs.NOTHING)]


def simple() -> st.SearchStrategy[FilterCondition]:
    kinds = [
        value_for(operator, values).map(lambda v, o=operator, f=field: FilterCondition(field=f, operator=o, value=v))
        for kind, (field, values) in FIELDS.items()
        for operator in OFFERED[kind]
    ]
    related = [FilterCondition(field="orders", operator=o) for o in (Operator.HAS_ANY, Operator.HAS_NONE)]
    through = FilterCondition(field="parent/city", operator=Operator.CONTAINS, value="Каз")
    return st.one_of(*kinds, st.sampled_from([*related, through]))


groups = st.recursive(
    st.lists(simple(), max_size=3).map(lambda items: FilterGroup(items=tuple(items))),
    lambda inner: st.builds(
        lambda c, items: FilterGroup(connective=c, items=tuple(items)),
        st.sampled_from(["and", "or"]),
        st.lists(st.one_of(simple(), inner), max_size=3),
    ),
    max_leaves=4,
)


@given(groups)
def test_text_and_model_are_each_others_inverse(group: FilterGroup) -> None:
    text = to_text(group, CLIENTS, SNAPSHOT)
    assert check(text, CLIENTS, SNAPSHOT) == []
    assert from_text(text, CLIENTS, SNAPSHOT) == group.normal()
    assert FilterGroup.model_validate_json(group.model_dump_json()) == group


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_offers_operators_with_words_in_both_languages(kind: Kind) -> None:
    choices = operators_for(kind, "ru"), operators_for(kind, "en")
    assert all(c.label for both in choices for c in both)
    assert len({c.label for c in choices[0]}) == len(choices[0])


def test_every_operator_is_offered_somewhere_and_has_a_label() -> None:
    offered = {o for operators in OFFERED.values() for o in operators} | {Operator.HAS_ANY, Operator.HAS_NONE}
    assert offered == set(Operator) == set(LABELS)


@pytest.mark.parametrize(
    ("text", "field", "operator", "value"),
    [
        ("amount ge 10 and amount le 20.5", "amount", "between", (10, "20.5")),
        ("owner eq me()", "owner", "is_me", None),
        ("owner/team in my_teams()", "owner", "in_my_teams", None),
        ("met_on eq today() sub duration'P1D'", "met_on", "yesterday", None),
        ("created_at in last_days(30)", "created_at", "last_days", 30),
        ("parent/city eq null", "parent/city", "is_empty", None),
        ("stage in ('new', 'won')", "stage", "in", ("new", "won")),
        ("not orders/any()", "orders", "has_none", None),
    ],
)
def test_reads_texts_of_packs(text: str, field: str, operator: str, value: object) -> None:
    found = from_text(text, CLIENTS, SNAPSHOT)
    assert found == FilterGroup(items=(FilterCondition(field=field, operator=Operator(operator), value=value),))


@pytest.mark.parametrize(
    "text",
    [
        "amount gt visits",
        "amount add 1 gt 5",
        "orders/any(o:o/total gt 1)",
        "not (amount gt 5)",
        "contains(city, 'x')",
        "length(city) gt 3",
        "nonsense eq 1",
        "amount gt",
        "amount eq 'x'",
        "5 lt amount",
        "is_main",
        "source in ('site', null)",
    ],
)
def test_what_the_builder_can_not_show_stays_text(text: str) -> None:
    assert from_text(text, CLIENTS, SNAPSHOT) is None


@pytest.mark.parametrize(
    ("operator", "field", "value"),
    [
        ("eq", "amount", "дорого"),
        ("eq", "amount", None),
        ("eq", "amount", ""),
        ("in", "source", ()),
        ("in", "source", "site"),
        ("between", "amount", (1,)),
        ("gt", "met_on", "31.02.2026"),
        ("gt", "called_at", "2026-11-22T10:00:00"),
        ("last_days", "met_on", 0),
        ("eq", "owner", "Анна"),
        ("eq", "nonsense", 1),
        ("eq", "owner__password", 1),
        ("has_any", "amount", None),
    ],
)
def test_an_unfit_value_is_refused(operator: str, field: str, value: Any) -> None:
    group = FilterGroup(items=(FilterCondition(field=field, operator=Operator(operator), value=value),))
    with pytest.raises(ConditionError):
        to_text(group, CLIENTS, SNAPSHOT)


def test_the_builder_offers_no_hidden_field() -> None:
    paths = {f.path for f in offered_fields(CLIENTS, SNAPSHOT, lambda _s, f: f != "secret")}
    assert {"amount", "parent/city", "orders", "owner"} <= paths
    assert not any("secret" in path for path in paths)
