"""Columns are recognised by header, by neighbours and by values, across several sections in one row."""

from __future__ import annotations

from typing import Any

import pytest

from artel.platform.exchange.recognising.recognise import FieldDescription, Proposal, recognise
from artel.platform.exchange.recognising.vocabulary import section_words


def described(section: str, key: str, label: str, kind: str = "text", check: str = "") -> FieldDescription:
    return FieldDescription(section, key, (label,), kind, check, is_name=key == "name")


FIELDS = [
    described("accounts", "name", "Название"),
    described("accounts", "inn", "ИНН", check="inn"),
    described("accounts", "kpp", "КПП", check="kpp"),
    described("accounts", "phone", "Телефон", "phone"),
    described("accounts", "email", "E-mail", "email"),
    described("accounts", "website", "Сайт", "url"),
    described("accounts", "legal_address", "Юридический адрес"),
    described("accounts", "category", "Категория", "choice"),
    described("accounts", "owner", "Ответственный", "person"),
    described("accounts", "description", "Описание", "long_text"),
    described("contacts", "name", "ФИО"),
    described("contacts", "position", "Должность"),
    described("contacts", "phone", "Телефон", "phone"),
    described("contacts", "email", "E-mail", "email"),
    described("contacts", "birthday", "День рождения", "date"),
    described("deals", "name", "Название"),
    described("deals", "amount", "Сумма", "money"),
    described("deals", "stage", "Стадия", "stage"),
    described("calls", "done_at", "Выполнено", "datetime"),
    described("calls", "result_text", "Итог"),
]
WORDS = {key: section_words.get(key) for key in ("accounts", "contacts", "deals", "calls")}
INNS = ["7707083893", "5036065113", "7728168971"]
PHONES = ["8(843)2925518 доб.12, 89172550418", "89172550418", "8 917 255 04 18"]


def places(table: dict[str, list[Any]], main: str = "accounts") -> list[str | None]:
    found = recognise(list(table), list(table.values()), FIELDS, main=main, words=WORDS)
    return [f"{p.section}.{p.key}" if isinstance(p, Proposal) else None for p in found]


def test_recognises_the_base_of_a_lift_company() -> None:
    table = {
        "Наименование организации": ["ООО «СЗ «Ак Барс Дом»", "ТСЖ «Баумана-58»"],
        "ИНН": INNS,
        "Тел./факс": PHONES,
        "ФИО рук.": ["хакимов ильдар фаритович", "Иванов И.И."],
        "Моб. телефон": PHONES,
        "Дата посл. звонка": ["12.3.26", "01.02.2025"],
        "Сумма потенц.": ["12 400 тыс.", "1,5 млн"],
        "Менеджер": ["Гульнара А.", "Иванов"],
        "Прим.": ["звонить после 20-го, спр. Венеру", ""],
        "Столбец": ["a", "b"],
    }
    assert places(table) == [
        "accounts.name", "accounts.inn", "accounts.phone", "contacts.name", "contacts.phone", "calls.done_at",
        "deals.amount", "accounts.owner", "accounts.description", None,
    ]  # fmt: skip


def test_the_columns_to_the_left_tell_whose_a_phone_is() -> None:
    table = {
        "Компания": ["ООО «А»"],
        "Телефон": PHONES,
        "E-mail": ["a@b.ru"],
        "Контактное лицо": ["Иванов Иван"],
        "Телефон ": PHONES,
        "E-mail ": ["c@d.ru"],
        "Должность": ["директор"],
    }
    assert places(table) == [
        "accounts.name", "accounts.phone", "accounts.email", "contacts.name", "contacts.phone", "contacts.email",
        "contacts.position",
    ]  # fmt: skip


def test_english_headers_are_understood() -> None:
    table = {
        "Company": ["ACME Ltd"], "Address": ["1 Main street"], "Contact person": ["John Smith"], "Position": ["CEO"],
        "Mobile phone": PHONES, "Email": ["a@b.com"], "Manager": ["Ivan"], "Notes": ["call later"], "Amount": ["1,200"],
    }  # fmt: skip
    assert places(table) == [
        "accounts.name", "accounts.legal_address", "contacts.name", "contacts.position", "contacts.phone",
        "contacts.email", "accounts.owner", "accounts.description", "deals.amount",
    ]  # fmt: skip


def test_the_main_section_wins_where_nothing_else_tells() -> None:
    table = {"ФИО": ["Иванов Иван"], "Телефон": PHONES, "Почта": ["a@b.ru"], "День рождения": ["12.03.1980"]}
    assert places(table, "contacts") == ["contacts.name", "contacts.phone", "contacts.email", "contacts.birthday"]


def test_values_against_the_header_win() -> None:
    table = {"Название": ["ООО «А»"], "Моб.": ["не звонить", "занято", "—"], "Прим.": ["x"]}
    assert places(table)[1] is None


def test_columns_without_header_are_named_by_their_values() -> None:
    found = recognise(["", "", ""], [["a@b.ru", "c@d.ru"], INNS, PHONES], FIELDS, main="accounts", words=WORDS)
    assert [(p.section, p.key, p.by_values) if p else None for p in found] == [
        ("accounts", "email", True), ("accounts", "inn", True), ("accounts", "phone", True),
    ]  # fmt: skip


@pytest.mark.parametrize("header", ["", "№ п/п", "Столбец 1", "Сумма баллов теста по охране"])
def test_no_guess_is_made_from_nothing(header: str) -> None:
    assert places({header: ["абв", "где"]}) == [None]


def test_no_field_is_proposed_twice() -> None:
    found = places({"ИНН": INNS, "ИНН клиента": INNS, "инн": INNS})
    assert found.count("accounts.inn") == 1
