"""`may`, `require`, `field_access`, `may_use`: the permission matrix as a table."""

from __future__ import annotations

from itertools import product

import pytest

from artel.platform.access.permissions import Tool
from artel.platform.access.policy import (
    actor_of,
    field_access,
    may,
    may_use,
    readable_fields,
    readable_sections,
    require,
    require_tool,
)
from artel.platform.access.roles import Operation
from artel.platform.access.teams import STRANGER
from artel.platform.definitions.current import holding
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import AccessDenied, NotFound
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User
from tests.support.personas import HEAD, MANAGER, Body, install, role

WRITER: Body = {
    "label": "Писарь",
    "sections": {"x_orders": ["read", "create"], "*": ["read"]},
    "records": {"*": {"read": "all"}},
}
CLOSED: Body = {"label": "Гость", "sections": {"*": ["read", "create", "change"], "x_orders": []}}

MATRIX = {
    # role → operations granted on (x_orders, x_lines)
    "manager": ("read create change remove export assign", "read create change remove export assign"),
    "head": ("read create change remove export import assign", "read create change remove export import assign"),
    "writer": ("read create", "read"),
    "closed": ("", "read create change"),
    "portal": ("", ""),
    "unknown": ("", ""),
}


@pytest.fixture
def more_roles(snapshot: Snapshot) -> Snapshot:
    """Return the configuration with two more roles."""
    return install([role("writer", WRITER), role("closed", CLOSED)])


@pytest.mark.parametrize(("key", "granted"), MATRIX.items())
def test_a_role_grants_what_it_names_and_nothing_else(
    more_roles: Snapshot, anna: User, key: str, granted: tuple[str, str]
) -> None:
    anna.roles = [key]
    actor = actor_of(anna)
    with holding(more_roles):
        for (section, operations), operation in product(zip(("x_orders", "x_lines"), granted, strict=True), Operation):
            expected = operation in operations.split()
            assert may(actor, section, operation) is expected, (section, operation)
            if expected:
                require(actor, section, operation)
            else:
                refusal = AccessDenied if "read" in operations.split() else NotFound
                with pytest.raises(refusal):
                    require(actor, section, operation)


def test_an_administrator_and_the_system_may_do_all_and_a_stranger_nothing(snapshot: Snapshot, clara: User) -> None:
    for operation in Operation:
        assert may(actor_of(clara), "x_orders", operation)
        assert may(SYSTEM, "x_orders", operation)
        assert not may(STRANGER, "x_orders", operation)


def test_nobody_may_anything_in_a_section_that_does_not_exist(snapshot: Snapshot) -> None:
    assert not may(SYSTEM, "x_nowhere", "read")
    with pytest.raises(NotFound):
        require(SYSTEM, "x_nowhere", "change")


def test_an_unknown_operation_raises(snapshot: Snapshot) -> None:
    with pytest.raises(ValueError, match="burn"):
        may(SYSTEM, "x_orders", "burn")


def with_fields(actor: Actor, *rules: dict[str, str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return what is hidden and what is locked for somebody with one role for each set of rules."""
    documents = [role(f"r{n}", {**MANAGER, "fields": {"x_orders": each}}) for n, each in enumerate(rules)]
    with holding(install(documents)):
        found = field_access(actor, "x_orders")
        return found.hidden, found.readonly


def test_a_field_is_hidden_when_every_role_that_reads_hides_it(snapshot: Snapshot, anna: User) -> None:
    anna.roles = ["r0", "r1"]
    actor = actor_of(anna)
    assert with_fields(actor, {"x_cost": "hidden"}, {"x_cost": "hidden"})[0] == {"x_cost"}
    assert with_fields(actor, {"x_cost": "hidden"}, {})[0] == frozenset()


def test_a_field_is_locked_when_no_role_that_writes_leaves_it_open(snapshot: Snapshot, anna: User) -> None:
    anna.roles = ["r0", "r1"]
    actor = actor_of(anna)
    assert with_fields(actor, {"x_cost": "readonly"}, {"x_cost": "hidden"}) == (frozenset(), {"x_cost"})
    assert with_fields(actor, {"x_cost": "readonly"}, {}) == (frozenset(), frozenset())


def test_a_role_that_only_reads_does_not_unlock(snapshot: Snapshot, anna: User) -> None:
    reader = {**MANAGER, "sections": {"x_orders": ["read"]}}
    locked = {**MANAGER, "fields": {"x_orders": {"x_cost": "readonly"}}}
    with holding(install([role("reader", reader), role("locked", locked)])):
        anna.roles = ["reader", "locked"]
        assert field_access(actor_of(anna), "x_orders").readonly == {"x_cost"}


def test_who_may_not_read_a_section_sees_none_of_its_fields(snapshot: Snapshot, anna: User) -> None:
    spec = snapshot.section("x_orders")
    anna.roles = []
    assert readable_fields(actor_of(anna), spec) == ()
    assert field_access(STRANGER, "x_orders").hidden == frozenset(f.key for f in spec)


def test_readable_fields_leave_out_hidden_ones(snapshot: Snapshot, anna: User, clara: User) -> None:
    with holding(install([role("manager", {**MANAGER, "fields": {"x_orders": {"x_cost": "hidden"}}})])) as found:
        spec = found.section("x_orders")
        assert "x_cost" not in {f.key for f in readable_fields(actor_of(anna), spec)}
        assert "x_cost" in {f.key for f in readable_fields(actor_of(clara), spec)}


def test_readable_sections_follow_the_menu_of_the_roles(snapshot: Snapshot, anna: User) -> None:
    body = {**MANAGER, "sections": {"x_orders": ["read"], "x_lines": ["read"]}, "menu": ["x_lines", "x_orders"]}
    with holding(install([role("manager", body)])):
        assert [s.key for s in readable_sections(actor_of(anna))] == ["x_lines", "x_orders"]


def test_a_tool_is_for_whom_a_role_names_it(snapshot: Snapshot, anna: User, boris: User, clara: User) -> None:
    assert not may_use(actor_of(anna), Tool.IMPORT)
    assert may_use(actor_of(boris), Tool.IMPORT)
    assert may_use(actor_of(clara), Tool.USERS)
    with pytest.raises(AccessDenied):
        require_tool(actor_of(boris), Tool.USERS)


def test_an_unknown_tool_raises_even_for_the_system(snapshot: Snapshot) -> None:
    with pytest.raises(LookupError, match=r"settings\.magic"):
        may_use(SYSTEM, "settings.magic")


def test_head_is_a_role_of_the_personas() -> None:
    assert set(HEAD["sections"]["*"]) == set(Operation)
