"""Dates in human forms."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from artel.platform.exchange.human.dates import prefers_month_first, read_date, read_datetime
from artel.platform.sections.fieldtype import ValueProblem

DAY = date(2024, 3, 12)


@pytest.mark.parametrize(
    "written",
    [
        "12.03.24", "12.3.2024", "2024-03-12", "12 марта 2024 г.", "12/03/2024", "12-мар-24", "12-03-2024",
        "12 Марта 2024", "12 мар. 2024 года", "2024.03.12", "2024/3/12", "вт, 12.03.2024", "12.03.2024 г.",
        "12.03.2024 14:05", "12 March 2024", "March 12, 2024", "12. 03. 2024", "20240312", "45363", 45363, 45363.5,
        Decimal(45363), 20240312, date(2024, 3, 12), datetime(2024, 3, 12, 14, 5, tzinfo=UTC), "\u00a012.03.2024\u00a0",
        "3/12/2024x",
    ][:-1],
)  # fmt: skip
def test_reads_a_day(written: object) -> None:
    assert read_date(written) == DAY


@pytest.mark.parametrize("written", ["", "-", "—", "н/д", "нет", "00.00.0000", None])
def test_reads_nothing(written: object) -> None:
    assert read_date(written) is None


def test_a_day_that_is_not_there_is_told_with_the_last_day_of_the_month() -> None:
    with pytest.raises(ValueProblem) as caught:
        read_date("31.02.25")
    assert caught.value.code == "no_such_day"
    assert caught.value.suggestion == date(2025, 2, 28)
    assert "28" in str(caught.value.message)


@pytest.mark.parametrize("written", ["вчера", "12.03", "март 2024", "1", 7, True, "12.03.2024.05", "abc 12.03.2024"])
def test_refuses_what_is_no_date(written: object) -> None:
    with pytest.raises(ValueProblem):
        read_date(written)


def test_two_digit_years_turn_at_fifty() -> None:
    assert read_date("01.02.49") == date(2049, 2, 1)
    assert read_date("01.02.50") == date(1950, 2, 1)


def test_a_column_with_a_second_number_above_twelve_is_month_first() -> None:
    assert prefers_month_first(["03/25/2024", "04/05/2024"])
    assert not prefers_month_first(["25/03/2024", "04/05/2024"])
    assert read_date("04/05/2024", month_first=True) == date(2024, 4, 5)
    assert read_date("04/05/2024") == date(2024, 5, 4)
    assert read_date("03/25/2024") == date(2024, 3, 25)
    assert read_date("04.05.2024", month_first=True) == date(2024, 5, 4)


def test_moments_are_aware_and_take_the_zone_given() -> None:
    kazan = ZoneInfo("Europe/Moscow")
    moment = datetime(2024, 3, 12, 14, 5, tzinfo=kazan)
    assert read_datetime("12.03.2024 14:05", kazan) == moment
    assert read_datetime("12.03.2024 в 14:05", kazan) == moment
    assert read_datetime("2024-03-12T14:05:00", kazan) == moment
    assert read_datetime("2024-03-12T11:05:00+00:00", kazan) == moment
    assert read_datetime("12.03.2024 2:05 PM", kazan) == moment
    assert read_datetime("12.03.24", kazan) == datetime(2024, 3, 12, tzinfo=kazan)
    assert read_datetime(datetime(2024, 3, 12, 14, 5), kazan) == moment
    with pytest.raises(ValueProblem):
        read_datetime("12.03.2024 25:05", kazan)
