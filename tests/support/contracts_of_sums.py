"""A configuration with details: contracts of an account (built-in), their payments, and what they add up to."""

from __future__ import annotations

from tests.support.configuration import document, field, text

CONTRACTS = (
    document(
        "section", "x_contracts", body={"label": text("Договоры", "Contracts"), "singular": text("Договор", "Contract")}
    ),
    field("x_contracts.x_account", "reference", "Контрагент", target="accounts"),
    field("x_contracts.x_sum", "money", "Сумма"),
    document(
        "section",
        "x_payments",
        body={
            "label": text("Плановые платежи", "Planned payments"),
            "singular": text("Плановый платёж", "Planned payment"),
            "parent": "x_contract",
            "in_menu": False,
            "has_feed": False,
            "has_activities": False,
        },
    ),
    field("x_payments.x_contract", "reference", "Договор", target="x_contracts", cascade=True),
    field("x_payments.x_amount", "money", "Сумма"),
    field("x_payments.x_is_paid", "boolean", "Оплачен"),
    field("x_payments.x_due", "date", "Срок"),
)
"""An account has contracts, a contract has payments."""

PAID = field(
    "x_contracts.x_paid",
    "rollup",
    "Оплачено",
    options={
        "section": "x_payments",
        "field": "x_contract",
        "function": "sum",
        "of": "x_amount",
        "filter": "x_is_paid eq true",
        "result": "money",
    },
)
LINES = field(
    "x_contracts.x_lines",
    "rollup",
    "Платежей",
    options={"section": "x_payments", "field": "x_contract", "function": "count", "result": "integer"},
)
NEXT_DUE = field(
    "x_contracts.x_next_due",
    "rollup",
    "Ближайший срок",
    options={
        "section": "x_payments",
        "field": "x_contract",
        "function": "min",
        "of": "x_due",
        "filter": "not (x_is_paid eq true)",
        "result": "date",
    },
)
REMAINDER = field(
    "x_contracts.x_remainder",
    "computed",
    "Остаток",
    indexed=True,
    options={"expression": "coalesce(x_sum, 0) sub x_paid", "result": "money"},
)
DEBT = field(
    "accounts.x_debt",
    "rollup",
    "Долг",
    options={
        "section": "x_contracts",
        "field": "x_account",
        "function": "sum",
        "of": "x_remainder",
        "result": "money",
    },
)
TITLE = field(
    "x_contracts.x_title",
    "computed",
    "Полное имя",
    searchable=True,
    options={"expression": "concat(name, ' (', coalesce(x_account/name, '—'), ')')", "result": "text"},
)
SUMS = (PAID, LINES, NEXT_DUE, REMAINDER, DEBT, TITLE)
"""Rollups over details, a computed field over a rollup, a rollup over that, and one over a field of the parent."""
