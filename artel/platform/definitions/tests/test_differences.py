"""Differences of two bodies, place by place: things of lists go by what they are called."""

from __future__ import annotations

from artel.platform.definitions.differences import Difference, differences

BOUGHT = {"label": {"ru": "Доп. сведения", "en": "More"}, "fields": ["x_price"]}
NEED = {"label": {"ru": "Потребность", "en": "Need"}, "fields": ["budget"]}


def test_a_group_of_a_layout_goes_by_its_label_wherever_it_stands() -> None:
    found = differences({"groups": [NEED, BOUGHT]}, {"groups": [{**BOUGHT, "fields": ["x_price", "x_sum"]}, NEED]})
    assert found == (Difference("groups[Доп. сведения].fields", "x_price", "x_price, x_sum"),)


def test_another_label_in_the_same_place_is_the_same_group_renamed() -> None:
    renamed = {**NEED, "label": {"ru": "Что нужно", "en": "Need"}}
    found = differences({"groups": [NEED, BOUGHT]}, {"groups": [renamed, BOUGHT]})
    assert found == (Difference("groups[Что нужно].label.ru", "Потребность", "Что нужно"),)


def test_a_stage_in_the_place_of_another_is_another_one() -> None:
    found = differences({"stages": [{"key": "new", "hue": 1}]}, {"stages": [{"key": "got", "hue": 1}]})
    assert [(each.path, each.before, each.after) for each in found] == [
        ("stages[got].hue", "", "1"),
        ("stages[got].key", "", "got"),
        ("stages[new].hue", "1", ""),
        ("stages[new].key", "new", ""),
    ]


def test_a_list_whose_things_have_no_names_goes_by_numbers() -> None:
    rule = {"fields": [{"field": "x_code"}, {"field": "x_code"}]}
    found = differences(rule, {"fields": [{"field": "x_code"}, {"field": "phone"}]})
    assert found == (Difference("fields[1].field", "x_code", "phone"),)
