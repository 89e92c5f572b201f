"""«Why does X see this?» says the same as `visible_to`, and tells nobody more than he may know."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artel.platform.access.policy import actor_of, visible_to
from artel.platform.access.tests.conftest import Records
from artel.platform.access.why import EXPLAINED, explain, verdicts
from artel.platform.definitions.current import holding
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import AccessDenied, NotFound
from artel.platform.users.models import User
from tests.support.personas import HEAD, MANAGER, install, role


def test_agrees_with_visible_to_for_everybody_and_every_record(records: Records) -> None:
    narrow = {**HEAD, "records": {"*": {"read": "team", "change": "own"}, "x_lines": {"read": "x_order/x_sum gt 10"}}}
    with holding(install([role("head", narrow)])):
        for user in User.objects.all():
            subject = actor_of(user)
            for section, ids in (("x_orders", records.orders), ("x_lines", records.lines)):
                for record_id in ids.values():
                    for verdict in verdicts(section, record_id, subject):
                        seen = visible_to(subject, section, operation=verdict.operation).filter(pk=record_id).exists()
                        assert verdict.is_allowed is seen, (user, section, verdict)


def test_names_the_role_and_the_policy_that_let_in(records: Records, boris: User) -> None:
    told = explain("x_orders", records.orders["anna"], boris.pk, actor=SYSTEM)
    read = told.verdicts[0]
    assert read.is_allowed
    assert [(r.role.key, r.policy, r.holds) for r in read.reasons] == [("head", "team", True)]


def test_shows_a_policy_that_does_not_hold_and_nothing_when_no_role_grants(
    records: Records, anna: User, dmitri: User
) -> None:
    told = explain("x_orders", records.orders["egor"], anna.pk, actor=SYSTEM)
    assert [(v.is_allowed, [r.holds for r in v.reasons]) for v in told.verdicts] == [(False, [False])] * len(EXPLAINED)
    assert all(v.reasons == () for v in explain("x_orders", records.orders["egor"], dmitri.pk, actor=SYSTEM).verdicts)


def test_costs_one_query_whatever_the_number_of_roles(records: Records, anna: User) -> None:
    documents = [role(f"r{n}", {**MANAGER, "records": {"*": {"read": "team"}}}) for n in range(5)]
    with holding(install(documents)):
        anna.roles = [f"r{n}" for n in range(5)]
        subject = actor_of(anna)
        with CaptureQueriesContext(connection) as captured:
            assert len(verdicts("x_orders", records.orders["anna"], subject)[0].reasons) == 5
        assert len(captured) == 1


def test_everybody_may_ask_about_himself_only(records: Records, anna: User, boris: User) -> None:
    assert explain("x_orders", records.orders["anna"], anna.pk, actor=actor_of(anna)).verdicts[0].is_allowed
    with pytest.raises(AccessDenied):
        explain("x_orders", records.orders["anna"], boris.pk, actor=actor_of(anna))
    assert explain("x_orders", records.orders["anna"], anna.pk, actor=actor_of(boris)).name == "Ахметзянова Анна"


def test_a_record_that_one_does_not_see_is_not_explained(records: Records, boris: User, anna: User) -> None:
    with pytest.raises(NotFound):
        explain("x_orders", records.orders["egor"], boris.pk, actor=actor_of(boris))
    with pytest.raises(NotFound):
        explain("x_orders", records.orders["anna"], 999_999, actor=actor_of(boris))


def test_an_administrator_needs_no_reason(records: Records, clara: User) -> None:
    told = explain("x_orders", records.orders["nobody"], clara.pk, actor=SYSTEM)
    assert told.is_admin
    assert all(v.is_allowed and not v.reasons for v in told.verdicts)
