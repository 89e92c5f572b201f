"""Names of people, colleagues and lookup values."""

from __future__ import annotations

import pytest

from artel.platform.exchange.human.matching import Choices, Colleague, Colleagues, SeveralFit
from artel.platform.exchange.human.names import NameParts, split_name, tidy_name
from artel.platform.kernel.labels import Label
from artel.platform.sections.fieldtype import ValueProblem

TEAM = Colleagues(
    [
        Colleague(1, "Ахметзянова Гульнара", "gulnara", "gulnara@lifts.example"),
        Colleague(2, "Ахунова Гульнара Ильдаровна", "ahunova"),
        Colleague(3, "Иванов Иван Иванович", "ivanov"),
        Colleague(4, "Петров-Водкин Пётр", "petr"),
    ]
)


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ("хакимов ильдар фаритович", "Хакимов Ильдар Фаритович"),
        ("ХАКИМОВ ИЛЬДАР", "Хакимов Ильдар"),
        ("петров-водкин кузьма", "Петров-Водкин Кузьма"),
        ("алиев вагиф самед оглы", "Алиев Вагиф Самед оглы"),
        ("и.и. иванов", "И.И. Иванов"),
        ("иванов и. и.", "Иванов И.И."),
        ("МакГрегор Конор", "МакГрегор Конор"),
        ("  Иванов   Иван ", "Иванов Иван"),
    ],
)
def test_puts_letter_case_right(written: str, tidy: str) -> None:
    assert tidy_name(written) == tidy


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("хакимов ильдар фаритович", NameParts("Хакимов", "Ильдар", "Фаритович")),
        ("Ильдар Фаритович Хакимов", NameParts("Хакимов", "Ильдар", "Фаритович")),
        ("Иван Иванов", NameParts("Иванов", "Иван")),
        ("Иванов Иван", NameParts("Иванов", "Иван")),
        ("Иван Петрович", NameParts("", "Иван", "Петрович")),
        ("Иванов И.И.", NameParts("Иванов", "И.", "И.")),
        ("Венера", NameParts("", "Венера")),
        ("Хакимов", NameParts("Хакимов")),
        ("", NameParts()),
    ],
)
def test_tells_the_parts_of_a_name(written: str, parts: NameParts) -> None:
    assert split_name(written) == parts


@pytest.mark.parametrize(
    ("written", "user"),
    [
        ("Иванов И.И.", 3), ("Иванов Иван", 3), ("иван иванов", 3), ("Иванов", 3), ("IVANOV", 3), ("Ахметзянова Г.", 1),
        ("gulnara@lifts.example", 1), ("Гульнара Ахунова", 2), ("Петров-Водкин Петр", 4), ("", None), ("нет", None),
    ],
)  # fmt: skip
def test_finds_a_colleague(written: str, user: int | None) -> None:
    assert TEAM.find(written) == user


def test_lists_those_who_fit_when_several_do() -> None:
    with pytest.raises(SeveralFit) as caught:
        TEAM.find("Гульнара А.")
    assert [name for _id, name in caught.value.candidates] == ["Ахметзянова Гульнара", "Ахунова Гульнара Ильдаровна"]
    with pytest.raises(SeveralFit):
        TEAM.find("Гульнара А.")


def test_says_when_nobody_fits_and_who_is_near() -> None:
    with pytest.raises(ValueProblem) as caught:
        TEAM.find("Сидоров")
    assert caught.value.code == "unknown_person"
    with pytest.raises(ValueProblem) as caught:
        TEAM.find("Ахметзянва Гульнара")
    assert caught.value.suggestion == 1


def test_finds_a_lookup_value_in_any_case_and_language() -> None:
    cities = Choices(
        {"kazan": Label("Казань", "Kazan"), "chelny": Label("Набережные Челны", ""), "orel": Label("Орёл", "")}
    )
    assert cities.find("КАЗАНЬ ") == "kazan"
    assert cities.find("kazan") == "kazan"
    assert cities.find("набережные-челны") == "chelny"
    assert cities.find("Орел") == "orel"
    assert cities.find("—") is None
    with pytest.raises(ValueProblem) as caught:
        cities.find("Казнь")
    assert caught.value.suggestion == "kazan"
