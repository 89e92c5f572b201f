"""Random conditions on random rows find on PostgreSQL what plain Python says they mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from artel.platform.conditions.compiling import compile_condition
from artel.platform.conditions.parsing import parse
from artel.platform.conditions.rendering import render
from artel.platform.conditions.syntax import Expression
from artel.platform.conditions.tests.expressions import client_conditions, days, moments, texts
from artel.platform.conditions.tests.oracle import World, holds
from artel.platform.conditions.tests.rows import ANNA, CLIENTS, SNAPSHOT

NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
ROWS = 6
maybe = st.none()
client_rows = st.fixed_dictionaries(
    {
        "city": maybe | texts,
        "notes": maybe | texts,
        "visits": maybe | st.integers(-3, 3),
        "rating": maybe | st.integers(-6, 6).map(lambda n: Decimal(n) / 2),
        "amount": maybe | st.integers(-2, 2).map(Decimal),
        "met_on": maybe | days,
        "called_at": maybe | moments,
        "is_main": maybe | st.booleans(),
        "parent": maybe | st.integers(1, ROWS),
    }
)
order_rows = st.fixed_dictionaries(
    {
        "client": st.integers(1, ROWS),
        "name": texts,
        "total": maybe | st.integers(-3, 3).map(Decimal),
        "paid_on": maybe | days,
    }
)


@pytest.mark.django_db
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
@given(
    expression=client_conditions(),
    clients=st.lists(client_rows, min_size=ROWS, max_size=ROWS),
    orders=st.lists(order_rows, max_size=5),
)
def test_the_database_agrees_with_python(
    tables: Mapping[str, Any], expression: Expression, clients: list[dict[str, Any]], orders: list[dict[str, Any]]
) -> None:
    base = {"created_at": NOW, "updated_at": NOW, "version": 1}
    kept = {number: {**row, "id": number} for number, row in enumerate(clients, start=1)}
    world = World(
        clients=kept, orders=[{**o, "created_at": NOW} for o in orders], now=NOW, zone=ZoneInfo(ANNA.timezone)
    )
    text = render(expression)
    with transaction.atomic():
        tables["clients"].objects.bulk_create(
            tables["clients"](
                name="", parent_id=row["parent"], **{k: v for k, v in row.items() if k != "parent"}, **base
            )
            for row in kept.values()
        )
        tables["orders"].objects.bulk_create(
            tables["orders"](client_id=row["client"], **{k: v for k, v in row.items() if k != "client"}, **base)
            for row in orders
        )
        condition = compile_condition(text, CLIENTS, SNAPSHOT, ANNA, now=NOW)
        found = set(tables["clients"].objects.filter(condition).values_list("id", flat=True))
        transaction.set_rollback(True)
    assert found == {number for number, row in kept.items() if holds(expression, row, world)}, text


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(expression=client_conditions())
def test_rendering_and_parsing_are_each_others_inverse(expression: Expression) -> None:
    assert parse(render(expression)) == expression
