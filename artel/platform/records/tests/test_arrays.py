"""Lists that travel to the database as the text of an array come back as they were."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from artel.platform.kernel.arrays import array_text


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (
            "text",
            ["web", "", "NULL", None, "a,b", "{x}", '"', "\\", 'с "кавычкой" и \\', "два слова", "a\nb"],
        ),
        ("bigint", [1, 2**40, None]),
        ("numeric", [Decimal("0.10")]),
        ("date", [date(2026, 11, 22)]),
        ("boolean", [True, False]),
        ("text", []),
    ],
)
def test_an_array_comes_back_as_it_was(db: None, kind: str, values: list[object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [array_text(values)])
        assert cursor.fetchone()[0] == values
