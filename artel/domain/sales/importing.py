"""What spreadsheets call deals, leads and their fields."""

from __future__ import annotations

from artel.platform.exchange.recognising.vocabulary import declare_header_words

declare_header_words(
    "deals",
    subject=("сделк", "продаж", "проект", "объект", "договор", "deal", "opportunity"),
    fields={
        "name": ("сделк", "назв сделк", "тема сделк", "продаж", "объект", "назв объект", "проект", "deal",
            "opportunity"),
        "amount": (
            "сумма", "сумма сделк", "сумма потенц", "сумма продаж", "потенц", "бюджет", "стоим", "amount", "budget",
        ),
        "stage": ("стади", "этап", "статус", "статус сделк", "stage", "status"),
        "probability": ("вероятн", "probability"),
        "expected_on": ("ожид дата", "план дата", "дата закрыт", "дата сделк", "срок сделк", "expected"),
        "loss_reason": ("причин отказ", "причин проигр", "loss"),
        "currency": ("валют", "currency"),
    },
)  # fmt: skip
declare_header_words(
    "leads",
    subject=("лид", "заявк", "обращен", "lead"),
    fields={
        "name": ("потребн", "лид", "тема", "заявк", "запрос", "суть", "lead", "need"),
        "person_name": ("фио", "контакт лиц", "контакт", "имя", "person", "contact", "клиент имя"),
        "company_name": ("компан", "организ", "фирма", "наимен организ", "company"),
        "position": ("должн", "position"),
        "budget": ("бюджет", "сумма", "budget"),
        "source": ("источн", "откуда", "source"),
        "channel": ("канал", "channel"),
        "product_interest": ("интерес", "товар", "продукт", "услуг", "product"),
    },
)  # fmt: skip
