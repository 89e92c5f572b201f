"""Conditions that people write: what is hidden can't be found out by asking."""

from __future__ import annotations

import pytest

from artel.platform.access.asking import condition_of
from artel.platform.access.policy import actor_of, visible_to
from artel.platform.access.tests.conftest import Records
from artel.platform.conditions.errors import ConditionError
from artel.platform.definitions.current import holding
from artel.platform.kernel.errors import NotFound
from artel.platform.users.models import User
from tests.support.personas import HEAD, install, role


def found(user: User, section: str, text: str) -> set[str]:
    """Return the names of what the person finds by his own condition."""
    actor = actor_of(user)
    return set(visible_to(actor, section).filter(condition_of(actor, section, text)).values_list("name", flat=True))


def test_a_hidden_field_can_not_be_asked_about(records: Records, boris: User, clara: User) -> None:
    with holding(install([role("head", {**HEAD, "fields": {"x_orders": {"x_sum": "hidden"}}})])):
        assert found(clara, "x_orders", "x_sum eq 10") == {"boris"}
        for section, text in [("x_orders", "x_sum eq 10"), ("x_lines", "x_order/x_sum eq 10")]:
            with pytest.raises(ConditionError):
                found(boris, section, text)


def test_records_out_of_sight_are_not_looked_into(records: Records, boris: User, clara: User) -> None:
    body = {**HEAD, "records": {"*": {"read": "team"}, "x_lines": {"read": "all"}}}
    with holding(install([role("head", body)])):
        assert found(clara, "x_lines", "x_order/x_sum ge 0") == set(records.lines)
        assert found(boris, "x_lines", "x_order/x_sum ge 0") == {"anna", "boris"}


def test_a_closed_section_is_not_found(records: Records, dmitri: User) -> None:
    with pytest.raises(NotFound):
        condition_of(actor_of(dmitri), "x_orders", "x_sum eq 10")
