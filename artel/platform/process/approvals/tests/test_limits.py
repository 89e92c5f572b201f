"""What the clock does: escalation, once; seats of people who left the company."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from artel.platform.definitions.current import current_snapshot
from artel.platform.notifications.models import Notification
from artel.platform.process.approvals.deciding import decide
from artel.platform.process.approvals.models import Approval, Vote
from artel.platform.process.approvals.overdue import look
from artel.platform.process.approvals.tests.conftest import HEAD, Declare, acts, approval_of, asked_deal, states, visa
from artel.platform.users.models import Team, User


def test_a_limit_escalates_once_and_he_decides_for_all(
    declare: Declare, anna: User, boris: User, sales_team: Team, clara: User
) -> None:
    """The asker hears of it too."""
    sales_team.head = boris
    sales_team.save()
    asked = visa(mode="all", to=[{"to": "owner"}], limit="4h", escalate_to=HEAD)
    declare(visa={"approvals": [asked]})
    deal = asked_deal(anna)
    assert look(current_snapshot(), now=timezone.now()) == 0
    Approval.objects.update(limit_at=timezone.now() - timedelta(minutes=1))
    assert look(current_snapshot(), now=timezone.now()) == 1
    assert look(current_snapshot(), now=timezone.now()) == 0
    assert Notification.objects.filter(user=boris, kind="approval").count() == 1
    assert Notification.objects.filter(user=anna, kind="approval", title__contains="Виза").exists()
    decide(approval_of(deal).pk, is_approved=True, actor=acts(boris))
    assert states(deal) == [(1, "approved")]


def test_who_left_is_replaced_and_it_needs_attention(
    declare: Declare, anna: User, boris: User, sales_team: Team, clara: User
) -> None:
    """His question goes to whoever stands above the owner."""
    declare(visa={"approvals": [visa()]})
    deal = asked_deal(anna)
    User.objects.filter(pk=boris.pk).update(is_active=False)
    assert look(current_snapshot(), now=timezone.now()) == 1
    assert look(current_snapshot(), now=timezone.now()) == 0
    votes = Vote.objects.filter(approval=approval_of(deal)).order_by("id")
    assert list(votes.values_list("person__username", "state", "attention")) == [
        ("boris", "passed", ""),
        ("clara", "asked", "left"),
    ]
