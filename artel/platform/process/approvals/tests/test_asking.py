"""Entering a stage asks for its decisions, of those whom the stage names, and never twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import Conflict
from artel.platform.notifications.models import Notification
from artel.platform.process.approvals.deciding import ask_again, decide
from artel.platform.process.approvals.models import Approval, Vote
from artel.platform.process.approvals.tests.conftest import HEAD, Declare, acts, approval_of, asked_deal, states, visa
from artel.platform.process.moving import move
from artel.platform.records import door
from artel.platform.users.models import Absence, Team, User
from tests.support.domain import change, rows


def people(deal: int, **where: object) -> list[tuple[str | None, str, str]]:
    """Return (person, state, attention) of the seats, in their order."""
    votes = Vote.objects.filter(approval=approval_of(deal), **where).order_by("place", "person__username")
    return list(votes.values_list("person__username", "state", "attention"))


def test_everybody_of_the_role_is_asked_and_told(declare: Declare, anna: User, boris: User, vera: User) -> None:
    """The notice leads to the decision itself; who asked is remembered."""
    declare(visa={"approvals": [visa(limit="1d")]})
    deal = asked_deal(anna)
    approval = approval_of(deal)
    assert people(deal) == [("boris", "asked", ""), ("vera", "asked", "")]
    assert (approval.state, approval.asked_by_id, approval.round) == ("open", anna.pk, 1)
    assert approval.limit_at is not None
    assert approval.limit_at - timezone.now() < timedelta(days=16)
    told = Notification.objects.filter(kind="approval").order_by("user__username")
    assert [(n.user_id, n.url, n.text) for n in told] == [
        (person.pk, f"/approvals/{approval.pk}/", "Лифт") for person in (boris, vera)
    ]


def test_to_and_fro_makes_no_doubles(declare: Declare, anna: User, boris: User) -> None:
    """Undecided, it is withdrawn when the record leaves, and is the same when it comes back."""
    declare(visa={"approvals": [visa()]})
    deal = asked_deal(anna)
    move("deals", [deal], "new", actor=SYSTEM)
    assert states(deal) == [(1, "withdrawn")]
    for stage in ("visa", "lost", "visa"):
        move("deals", [deal], stage, actor=SYSTEM)
    assert states(deal) == [(1, "open")]
    assert Notification.objects.filter(user=boris, kind="approval").count() == 1


def test_coming_back_after_a_rejection_asks_anew(declare: Declare, anna: User, boris: User) -> None:
    """After an approval it does not: what was given stays given."""
    declare(visa={"approvals": [visa(reject_to="new", approve_to="work")]})
    deal = asked_deal(anna)
    decide(approval_of(deal).pk, is_approved=False, comment="Дорого", actor=acts(boris))
    assert rows("deals", "stage", id=deal) == [("new",)]
    move("deals", [deal], "visa", actor=acts(anna))
    assert states(deal) == [(1, "rejected"), (2, "open")]
    decide(approval_of(deal).pk, is_approved=True, actor=acts(boris))
    move("deals", [deal], "visa", actor=acts(anna))
    assert states(deal) == [(1, "rejected"), (2, "approved")]


def test_who_stays_where_he_was_rejected_asks_again_himself(declare: Declare, anna: User, boris: User) -> None:
    """Only a rejected decision, only once."""
    declare(visa={"approvals": [visa()]})
    deal = asked_deal(anna)
    first = approval_of(deal)
    decide(first.pk, is_approved=False, comment="Дорого", actor=acts(boris))
    change("deals", deal, amount="5")
    assert states(deal) == [(1, "rejected")]
    ask_again(first.pk, actor=acts(anna))
    assert states(deal) == [(1, "rejected"), (2, "open")]
    with pytest.raises(Conflict):
        ask_again(first.pk, actor=acts(anna))


def test_it_waits_for_steps_and_holds_to_its_condition(declare: Declare, anna: User, boris: User) -> None:
    """The one is asked for when the last of its steps is done, the other of big deals alone."""
    steps = [{"key": key, "label": {"ru": key, "en": key}} for key in ("a", "b")]
    big = {**visa(when="amount gt 100"), "key": "big"}
    declare(visa={"steps": steps, "approvals": [visa(after=["a", "b"]), big]})
    deal = asked_deal(anna, amount="10")
    done = timezone.now().isoformat()
    (first,), (second,) = rows("tasks", "id", about_id=deal)
    change("tasks", int(str(first)), done_at=done)
    assert states(deal) == []
    change("tasks", int(str(second)), done_at=done)
    assert [a.key for a in Approval.objects.filter(record_id=deal)] == ["visa"]
    large = asked_deal(anna, amount="1000")
    assert [a.key for a in Approval.objects.filter(record_id=large)] == ["big"]


def test_in_order_the_next_is_asked_when_the_first_has_approved(
    declare: Declare, anna: User, boris: User, clara: User
) -> None:
    """Until then he is neither asked nor told."""
    declare(visa={"approvals": [visa(mode="order", to=[{"to": "owner"}, HEAD])]})
    deal = asked_deal(anna)
    assert people(deal) == [("anna", "asked", ""), ("boris", "waiting", "")]
    assert not Notification.objects.filter(user=boris).exists()
    decide(approval_of(deal).pk, is_approved=True, actor=acts(anna))
    assert people(deal) == [("anna", "approved", ""), ("boris", "asked", "")]
    assert Notification.objects.filter(user=boris, kind="approval").exists()


def test_nobody_to_ask_needs_attention_and_has_an_owner(
    declare: Declare, anna: User, sales_team: Team, company: Team, clara: User
) -> None:
    """An empty role goes to the head above the owner, in the end to an administrator; never to the owner himself."""
    declare(visa={"approvals": [visa()]})
    deal = asked_deal(anna)
    assert people(deal) == [("clara", "asked", "nobody")]


def test_who_is_away_keeps_his_seat_and_his_deputy_is_told(
    declare: Declare, anna: User, boris: User, clara: User
) -> None:
    """Without a deputy somebody else is asked beside him."""
    today = clock.company_day()
    absence = Absence.objects.create(user=boris, since=today, until=today, deputy=clara)
    declare(visa={"approvals": [visa()]})
    deal = asked_deal(anna)
    assert people(deal) == [("boris", "asked", "")]
    assert Notification.objects.filter(user=clara, kind="approval").count() == 1
    absence.deputy = None
    absence.save()
    assert people(asked_deal(anna)) == [("boris", "asked", ""), ("clara", "asked", "away")]


def test_what_is_trashed_asks_nothing(declare: Declare, anna: User, boris: User) -> None:
    """It asks again when it is taken back."""
    declare(visa={"approvals": [visa()]})
    deal = asked_deal(anna)
    door.trash("deals", [deal], actor=SYSTEM)
    assert states(deal) == [(1, "withdrawn")]
    door.restore("deals", [deal], actor=SYSTEM)
    assert states(deal) == [(1, "open")]
    door.purge("deals", [deal], actor=SYSTEM, even_live=True)
    assert states(deal) == [(1, "withdrawn")]


def test_queries_do_not_grow_with_the_records(declare: Declare, anna: User, boris: User, vera: User) -> None:
    """A hundred records are asked with as many queries as ten."""
    declare(visa={"approvals": [visa(limit="1d", when="amount gt 0"), {**visa(to=[{"to": "head"}]), "key": "more"}]})
    counts = []
    for number in (10, 100):
        deals = door.create("deals", [{"name": "Лифт", "amount": "5", "owner": anna.pk}] * number, actor=SYSTEM)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            move("deals", deals, "visa", actor=SYSTEM)
        counts.append(len(queries))
        assert Approval.objects.filter(record_id__in=deals, state="open").count() == 2 * number
    assert counts[0] == counts[1]
