"""`visible_to`: which records an actor reads and touches."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artel.platform.access.policy import actor_of, visible_to
from artel.platform.access.teams import STRANGER
from artel.platform.access.tests.conftest import Records
from artel.platform.definitions.current import holding
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import NotFound
from artel.platform.records import door
from artel.platform.users.models import Team, User
from tests.support.personas import MANAGER, PORTAL, install, role


def names(actor: Actor, section: str = "x_orders", operation: str = "read") -> set[str]:
    """Return the names of what the actor sees."""
    return set(visible_to(actor, section, operation=operation).values_list("name", flat=True))


def test_own_is_what_the_actor_owns(records: Records, anna: User) -> None:
    assert names(actor_of(anna)) == {"anna"}


def test_team_is_the_actors_team_and_every_team_below(records: Records, boris: User, egor: User, company: Team) -> None:
    assert names(actor_of(boris)) == {"anna", "boris"}
    boris.team = company
    assert names(actor_of(boris)) == {"anna", "boris", "clara", "egor"}


def test_team_without_a_team_is_own(records: Records, boris: User) -> None:
    boris.team = None
    assert names(actor_of(boris)) == {"boris"}


def test_an_administrator_and_the_system_see_everything(records: Records, clara: User) -> None:
    assert names(actor_of(clara)) == names(SYSTEM) == set(records.orders)


@pytest.mark.parametrize("section", ["x_orders", "x_lines"])
def test_a_stranger_and_a_user_without_roles_see_nothing(records: Records, section: str, anna: User) -> None:
    anna.roles = []
    assert names(actor_of(anna), section) == names(STRANGER, section) == set()


def test_an_inactive_user_sees_nothing(records: Records, clara: User) -> None:
    clara.is_active = False
    assert names(actor_of(clara)) == set()


def test_a_detail_is_seen_with_its_parent(records: Records, anna: User, boris: User) -> None:
    assert names(actor_of(anna), "x_lines") == {"anna"}
    assert names(actor_of(boris), "x_lines") == {"anna", "boris"}


def test_a_detail_is_not_seen_when_the_parents_section_is_closed(records: Records, anna: User) -> None:
    body = {**MANAGER, "sections": {"x_lines": ["read"]}}
    with holding(install([role("manager", body)])):
        assert names(actor_of(anna), "x_lines") == set()


def test_a_detail_is_changed_by_who_may_change_its_parent(records: Records, boris: User) -> None:
    body = {**MANAGER, "records": {"*": {"read": "team", "change": "own"}}}
    with holding(install([role("head", body)])):
        assert names(actor_of(boris), "x_lines", "change") == {"boris"}


def test_a_policy_named_for_a_detail_wins_over_its_parent(records: Records, anna: User) -> None:
    body = {**MANAGER, "records": {"*": {"read": "own"}, "x_lines": {"read": "all"}}}
    with holding(install([role("manager", body)])):
        assert names(actor_of(anna), "x_lines") == set(records.lines)


def test_a_condition_is_a_policy(records: Records, anna: User) -> None:
    body = {**MANAGER, "records": {"x_orders": {"read": "x_sum ge 30 or owner eq me()"}}}
    with holding(install([role("manager", body)])):
        assert names(actor_of(anna)) == {"anna", "egor", "dmitri", "nobody"}


def test_roles_unite(records: Records, anna: User) -> None:
    body = {**MANAGER, "records": {"x_orders": {"read": "x_sum eq 90"}}}
    with holding(install([role("auditor", body)])):
        anna.roles = ["manager", "auditor"]
        assert names(actor_of(anna)) == {"anna", "nobody"}


def test_change_is_within_what_is_read(records: Records, anna: User, boris: User) -> None:
    body = {**MANAGER, "records": {"*": {"read": "own", "change": "all"}}}
    with holding(install([role("manager", body)])):
        assert names(actor_of(anna), operation="change") == {"anna"}


def test_change_may_be_narrower_than_read(records: Records, boris: User) -> None:
    body = {**MANAGER, "records": {"*": {"read": "team", "change": "own"}}}
    with holding(install([role("head", body)])):
        actor = actor_of(boris)
        assert names(actor) == {"anna", "boris"}
        assert names(actor, operation="change") == names(actor, operation="remove") == {"boris"}


def test_an_operation_of_one_role_does_not_widen_by_the_records_of_another(records: Records, anna: User) -> None:
    reader = {**MANAGER, "sections": {"x_orders": ["read"]}, "records": {"*": {"read": "all"}}}
    with holding(install([role("reader", reader)])):
        anna.roles = ["manager", "reader"]
        actor = actor_of(anna)
        assert names(actor) == set(records.orders)
        assert names(actor, operation="change") == names(actor, operation="export") == {"anna"}


def test_an_outsider_has_portal_roles_only(records: Records, dmitri: User) -> None:
    body = {**PORTAL, "sections": {"x_orders": ["read"]}, "records": {"x_orders": {"read": "own"}}}
    with holding(install([role("portal", body)])):
        assert names(actor_of(dmitri)) == {"dmitri"}
        dmitri.roles = ["head", "manager"]
        assert names(actor_of(dmitri)) == set()
        dmitri.roles, dmitri.is_admin = ["portal"], True
        assert names(actor_of(dmitri)) == {"dmitri"}


def test_a_colleague_gains_nothing_from_a_portal_role(records: Records, anna: User) -> None:
    body = {**PORTAL, "sections": {"x_orders": ["read"]}, "records": {"x_orders": {"read": "all"}}}
    with holding(install([role("portal", body)])):
        anna.roles = ["portal"]
        assert names(actor_of(anna)) == set()


def test_the_trash_is_left_out_unless_asked_for(records: Records, anna: User) -> None:
    actor = actor_of(anna)
    door.trash("x_orders", [records.orders["anna"], records.orders["nobody"]], actor=SYSTEM)
    assert names(actor) == set()
    assert set(visible_to(actor, "x_orders", only_trashed=True).values_list("name", flat=True)) == {"anna"}
    assert set(visible_to(actor, "x_lines", only_trashed=True).values_list("name", flat=True)) == {"anna"}
    assert set(visible_to(actor, "x_orders", include_trashed=True).values_list("name", flat=True)) == {"anna"}


def test_an_unknown_section_is_not_found_and_an_unknown_operation_raises(records: Records, anna: User) -> None:
    with pytest.raises(NotFound):
        visible_to(actor_of(anna), "x_secret")
    for operation in ("burn", "create", "import"):
        with pytest.raises(ValueError, match=operation):
            visible_to(actor_of(anna), "x_orders", operation=operation)


@pytest.mark.parametrize("operation", ["read", "change", "export"])
def test_policies_cost_no_query_of_their_own(records: Records, boris: User, operation: str) -> None:
    actor = actor_of(boris)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        list(visible_to(actor, "x_lines", operation=operation).values_list("name")[:50])
    assert len(captured) == 1


def test_an_actor_costs_one_query_with_a_team_and_none_without(records: Records, boris: User, dmitri: User) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert actor_of(boris).team_ids == (boris.team_id,)
    assert len(captured) == 1
    with CaptureQueriesContext(connection) as captured:
        actor_of(dmitri)
    assert len(captured) == 0


def test_own_of_nobody_is_nothing(records: Records, anna: User) -> None:
    assert names(replace(actor_of(anna), user_id=None)) == set()
