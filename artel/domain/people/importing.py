"""What an import should know of accounts and contacts: what spreadsheets call them, how names are read and compared."""

from __future__ import annotations

from collections.abc import Mapping

from artel.domain.people.names import PersonName, account_key, person_key
from artel.platform.exchange.human.names import split_name
from artel.platform.exchange.recognising.readings import declare_name_form, declare_reading
from artel.platform.exchange.recognising.vocabulary import declare_header_words


def read_person(value: object) -> Mapping[str, object]:
    """Return the parts of a full name, letter case and order put right; nothing for a blank cell."""
    parts = split_name(value)
    if not parts.full:
        return {"name": None}
    return {
        "name": parts.full,
        "last_name": parts.family or None,
        "first_name": parts.given or None,
        "middle_name": parts.patronymic or None,
    }


def person_form(name: str) -> str:
    """Return a person's name as contacts keep it for comparing."""
    parts = split_name(name)
    return person_key(PersonName(last=parts.family, first=parts.given, middle=parts.patronymic))


declare_reading("contacts", "name", read_person)
declare_name_form("contacts", field="name_key", make=person_form)
declare_name_form("accounts", field="name_key", make=account_key)

declare_header_words(
    "accounts",
    subject=("организ", "компан", "контрагент", "клиент", "застройщ", "фирм", "заказч", "предприят", "юр лиц",
             "company", "account", "client", "customer", "organi"),
    fields={
        "name": (
            "наимен организ", "наимен компан", "наимен", "назв организ", "назв компан", "организ", "компан",
            "контрагент", "клиент", "застройщ", "заказч", "фирма", "предприят", "company", "company name", "account",
            "client", "customer", "юр лиц", "кр наимен", "краткое наимен",
        ),
        "full_name": ("полн наимен", "полн назв", "full name company", "legal name"),
        "legal_address": ("юр адрес", "юрид адрес", "адрес", "адр", "legal address", "address"),
        "postal_address": ("почт адрес", "факт адрес", "фактич адрес", "post address"),
        "bank_name": ("банк", "наимен банк", "bank"),
        "bank_account": ("р с", "расч счет", "расчет счет", "рсчет"),
        "corr_account": ("к с", "корр счет", "кор счет"),
        "category": ("катег", "тип клиент", "сегмент", "категор", "category"),
        "industry": ("отрасл", "сфера", "вид деят", "industry"),
        "source": ("источн", "откуда", "source"),
        "parent": ("головн", "холдинг", "материнск", "групп компан", "parent"),
        "kind": ("вид лица", "тип лица"),
    },
)  # fmt: skip
declare_header_words(
    "contacts",
    subject=("контакт лиц", "контакт", "фио", "руковод", "директор", "рук", "лпр", "представит", "сотрудн", "contact",
             "person"),
    fields={
        "name": (
            "фио", "ф и о", "фио рук", "фио контакт", "фио директор", "контакт лиц", "контакт", "лпр", "руковод",
            "директор", "имя контакт", "представит", "contact", "contact name", "full name", "person", "имя",
        ),
        "last_name": ("фамил", "last name", "surname"),
        "first_name": ("имя", "first name"),
        "middle_name": ("отчеств", "middle name"),
        "position": ("должн", "position", "job title", "пост"),
        "birthday": ("день рожд", "дата рожд", "д р", "др", "birthday", "birth"),
        "phone": ("тел контакт", "тел рук", "тел лпр", "тел директ", "моб тел", "моб", "сот", "сотов", "mobile",
            "cell"),
        "email": ("почт контакт", "e mail контакт", "e mail рук"),
    },
)  # fmt: skip
