"""How numbers, money, days and names read, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from artel.platform.kernel.text import short_name
from artel.platform.ui import formats
from artel.platform.ui.atoms import Ago

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 24, 12, 30, tzinfo=MOSCOW)


def plain(text: str) -> str:
    """Return the text with ordinary blanks."""
    return text.replace(formats.NBSP, " ")


@pytest.mark.parametrize(
    ("amount", "russian", "english"),
    [
        ("1234.5", "1 234,50 ₽", "₽1,234.50"),
        ("0", "0,00 ₽", "₽0.00"),
        ("-1234567.005", "−1 234 567,01 ₽", "−₽1,234,567.01"),
        ("24318600.50", "24 318 600,50 ₽", "₽24,318,600.50"),
    ],
)
def test_money_has_kopecks_and_the_sign_of_the_currency(amount: str, russian: str, english: str) -> None:
    assert plain(formats.money(Decimal(amount), language="ru")) == russian
    assert plain(formats.money(Decimal(amount), language="en")) == english


def test_a_currency_without_a_sign_is_written_by_its_code() -> None:
    assert plain(formats.money(Decimal(5), "UZS", language="ru")) == "5,00 UZS"
    assert plain(formats.money(Decimal(5), "UZS", language="en")) == "UZS 5.00"


def test_the_blanks_of_a_number_do_not_break_lines() -> None:
    assert " " not in formats.money(Decimal("1234567.89"), language="ru")


@pytest.mark.parametrize(
    ("amount", "russian", "english"),
    [
        ("24318600", "24,3 млн ₽", "₽24.3M"),
        ("9999", "9 999 ₽", "₽9,999"),
        ("12400", "12,4 тыс. ₽", "₽12.4K"),
        ("3000000000", "3 млрд ₽", "₽3B"),
        ("-2500000", "−2,5 млн ₽", "−₽2.5M"),
    ],
)
def test_money_is_shortened_for_dashboards(amount: str, russian: str, english: str) -> None:
    assert plain(formats.money_short(Decimal(amount), language="ru")) == russian
    assert plain(formats.money_short(Decimal(amount), language="en")) == english


def test_a_number_keeps_the_digits_it_has_unless_told() -> None:
    assert plain(formats.number(Decimal("1234.50"), language="ru")) == "1 234,5"
    assert plain(formats.number(1234, language="ru")) == "1 234"
    assert formats.number(Decimal("0.005"), 2, language="en") == "0.01"


@pytest.mark.parametrize(
    ("when", "russian", "english", "state"),
    [
        (NOW - timedelta(days=5), "5 дн. назад", "5 d ago", "late"),
        (NOW - timedelta(days=1), "вчера", "yesterday", "late"),
        (NOW - timedelta(hours=2), "10:30", "10:30", "late"),
        (NOW + timedelta(hours=3, minutes=30), "16:00", "16:00", "today"),
        (date(2026, 11, 24), "сегодня", "today", "today"),
        (NOW + timedelta(days=1), "завтра", "tomorrow", "later"),
        (date(2026, 11, 27), "пт 27 ноя", "Fri 27 Nov", "later"),
        (date(2026, 12, 1), "1 дек", "1 Dec", "later"),
        (date(2027, 2, 1), "1 фев 2027", "1 Feb 2027", "later"),
        (date(2026, 5, 2), "2 мая", "2 May", "late"),
    ],
)
def test_a_deadline_says_how_late_it_is(when: date, russian: str, english: str, state: str) -> None:
    seen = formats.due(when, NOW, language="ru")
    assert (plain(seen.text), seen.state) == (russian, state)
    assert plain(formats.due(when, NOW, language="en").text) == english


def test_a_moment_is_shown_in_the_zone_of_the_reader() -> None:
    late_evening_utc = datetime(2026, 11, 23, 22, 5, tzinfo=ZoneInfo("UTC"))
    assert formats.ago(late_evening_utc, NOW, language="ru") == "1:05"
    assert plain(formats.datetime_short(late_evening_utc, NOW, language="ru")) == "24 ноя, 1:05"


def test_the_past_is_named_by_its_distance() -> None:
    assert formats.ago(NOW - timedelta(days=1), NOW, language="ru") == "вчера"
    assert plain(formats.ago(NOW - timedelta(days=400), NOW, language="ru")) == "20 окт 2025"
    assert formats.day_heading(date(2026, 11, 24), NOW.date(), language="ru") == "Сегодня"
    assert plain(formats.day_heading(date(2026, 11, 15), NOW.date(), language="ru")) == "15 ноября"
    assert plain(formats.date_long(date(2026, 12, 18), language="en")) == "18 December 2026"


def test_the_exact_moment_stands_in_the_title() -> None:
    assert formats.exact(NOW, language="ru") == "24.11.2026 12:30"
    assert formats.exact(date(2026, 1, 2), language="en") == "2 Jan 2026"


def test_a_moment_is_told_in_the_zone_of_who_looks() -> None:
    stored = datetime(2026, 11, 22, 22, 5, tzinfo=UTC)
    assert formats.exact(stored, ZoneInfo("Europe/Samara"), language="ru") == "23.11.2026 2:05"
    assert 'title="23.11.2026 2:05"' in str(Ago(stored, stored.astimezone(ZoneInfo("Europe/Samara"))))


@pytest.mark.parametrize(
    ("seconds", "russian"), [(0, "0 с"), (40, "40 с"), (4320, "1 ч 12 мин"), (7200, "2 ч"), (-5, "0 с")]
)
def test_a_length_of_time_reads_in_hours_and_minutes(seconds: int, russian: str) -> None:
    assert plain(formats.duration(timedelta(seconds=seconds), language="ru")) == russian


@pytest.mark.parametrize(("size", "russian"), [(0, "0 Б"), (999, "999 Б"), (86_016, "84 КБ"), (4_404_019, "4,2 МБ")])
def test_a_size_of_a_file_reads_in_its_unit(size: int, russian: str) -> None:
    assert plain(formats.file_size(size, language="ru")) == russian


@pytest.mark.parametrize(
    ("name", "letters", "short"),
    [
        ("Ахметзянова Гульнара Рашидовна", "АГ", "Ахметзянова Г."),
        ("admin", "A", "admin"),
        ("", "?", ""),
    ],
)
def test_initials_are_letters_of_the_name(name: str, letters: str, short: str) -> None:
    assert formats.initials(name) == letters
    assert short_name(name) == short


def test_a_record_without_a_name_is_called_by_its_number() -> None:
    assert (formats.record_number(58, language="ru"), formats.record_number(58, language="en")) == ("№ 58", "No. 58")


def test_without_an_argument_the_active_language_is_taken() -> None:
    with translation.override("en"):
        assert formats.percent(70) == "70%"
    with translation.override("ru"):
        assert plain(formats.percent(Decimal("21.4"))) == "21,4 %"
