"""The currencies in which sums of the domain are kept (ISO 4217)."""

from __future__ import annotations

from artel.platform.kernel.labels import Label

CURRENCIES = {
    "RUB": Label("Российский рубль", "Russian rouble"),
    "USD": Label("Доллар США", "US dollar"),
    "EUR": Label("Евро", "Euro"),
    "BYN": Label("Белорусский рубль", "Belarusian rouble"),
    "KZT": Label("Тенге", "Tenge"),
    "CNY": Label("Юань", "Yuan"),
}
IN_CURRENCY = {"currency_field": "currency"}
