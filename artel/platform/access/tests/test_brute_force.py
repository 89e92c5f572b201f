"""`visible_to` against the same rules told in plain Python, over many configurations."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from artel.platform.access.policy import actor_of, visible_to
from artel.platform.access.tests.conftest import Records
from artel.platform.definitions.current import holding
from artel.platform.kernel.labels import Label
from artel.platform.schema.runtime import model_of
from artel.platform.sections.spec import RoleSpec, Snapshot
from artel.platform.users.models import User

THRESHOLD = "x_sum ge 20"
POLICIES = st.sampled_from(["own", "team", "all", THRESHOLD])
OPERATIONS = st.lists(st.sampled_from(["read", "change", "remove"]), unique=True).map(tuple)
RECORDS = st.fixed_dictionaries({}, optional={"read": POLICIES, "change": POLICIES})
PLACES = st.sampled_from(["*", "x_orders"])
ROLES = st.builds(
    RoleSpec,
    key=st.just("any"),
    label=st.just(Label("Любая", "Any")),
    sections=st.dictionaries(PLACES, OPERATIONS),
    records=st.dictionaries(st.just("x_orders"), RECORDS),
    is_portal=st.booleans(),
)


def expected(roles: Mapping[str, RoleSpec], user: User, people: Mapping[int, User], operation: str) -> set[int]:
    """Return ids of orders that the user may do the operation to, by the words of the rules."""
    reads = allowed(roles, user, people, "read")
    return reads if operation == "read" else reads & allowed(roles, user, people, operation)


def allowed(roles: Mapping[str, RoleSpec], user: User, people: Mapping[int, User], operation: str) -> set[int]:
    """Return ids that some role of the user grants the operation on, whatever he may read."""
    found: set[int] = set()
    for role in (roles[key] for key in user.roles if key in roles):
        if role.is_portal is not user.is_portal:
            continue
        if operation not in (role.sections["x_orders"] if "x_orders" in role.sections else role.sections.get("*", ())):
            continue
        policies = role.records.get("x_orders", {})
        read = policies.get("read", "own")
        policy = read if operation == "read" else policies.get("change", read)
        found |= {pk for pk, owner, total in ROWS if meets(policy, user, people.get(owner or 0), total)}
    return found


def meets(policy: str, user: User, owner: User | None, total: int | None) -> bool:
    """Tell whether an order meets a policy."""
    if policy == "all":
        return True
    if policy == THRESHOLD:
        return total is not None and total >= 20
    if owner is None:
        return False
    is_near = policy == "team" and user.team_id is not None and not user.is_portal and owner.team_id == user.team_id
    return owner.pk == user.pk or is_near


ROWS: list[tuple[int, int | None, int | None]] = []


@pytest.mark.parametrize("who", ["anna", "boris", "egor", "dmitri"])
def test_visible_to_agrees_with_brute_force(records: Records, snapshot: Snapshot, who: str) -> None:
    people = {user.pk: user for user in User.objects.select_related("team")}
    user = next(u for u in people.values() if u.username == who)
    ROWS[:] = model_of("x_orders", snapshot)._default_manager.values_list("id", "owner_id", "x_sum")

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(roles=st.lists(ROLES, max_size=3), operation=st.sampled_from(["read", "change", "remove"]))
    def check(roles: list[RoleSpec], operation: str) -> None:
        given_roles = {f"r{n}": each for n, each in enumerate(roles)}
        user.roles = list(given_roles)
        changed = Snapshot(
            revision=snapshot.revision, sections=snapshot.sections, lookups=snapshot.lookups, roles=given_roles
        )
        with holding(changed):
            found = set(visible_to(actor_of(user), "x_orders", operation=operation).values_list("id", flat=True))
        assert found == expected(given_roles, user, people, operation)

    check()
