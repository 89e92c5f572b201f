"""Numbers, sums and yes/no in human forms."""

from __future__ import annotations

from decimal import Decimal

import pytest

from artel.platform.exchange.human.numbers import currency_of, read_integer, read_number
from artel.platform.exchange.human.truth import read_boolean
from artel.platform.sections.fieldtype import ValueProblem


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12 400 тыс.", 12_400_000),
        ("12,4 тыс", 12_400),
        ("1 234,50 ₽", Decimal("1234.5")),
        ("1,234.50", Decimal("1234.5")),
        ("1.234,50", Decimal("1234.5")),
        ("1.5 млн", 1_500_000),
        ("1,5 млн руб.", 1_500_000),
        ("2 млрд", 2_000_000_000),
        ("1 млн. р.", 1_000_000),
        ("500 т.р.", 500_000),
        ("3 т р", 3_000),
        ("12\u00a0400", 12_400),
        ("12\u202f400,5", Decimal("12400.5")),
        ("−5", -5),
        ("- 5", -5),
        ("(1 500)", -1500),
        ("1500-", -1500),
        ("1 234 руб. 50 коп.", Decimal("1234.5")),
        ("$1,200", 1200),
        ("1200 USD", 1200),
        ("1.234.567", 1_234_567),
        ("1,234,567.89", Decimal("1234567.89")),
        ("50 %", 50),
        ("0,125", Decimal("0.125")),
        (",5", Decimal("0.5")),
        ("15k", 15_000),
        (12.5, Decimal("12.5")),
        (7, 7),
    ],
)
def test_reads_a_sum(written: object, number: object) -> None:
    assert read_number(written, is_money=True) == number


def test_three_digits_after_one_separator_are_thousands_of_money_and_decimals_elsewhere() -> None:
    assert read_number("12,400", is_money=True) == 12_400
    assert read_number("12,400") == Decimal("12.4")
    assert read_number("12.400", is_money=True) == 12_400


@pytest.mark.parametrize("written", ["пять", "5-7 млн", "1,2,3", "12.34.56", "abc", True, "1 2 3 руб лей"])
def test_refuses_what_is_no_number(written: object) -> None:
    with pytest.raises(ValueProblem):
        read_number(written, is_money=True)


def test_a_bound_is_refused_with_its_number_as_the_suggestion() -> None:
    with pytest.raises(ValueProblem) as caught:
        read_number("от 5 млн")
    assert caught.value.suggestion == 5_000_000


def test_blank_words_are_no_number() -> None:
    assert read_number("—") is None
    assert read_number("н/д") is None
    assert read_number(" ") is None


def test_a_fraction_is_no_whole_number() -> None:
    assert read_integer("12,0") == 12
    with pytest.raises(ValueProblem) as caught:
        read_integer("12,6")
    assert caught.value.suggestion == 13


def test_tells_the_currency_beside_a_sum() -> None:
    assert currency_of("1 200 руб.") == "RUB"
    assert currency_of("$1,200") == "USD"
    assert currency_of("1200") is None


@pytest.mark.parametrize("written", ["да", "ДА", "+", "1", 1, "истина", "yes", True, "✓", "Д", "x"])
def test_reads_yes(written: object) -> None:
    assert read_boolean(written) is True


@pytest.mark.parametrize("written", ["нет", "-", "0", 0, "ложь", "No", False, "—"])
def test_reads_no(written: object) -> None:
    assert read_boolean(written) is False


def test_an_empty_yes_or_no_is_neither() -> None:
    assert read_boolean("") is None
    with pytest.raises(ValueProblem):
        read_boolean("может быть")
