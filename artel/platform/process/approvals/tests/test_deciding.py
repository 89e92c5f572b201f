"""Only who is asked decides, once; the decision moves the record on, is logged, and is final."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import AccessDenied, Conflict, ValidationFailed
from artel.platform.notifications.models import Notification
from artel.platform.process.approvals.deciding import decide
from artel.platform.process.approvals.models import Vote
from artel.platform.process.approvals.tests.conftest import HEAD, Declare, acts, approval_of, asked_deal, states, visa
from artel.platform.process.moving import move
from artel.platform.records.models import FeedEntry
from artel.platform.users.models import Absence, Team, User
from tests.support.domain import change, rows, together


def test_an_approval_moves_the_record_on(declare: Declare, anna: User, boris: User) -> None:
    """By itself; the feed says who, the asker is told."""
    declare(visa={"approvals": [visa(approve_to="work")], "leave": [{"key": "v", "approval": "visa"}]})
    deal = asked_deal(anna)
    with pytest.raises(ValidationFailed) as refused:
        move("deals", [deal], "work", actor=acts(anna))
    assert [p.data for p in refused.value.problems] == [{"gate": "v", "approval": "visa"}]
    decided = decide(approval_of(deal).pk, is_approved=True, comment="Хорошо", actor=acts(boris))
    assert decided.lacking == ()
    assert rows("deals", "stage", id=deal) == [("work",)]
    entry = FeedEntry.objects.get(section="deals", record_id=deal, kind="approval")
    assert (entry.author_id, entry.body["is_approved"], entry.body["text"]) == (boris.pk, True, "Хорошо")
    assert Notification.objects.filter(user=anna, kind="approval", title__contains="Виза").count() == 1


def test_a_rejection_says_why_and_leads_back(declare: Declare, anna: User, boris: User) -> None:
    """Without a comment it is none."""
    declare(visa={"approvals": [visa(reject_to="new")]})
    deal = asked_deal(anna)
    with pytest.raises(ValidationFailed):
        decide(approval_of(deal).pk, is_approved=False, comment="  ", actor=acts(boris))
    assert states(deal) == [(1, "open")]
    decide(approval_of(deal).pk, is_approved=False, comment="Нет расчёта", actor=acts(boris))
    assert rows("deals", "stage", id=deal) == [("new",)]


def test_a_gate_holds_what_is_approved(declare: Declare, anna: User, boris: User) -> None:
    """The decision stands; what the record lacks is told, and it goes on when that is filled in."""
    gate = {"enter": [{"key": "sum", "fields": ["amount"]}]}
    declare(visa={"approvals": [visa(approve_to="work")]}, work=gate)
    deal = asked_deal(anna)
    decided = decide(approval_of(deal).pk, is_approved=True, actor=acts(boris))
    assert [p.field for p in decided.lacking] == ["amount"]
    assert states(deal) == [(1, "approved")]
    assert rows("deals", "stage", id=deal) == [("visa",)]
    change("deals", deal, amount="5", stage="work", actor=acts(anna))
    assert rows("deals", "stage", id=deal) == [("work",)]


def test_nobody_else_decides(declare: Declare, anna: User, boris: User, vera: User, clara: User) -> None:
    """Neither the owner nor an administrator, nor the system."""
    declare(visa={"approvals": [visa()]})
    deal = asked_deal(anna)
    for actor in (acts(anna), acts(clara), SYSTEM):
        with pytest.raises(AccessDenied):
            decide(approval_of(deal).pk, is_approved=True, actor=actor)
    assert states(deal) == [(1, "open")]


def test_a_deputy_decides_while_he_stands_in(declare: Declare, anna: User, boris: User, clara: User) -> None:
    """On the seat of who is away, and not a day longer."""
    declare(visa={"approvals": [visa()]})
    deal = asked_deal(anna)
    today = clock.company_day()
    absence = Absence.objects.create(user=boris, since=today, until=today, deputy=clara)
    decide(approval_of(deal).pk, is_approved=True, actor=acts(clara))
    vote = Vote.objects.get(approval=approval_of(deal))
    assert (vote.person_id, vote.decided_by_id, vote.state) == (boris.pk, clara.pk, "approved")
    assert FeedEntry.objects.get(record_id=deal, kind="approval").body["instead_of"] == [boris.name]
    absence.delete()
    with pytest.raises(AccessDenied):
        decide(approval_of(asked_deal(anna)).pk, is_approved=True, actor=acts(clara))


def test_all_must_agree_and_the_first_rejection_ends_it(
    declare: Declare, anna: User, boris: User, sales_team: Team
) -> None:
    """Each place once; who has decided does not decide again."""
    declare(visa={"approvals": [visa(mode="all", to=[{"to": "owner"}, HEAD])]})
    deal = asked_deal(anna)
    decide(approval_of(deal).pk, is_approved=True, actor=acts(anna))
    assert states(deal) == [(1, "open")]
    with pytest.raises(Conflict):
        decide(approval_of(deal).pk, is_approved=True, actor=acts(anna))
    decide(approval_of(deal).pk, is_approved=True, actor=acts(boris))
    assert states(deal) == [(1, "approved")]
    other = asked_deal(anna)
    decide(approval_of(other).pk, is_approved=False, comment="Нет", actor=acts(boris))
    assert states(other) == [(1, "rejected")]
    assert set(Vote.objects.filter(approval=approval_of(other)).values_list("state", flat=True)) == {
        "passed",
        "rejected",
    }
    with pytest.raises(Conflict):
        decide(approval_of(other).pk, is_approved=True, actor=acts(anna))


def test_who_left_the_stage_is_not_decided_on(declare: Declare, anna: User, boris: User) -> None:
    """The page may be open from before."""
    declare(visa={"approvals": [visa(approve_to="work")]})
    deal = asked_deal(anna)
    move("deals", [deal], "lost", actor=SYSTEM)
    with pytest.raises(Conflict):
        decide(approval_of(deal).pk, is_approved=True, actor=acts(boris))
    assert rows("deals", "stage", id=deal) == [("lost",)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE approvals_approval SET state = 'open', decided_at = NULL",
        "UPDATE approvals_approval SET label = '{}'",
        "DELETE FROM approvals_vote",
        "DELETE FROM approvals_approval",
        "UPDATE approvals_vote SET comment = 'другое'",
        "INSERT INTO approvals_vote (approval_id, place, state) SELECT id, 9, 'asked' FROM approvals_approval",
    ],
)
def test_the_database_keeps_what_is_decided(declare: Declare, anna: User, boris: User, statement: str) -> None:
    """Whoever asks it, by whatever statement."""
    declare(visa={"approvals": [visa()]})
    deal = asked_deal(anna)
    decide(approval_of(deal).pk, is_approved=True, actor=acts(boris))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert states(deal) == [(1, "approved")]


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_instant_one_decides(declare: Declare, anna: User, boris: User, vera: User) -> None:
    """One approves, the other rejects: exactly one result, the later is told so."""
    declare(visa={"approvals": [visa(approve_to="work", reject_to="new")]})
    deal = asked_deal(anna)
    approval = approval_of(deal).pk
    outcomes = together(
        [
            partial(decide, approval, is_approved=True, actor=acts(boris)),
            partial(decide, approval, is_approved=False, comment="Нет", actor=acts(vera)),
        ]
    )
    assert [type(each) for each in outcomes].count(Conflict) == 1
    ((_round, state),) = states(deal)
    assert rows("deals", "stage", id=deal) == [({"approved": "work", "rejected": "new"}[state],)]
    assert FeedEntry.objects.filter(record_id=deal, kind="approval").count() == 1
