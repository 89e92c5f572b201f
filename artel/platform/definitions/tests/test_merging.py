"""The three-way merge of bodies: one side's change holds, both sides' is a clash, and nothing is guessed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artel.platform.definitions.overlays.merging import ABSENT, Clash, Side, merge


def value(key: str, **facts: Any) -> dict[str, Any]:
    return {"key": key, **facts}


def places(clashes: tuple[Clash, ...]) -> list[str]:
    return [clash.path for clash in clashes]


def test_each_side_s_own_change_holds() -> None:
    base = {"label": {"ru": "Этажей", "en": "Floors"}, "required": False, "help": ""}
    theirs = {"label": {"ru": "Этажей", "en": "Storeys"}, "required": True, "help": ""}
    ours = {"label": {"ru": "Этажность", "en": "Floors"}, "required": False, "help": "", "x": 1}
    merged = merge(base, theirs, ours)
    assert merged.body == {"label": {"ru": "Этажность", "en": "Storeys"}, "required": True, "help": "", "x": 1}
    assert (merged.base, merged.clashes) == (theirs, ())


def test_the_same_change_on_both_sides_is_no_clash() -> None:
    assert merge({"a": 1}, {"a": 2}, {"a": 2}).clashes == ()


def test_two_changes_of_one_place_clash_and_wait() -> None:
    merged = merge({"a": 1, "b": 1}, {"a": 2, "b": 2}, {"a": 3, "b": 1})
    assert merged.clashes == (Clash(path="a", base=1, theirs=2, ours=3),)
    assert merged.body == {"a": 3, "b": 2}
    assert merged.base == {"a": 1, "b": 2}
    again = merge(merged.base, {"a": 2, "b": 2}, merged.body)
    assert again.clashes == merged.clashes


@pytest.mark.parametrize(("side", "body"), [(Side.OURS, 3), (Side.THEIRS, 2)])
def test_a_decision_settles_a_clash_for_good(side: Side, body: int) -> None:
    merged = merge({"a": 1}, {"a": 2}, {"a": body}, lambda _clash: side)
    assert (merged.body, merged.base, merged.clashes) == ({"a": body}, {"a": 2}, ())
    assert merge(merged.base, {"a": 2}, merged.body).clashes == ()


def test_lists_of_named_things_are_merged_by_name() -> None:
    base = [value("red", ru="Красный"), value("blue", ru="Синий")]
    theirs = [value("red", ru="Алый"), value("green", ru="Зелёный"), value("blue", ru="Синий")]
    ours = [value("red", ru="Красный"), value("blue", ru="Голубой"), value("own", ru="Свой")]
    merged = merge({"values": base}, {"values": theirs}, {"values": ours})
    assert merged.clashes == ()
    assert merged.body["values"] == [
        value("red", ru="Алый"),
        value("green", ru="Зелёный"),
        value("blue", ru="Голубой"),
        value("own", ru="Свой"),
    ]


def test_what_one_side_took_out_and_the_other_changed_clashes() -> None:
    base = [value("a", n=1), value("b", n=1)]
    taken_by_us = merge(base, [value("a", n=2), value("b", n=1)], [value("b", n=1)])
    assert taken_by_us.clashes == (Clash(path="[a]", base=value("a", n=1), theirs=value("a", n=2), ours=ABSENT),)
    assert taken_by_us.body == [value("b", n=1)]
    taken_by_them = merge(base, [value("b", n=1)], [value("a", n=2), value("b", n=1)])
    assert places(taken_by_them.clashes) == ["[a]"]
    assert taken_by_them.body == [value("a", n=2), value("b", n=1)]
    assert taken_by_them.base == base


def test_columns_added_on_both_sides_are_all_there() -> None:
    merged = merge(["name", "owner"], ["name", "stage", "owner"], ["name", "owner", "x_own"])
    assert (merged.body, merged.clashes) == (["name", "stage", "owner", "x_own"], ())


def test_one_side_s_order_holds_and_two_orders_clash() -> None:
    base = ["a", "b", "c"]
    assert merge(base, ["c", "a", "b"], [*base, "x"]).body == ["c", "x", "a", "b"]
    assert merge(base, [*base, "x"], ["b", "a", "c"]).body == ["b", "a", "c", "x"]
    both = merge(base, ["c", "a", "b"], ["b", "a", "c"])
    assert (both.body, both.base, places(both.clashes)) == (["b", "a", "c"], base, ["[order]"])
    assert merge(base, ["c", "a", "b"], ["b", "a", "c"], lambda _clash: Side.THEIRS).body == ["c", "a", "b"]


def test_a_list_whose_places_have_a_meaning_is_one_value() -> None:
    base, theirs, ours = ["лид", "лида"], ["заявка", "лида"], ["запрос", "лида"]
    merged = merge({"counted": base}, {"counted": theirs}, {"counted": ours}, whole=["counted"])
    assert merged.clashes == (Clash(path="counted", base=base, theirs=theirs, ours=ours),)


def test_things_without_a_name_are_one_value() -> None:
    merged = merge([{"n": 1}], [{"n": 2}], [{"n": 3}])
    assert places(merged.clashes) == [""]


BODIES = st.dictionaries(
    st.sampled_from("abcd"),
    st.one_of(
        st.integers(0, 3),
        st.lists(st.sampled_from("uvwxyz"), unique=True),
        st.dictionaries(st.sampled_from("pq"), st.integers(0, 3)),
        st.lists(st.builds(value, st.sampled_from("klm"), n=st.integers(0, 3)), unique_by=lambda item: item["key"]),
    ),
)


@given(BODIES, BODIES, BODIES)
def test_whoever_decides_everything_leaves_no_clash_and_the_pack_s_word_as_base(
    base: dict[str, Any], theirs: dict[str, Any], ours: dict[str, Any]
) -> None:
    for side in Side:
        merged = merge(base, theirs, ours, lambda _clash, side=side: side)  # type: ignore[misc]
        assert (merged.base, merged.clashes) == (theirs, ())
        assert merge(merged.base, theirs, merged.body).body == merged.body


@given(BODIES, BODIES, BODIES)
def test_an_undecided_clash_is_met_again_and_all_else_is_settled(
    base: dict[str, Any], theirs: dict[str, Any], ours: dict[str, Any]
) -> None:
    merged = merge(base, theirs, ours)
    again = merge(merged.base, theirs, merged.body)
    assert again.body == merged.body
    assert set(places(again.clashes)) == set(places(merged.clashes))


@given(BODIES, BODIES)
def test_a_side_that_changed_nothing_gives_way(base: dict[str, Any], changed: dict[str, Any]) -> None:
    assert merge(base, changed, base).body == changed
    assert merge(base, base, changed).body == changed
