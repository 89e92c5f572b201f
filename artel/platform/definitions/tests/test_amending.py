"""Amendments: what packs add to each other's things joins in a fixed order, and disputes are found."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artel.platform.definitions.kind import load_kinds
from artel.platform.definitions.overlays.amending import Joint, Said, join
from artel.platform.definitions.overlays.finding import NOTHING, smallest
from artel.platform.definitions.overlays.shapes import shape_of_kind

load_kinds()


def stage(key: str, **facts: Any) -> dict[str, Any]:
    return {"key": key, "label": {"ru": key, "en": key}, **facts}


PIPELINE = {
    "section": "leads",
    "label": {"ru": "Лиды", "en": "Leads"},
    "stages": [stage("new", hue=1), stage("work", limit_days=7), stage("won", kind="success")],
}
LAYOUT = {
    "columns": ["name", "stage", "phone", "owner"],
    "groups": [
        {"label": {"ru": "Главное", "en": "Main"}, "fields": ["phone", "budget"]},
        {"label": {"ru": "Итог", "en": "Outcome"}, "fields": ["deal"]},
    ],
    "details": [{"section": "deals", "field": "lead"}],
    "fields": {"phone": {"required": True}},
}


def joined(kind: str, body: Any, requires: dict[str, set[str]] | None = None, **words: Any) -> Joint:
    """Join in the order of names; `requires` says who stands on whom."""
    said = [Said(pack, word) for pack, word in sorted(words.items())]
    return join(shape_of_kind(kind), body, said, lambda pack, other: other in (requires or {}).get(pack, ()))


def clean(kind: str, body: Any, **words: Any) -> Any:
    found = joined(kind, body, **words)
    assert (found.disputes, found.faults) == ((), ())
    return found.body


def keys(body: Any) -> list[str]:
    return [each["key"] for each in body["stages"]]


def test_only_what_is_said_changes() -> None:
    body = clean("pipeline", PIPELINE, a={"label": {"ru": "Потребности"}, "stages": {"new": {"hue": 2}}})
    assert body["label"] == {"ru": "Потребности", "en": "Leads"}
    assert body["stages"] == [stage("new", hue=2), *PIPELINE["stages"][1:]]


def test_things_are_added_placed_moved_and_taken_out() -> None:
    label = {"ru": "Решение", "en": "Decision"}
    word = {"stages": {"talk": {"label": label, "before": "new"}, "decision": {"label": label, "after": "work"}}}
    assert keys(clean("pipeline", PIPELINE, a=word)) == ["talk", "new", "work", "decision", "won"]
    assert keys(clean("pipeline", PIPELINE, a={"stages": {"new": {"after": "work"}}})) == ["work", "new", "won"]
    assert keys(clean("pipeline", PIPELINE, a={"stages": {"work": None}})) == ["new", "won"]


def test_a_property_taken_out_falls_back_to_its_default() -> None:
    assert clean("pipeline", PIPELINE, a={"stages": {"work": {"limit_days": None}}})["stages"][1] == stage("work")
    assert clean("layout", LAYOUT, a={"fields": {"phone": None}})["fields"] == {}


def test_plain_names_go_to_the_end_or_where_one_says() -> None:
    assert clean("layout", LAYOUT, a={"columns": ["x_a", "owner"]})["columns"][-2:] == ["owner", "x_a"]
    columns = {"phone": None, "x_a": {"after": "stage"}, "x_b": {"after": "x_a"}}
    assert clean("layout", LAYOUT, a={"columns": columns})["columns"] == ["name", "stage", "x_a", "x_b", "owner"]
    assert clean("layout", LAYOUT, a={"columns": {"=": ["name"]}})["columns"] == ["name"]


def test_groups_go_by_their_russian_label_and_details_by_section_and_field() -> None:
    word = {
        "groups": {"Главное": {"fields": {"x_a": {"before": "phone"}}, "columns": 2}, "Итог": {"label": {"ru": "Всё"}}},
        "details": {"tasks.lead": {"before": "deals.lead"}},
    }
    body = clean("layout", LAYOUT, a=word)
    assert body["groups"][0] == {**LAYOUT["groups"][0], "fields": ["x_a", "phone", "budget"], "columns": 2}  # type: ignore[dict-item]
    assert body["groups"][1]["label"] == {"ru": "Всё", "en": "Outcome"}
    assert body["details"][0] == {"section": "tasks", "field": "lead"}


def test_what_two_packs_add_stands_side_by_side_in_the_order_of_packs() -> None:
    words = {
        "a": {"columns": {"phone": None, "x_a": {"after": "stage"}, "x_a2": {"after": "x_a"}}},
        "b": {"columns": {"x_b": {"after": "stage"}, "x_both": {}}, "groups": {"Главное": {"fields": ["x_b"]}}},
        "c": {"columns": {"x_c": {"after": "phone"}, "x_both": {}}, "groups": {"Главное": {"fields": ["x_c"]}}},
    }
    body = clean("layout", LAYOUT, **words)
    assert body["columns"] == ["name", "stage", "x_a", "x_a2", "x_b", "x_c", "owner", "x_both"]
    assert body["groups"][0]["fields"] == ["phone", "budget", "x_b", "x_c"]


def test_two_values_of_one_property_are_a_dispute_and_equal_ones_are_none() -> None:
    a, b = {"label": {"ru": "А"}, "is_default": False}, {"label": {"ru": "Б"}, "is_default": False}
    found = joined("pipeline", PIPELINE, a=a, b=b)
    assert [(d.path, [(s.pack, s.value, s.at) for s in d.said]) for d in found.disputes] == [
        ("label.ru", [("a", "А", "label.ru"), ("b", "Б", "label.ru")])
    ]
    assert found.body["label"]["ru"] == "А"
    assert joined("pipeline", PIPELINE, a=a, b=a).disputes == ()


def test_whoever_stands_on_another_overrules_him() -> None:
    a, b = {"label": {"ru": "А"}, "stages": {"work": {"hue": 3}}}, {"label": {"ru": "Б"}, "stages": {"work": None}}
    found = joined("pipeline", PIPELINE, {"b": {"a"}}, a=a, b=b)
    assert (found.disputes, found.body["label"]["ru"], keys(found.body)) == ((), "Б", ["new", "won"])
    settled = joined("pipeline", PIPELINE, {"c": {"a", "b"}}, a=a, b={"label": {"ru": "Б"}}, c={"label": {"ru": "В"}})
    assert (settled.disputes, settled.body["label"]["ru"]) == ((), "В")


def test_taking_out_what_another_changes_is_a_dispute_and_standing_beside_it_is_none() -> None:
    out = {"stages": {"work": None}}
    assert [d.path for d in joined("pipeline", PIPELINE, a=out, b={"stages": {"work": {"hue": 2}}}).disputes] == [
        "stages[work]"
    ]
    beside = {"stages": {"more": {"after": "work", "label": {"ru": "Е", "en": "M"}}}}
    assert keys(clean("pipeline", PIPELINE, a=out, b=beside)) == ["new", "more", "won"]


def test_one_new_thing_of_two_packs_is_one_and_must_agree() -> None:
    one, two = ({"stages": {"talk": {"label": {"ru": ru, "en": "T"}, "after": "new"}}} for ru in ("Беседа", "Разговор"))
    assert keys(clean("pipeline", PIPELINE, a=one, b=one)) == ["new", "talk", "work", "won"]
    assert [d.path for d in joined("pipeline", PIPELINE, a=one, b=two).disputes] == ["stages[talk].label.ru"]


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        ({"stages": {"nowhere": {"hue": 1}}}, ("stages.nowhere", "unknown_element")),
        ({"stages": {"nowhere": None}}, ("stages.nowhere", "unknown_element")),
        ({"stages": {"new": {"after": "nowhere"}}}, ("stages.new", "unknown_anchor")),
        ({"stages": {"new": {"after": "work"}, "work": {"after": "new"}}}, ("stages.new", "circle")),
        ({"stages": {"new": {"before": "new"}}}, ("stages.new", "circle")),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(word: Any, fault: tuple[str, str]) -> None:
    found = joined("pipeline", PIPELINE, a=word)
    assert fault in [(f.at, f.code) for f in found.faults]


def test_who_set_a_place_is_remembered() -> None:
    found = joined("pipeline", PIPELINE, a={"stages": {"work": {"hue": 2}}}, b={"label": "Б"})
    assert {path: (s.pack, s.at) for path, s in found.origins.items() if path} == {
        "stages": ("a", "stages"),
        "stages[work]": ("a", "stages.work"),
        "stages[work].hue": ("a", "stages.work.hue"),
        "label": ("b", "label"),
        "label.ru": ("b", "label.ru"),
        "label.en": ("b", "label.en"),
    }


NAMES = st.lists(st.sampled_from("abcdefg"), unique=True)
LABELS = st.fixed_dictionaries({"ru": st.sampled_from(["А", "Б"]), "en": st.sampled_from("AB")})
PIPELINES = st.fixed_dictionaries(
    {"label": LABELS, "stages": NAMES.flatmap(lambda names: st.tuples(*(_stages(name) for name in names)).map(list))},
    optional={"is_default": st.booleans()},
)
LAYOUTS = st.fixed_dictionaries(
    {},
    optional={
        "columns": NAMES,
        "groups": st.lists(
            st.fixed_dictionaries({"label": LABELS, "fields": NAMES}), unique_by=lambda g: g["label"]["ru"]
        ),
        "details": st.lists(
            st.fixed_dictionaries({"section": st.sampled_from("pq"), "field": st.sampled_from("uv")}),
            unique_by=lambda d: (d["section"], d["field"]),
        ),
        "fields": st.dictionaries(
            st.sampled_from("abc"),
            st.fixed_dictionaries({}, optional={"visible": st.sampled_from([False, "x"]), "roles": NAMES}),
        ),
    },
)


def _stages(name: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"key": st.just(name), "label": LABELS}, optional={"hue": st.integers(2, 4), "to": NAMES}
    )


BODIES = st.one_of(st.tuples(st.just("pipeline"), PIPELINES, PIPELINES), st.tuples(st.just("layout"), LAYOUTS, LAYOUTS))


def without_nothing(value: Any) -> Any:
    """An empty list or mapping is the default: the same as none."""
    if isinstance(value, dict):
        return {key: clean for key, inner in value.items() if (clean := without_nothing(inner)) not in ([], {})}
    return [without_nothing(inner) for inner in value] if isinstance(value, list) else value


@settings(deadline=None)
@given(BODIES)
def test_the_smallest_amendment_makes_the_one_body_out_of_the_other(case: tuple[str, Any, Any]) -> None:
    kind, before, after = case
    word = smallest(shape_of_kind(kind), before, after)
    if word is NOTHING:
        assert before == after
        return
    assert without_nothing(clean(kind, before, a=word)) == without_nothing(after)
    assert smallest(shape_of_kind(kind), after, after) is NOTHING


@settings(deadline=None, max_examples=50)
@given(PIPELINES, PIPELINES, PIPELINES)
def test_names_of_packs_make_the_order_and_nothing_else_does(base: Any, one: Any, two: Any) -> None:
    shape = shape_of_kind("pipeline")
    words = {"a": smallest(shape, base, one), "b": smallest(shape, base, two)}
    said = {pack: word for pack, word in words.items() if word is not NOTHING}
    found = joined("pipeline", base, **said)
    assert found.faults == ()
    assert found.body == joined("pipeline", base, **dict(reversed(said.items()))).body
