"""Phones and e-mails in one cell."""

from __future__ import annotations

import pytest

from artel.platform.exchange.human.reach import PhoneFound, read_emails, read_phones


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("8(843)2925518 доб.12, 89172550418", ["+78432925518;ext=12", "+79172550418"]),
        ("8 (917) 255-04-18", ["+79172550418"]),
        ("+7 917 255 04 18", ["+79172550418"]),
        ("9172550418", ["+79172550418"]),
        (89172550418, ["+79172550418"]),
        (89172550418.0, ["+79172550418"]),
        ("7-917-255-04-18", ["+79172550418"]),
        ("(843) 292-55-18, 292-55-19", ["+78432925518", "+78432925519"]),
        ("(843) 292-55-18/19", ["+78432925518", "+78432925519"]),
        ("8(843)2925518, доб. 12; 8-917-255-04-18", ["+78432925518;ext=12", "+79172550418"]),
        ("89172550418 89172550419", ["+79172550418", "+79172550419"]),
        ("89172550418\n89172550419", ["+79172550418", "+79172550419"]),
        ("89172550418 и 8 917 255 04 19", ["+79172550418", "+79172550419"]),
        ("89172550418, +79172550418", ["+79172550418"]),
        ("+375 29 123-45-67", ["+375291234567"]),
        ("тел. 8 843 292 55 18", ["+78432925518"]),
        ("+78432925518;ext=12", ["+78432925518;ext=12"]),
        ("", []),
        ("нет", []),
        (None, []),
    ],
)
def test_reads_every_phone(written: object, numbers: list[str]) -> None:
    found = read_phones(written)
    assert [phone.number for phone in found.values] == numbers
    assert not found.problems


def test_keeps_the_kind_and_the_remark_of_a_number() -> None:
    found = read_phones("факс 8(843)2925518; моб. 89172550418 (Венера)")
    assert found.values == [PhoneFound("+78432925518", "fax"), PhoneFound("+79172550418", "mobile", "Венера")]


@pytest.mark.parametrize(
    ("written", "code"),
    [("звонить вечером", "not_phone"), ("12", "not_phone"), ("292-55-18", "no_area_code"), ("8917255041", "not_phone")],
)
def test_names_what_is_no_phone(written: str, code: str) -> None:
    found = read_phones(written)
    assert not found.values
    assert [p.code for p in found.problems] == [code]


def test_a_good_number_survives_a_bad_neighbour() -> None:
    found = read_phones("89172550418, 123")
    assert [p.number for p in found.values] == ["+79172550418"]
    assert len(found.problems) == 1


@pytest.mark.parametrize(
    ("written", "addresses"),
    [
        ("Ivan@Mail.RU", ["ivan@mail.ru"]),
        ("a@b.ru; c@d.com, a@b.ru", ["a@b.ru", "c@d.com"]),
        ("Иван <ivan@mail.ru>", ["ivan@mail.ru"]),
        ("mailto:x@y.org", ["x@y.org"]),
        ("a@b.ru / c@d.ru", ["a@b.ru", "c@d.ru"]),
        ("-", []),
    ],
)
def test_reads_every_address(written: str, addresses: list[str]) -> None:
    found = read_emails(written)
    assert found.values == addresses
    assert not found.problems


@pytest.mark.parametrize(
    ("written", "suggestion"),
    [("ivan@mail,ru", "ivan@mail.ru"), ("ivan @mail.ru", "ivan@mail.ru"), ("ivan@gmail.con", "ivan@gmail.com"),
     ("ivan@mail ru", "ivan@mail.ru"), ("mail.ru", None), ("ivan@@mail.ru", "ivan@mail.ru")],
)  # fmt: skip
def test_suggests_the_address_meant(written: str, suggestion: str | None) -> None:
    found = read_emails(written)
    assert not found.values
    assert [p.suggestion for p in found.problems] == [suggestion]
