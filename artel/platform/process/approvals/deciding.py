"""Deciding: who may is asked here, whatever door it comes through; the decision is final and moves the record on.

Of two who decide at the same instant one waits for the other's lock and is told that it is decided. The order of locks
is that of moves: the record, then its approval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from artel.platform.access.policy import require, visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM, Actor, ActorKind
from artel.platform.kernel.errors import AccessDenied, ArtelError, Conflict, NotFound, Problem, ValidationFailed
from artel.platform.kernel.labels import Label
from artel.platform.kernel.text import clean
from artel.platform.notifications.hints import hint_records
from artel.platform.process.approvals.models import DECIDED, Approval, State, Vote, VoteState
from artel.platform.process.approvals.opening import follow
from artel.platform.process.approvals.telling import Asked, tell_asked, tell_asker
from artel.platform.process.steps.people import staff_today, stood_in_for
from artel.platform.records import door, feed
from artel.platform.sections.approvals import Mode
from artel.platform.users.models import User

DECISION = "approval"
"""The kind of feed entries that tell of a decision."""
LONGEST_COMMENT = 4000
UNDECIDED = (VoteState.WAITING, VoteState.ASKED)


@dataclass(frozen=True, slots=True)
class Decision:
    """How an approval stands after somebody has decided, and what the record lacks to be moved on by it."""

    approval: Approval
    lacking: tuple[Problem, ...] = ()


def decide(approval_id: int, *, is_approved: bool, comment: str = "", actor: Actor) -> Decision:
    """Write down the actor's decision and do what follows from it.

    Raises NotFound, AccessDenied (he is not asked), Conflict (it is decided, or not asked any more), ValidationFailed
    (a rejection without a comment).
    """
    comment = clean(comment)
    with transaction.atomic():
        approval, name = _locked(approval_id, actor)
        votes = list(Vote.objects.filter(approval=approval).order_by("place", "id"))
        mine = _seats_of(actor, approval, votes)
        if len(comment) > LONGEST_COMMENT:
            message = _("At most %(number)s characters.") % {"number": LONGEST_COMMENT}
            raise ValidationFailed([Problem(code="too_long", field="comment", message=message)])
        if not is_approved and not comment:
            raise ValidationFailed([Problem(code="required", field="comment", message=_("Say why you reject it."))])
        _vote(mine, actor, comment, is_approved=is_approved)
        state = _outcome(approval, votes, mine, is_approved=is_approved)
        if state is None:
            _ask_next(approval, votes, name, actor)
        else:
            _close(approval, votes, state)
        lacking = _move_on(approval, actor)
        _log(approval, mine, comment, lacking, actor, is_approved=is_approved)
        if state is not None:
            language = (
                User.objects.filter(pk__in=[approval.asked_by_id or 0]).values_list("language", flat=True).first()
            )
            tell_asker(approval, name, comment, language or "ru", actor=actor)
        hint_records(approval.section, [approval.record_id])
    return Decision(approval, lacking)


def ask_again(approval_id: int, *, actor: Actor) -> None:
    """Ask once more for what was rejected, of a record that stands where it did. Raises as `decide` does."""
    with transaction.atomic():
        approval, _name = _locked(approval_id, actor)
        require(actor, approval.section, "change")
        if not visible_to(actor, approval.section, operation="change").filter(id=approval.record_id).exists():
            raise AccessDenied
        if not follow(approval.section, [approval.record_id], actor=actor, again=approval.key):
            raise Conflict(_("There is nothing to ask again: the record has gone on, or the decision is asked for."))


def is_seated(actor: Actor, votes: Sequence[Vote]) -> bool:
    """Tell whether the actor may decide: he is asked himself, or stands in today for somebody who is."""
    if actor.kind is not ActorKind.USER or actor.user_id is None:
        return False
    people = {vote.person_id for vote in votes if vote.state == VoteState.ASKED}
    return actor.user_id in people or bool(people and people & stood_in_for(actor.user_id))


def _locked(approval_id: int, actor: Actor) -> tuple[Approval, str]:
    """Return the approval under its lock, after the lock of its record, and the record's name."""
    found = Approval.objects.filter(pk=approval_id).values_list("section", "record_id").first()
    snapshot = current_snapshot()
    if found is None or found[0] not in snapshot.sections or snapshot.sections[found[0]].retired:
        raise NotFound
    record = visible_to(SYSTEM, found[0]).filter(id=found[1]).select_for_update(of=("self",))
    name = record.values_list("name", flat=True).first()
    if name is None and not record.exists():
        raise NotFound
    approval = Approval.objects.select_for_update().get(pk=approval_id)
    return approval, str(name or "")


def _seats_of(actor: Actor, approval: Approval, votes: Sequence[Vote]) -> list[Vote]:
    """Return the seats on which the actor decides now; refuse him when there are none."""
    if actor.kind is not ActorKind.USER or actor.user_id is None:
        raise AccessDenied(_("Only a person decides, and only one who is asked."))
    people = stood_in_for(actor.user_id)
    seated = [vote for vote in votes if vote.person_id in people]
    if not seated:
        raise AccessDenied(_("You are not asked for this decision."))
    if approval.state != State.OPEN:
        raise Conflict(_decided(approval, votes))
    asked = [vote for vote in seated if vote.state == VoteState.ASKED]
    if not asked:
        if any(vote.state == VoteState.WAITING for vote in seated):
            raise Conflict(_("Your turn has not come: another decides before you."))
        raise Conflict(_("You have decided already."))
    return asked


def _decided(approval: Approval, votes: Sequence[Vote]) -> str:
    if approval.state not in DECIDED:
        return _("It is not asked any more: the record has left the stage.")
    who = [vote.decided_by_id for vote in votes if vote.state == approval.state]
    name = User.objects.filter(pk__in=[w for w in who if w]).values_list("name", flat=True).first() or ""
    said = (
        _("It is decided already: %(name)s has approved.")
        if approval.state == State.APPROVED
        else _("It is decided already: %(name)s has rejected.")
    )
    return said % {"name": name}


def _vote(mine: Sequence[Vote], actor: Actor, comment: str, *, is_approved: bool) -> None:
    now = clock.now()
    for vote in mine:
        vote.state = VoteState.APPROVED if is_approved else VoteState.REJECTED
        vote.decided_by_id, vote.decided_at, vote.comment = actor.user_id, now, comment
        vote.save(update_fields=["state", "decided_by", "decided_at", "comment"])


def _outcome(approval: Approval, votes: Sequence[Vote], mine: Sequence[Vote], *, is_approved: bool) -> State | None:
    """Return how the approval ends with these votes, None while others are still to decide."""
    if not is_approved:
        return State.REJECTED
    if approval.mode == Mode.ONE or any(vote.is_escalated for vote in mine):
        return State.APPROVED
    places = {vote.place for vote in votes if not vote.is_escalated}
    given = {vote.place for vote in votes if vote.state == VoteState.APPROVED}
    for vote in votes:
        if vote.place in given and vote.state in UNDECIDED and not vote.is_escalated:
            _set([vote], VoteState.PASSED)
    return State.APPROVED if places <= given else None


def _set(votes: Sequence[Vote], state: VoteState) -> None:
    for vote in votes:
        vote.state = state
    Vote.objects.filter(pk__in=[vote.pk for vote in votes]).update(state=state)


def _ask_next(approval: Approval, votes: Sequence[Vote], name: str, actor: Actor) -> None:
    """Ask the next place when nobody is asked any more."""
    if any(vote.state == VoteState.ASKED and not vote.is_escalated for vote in votes):
        return
    waiting = [vote for vote in votes if vote.state == VoteState.WAITING]
    following = [vote for vote in waiting if vote.place == min(v.place for v in waiting)] if waiting else []
    _set(following, VoteState.ASKED)
    Vote.objects.filter(pk__in=[vote.pk for vote in following]).update(asked_at=clock.now())
    asked = [
        Asked(approval.pk, approval.record_id, name, vote.person_id, vote.attention)
        for vote in following
        if vote.person_id is not None
    ]
    tell_asked(Label.of(approval.label), approval.section, asked, staff_today(), actor)


def _close(approval: Approval, votes: Sequence[Vote], state: State) -> None:
    """End the approval; the votes first, for those of a decided one can't be changed."""
    _set([vote for vote in votes if vote.state in UNDECIDED], VoteState.PASSED)
    approval.state, approval.decided_at = state, clock.now()
    approval.save(update_fields=["state", "decided_at"])


def _move_on(approval: Approval, actor: Actor) -> tuple[Problem, ...]:
    """Move the record where the decision leads, through its gates; return what it lacks when they hold it."""
    stage = {State.APPROVED: approval.approve_to, State.REJECTED: approval.reject_to}.get(State(approval.state), "")
    if not stage:
        return ()
    try:
        with transaction.atomic():
            change = door.Change(id=approval.record_id, values={"stage": stage})
            door.change(approval.section, [change], actor=moving_as(actor))
    except ValidationFailed as error:
        return error.problems
    except ArtelError as error:
        return (Problem(code=error.code, message=str(error)),)
    return ()


def moving_as(actor: Actor) -> Actor:
    """Return who moves a record after a decision: the company in his name, held by gates and ways alone."""
    return replace(actor, kind=ActorKind.RULE, is_admin=True)


def _log(
    approval: Approval,
    mine: Sequence[Vote],
    comment: str,
    lacking: Sequence[Problem],
    actor: Actor,
    *,
    is_approved: bool,
) -> None:
    absent = [vote.person_id for vote in mine if vote.person_id not in (None, actor.user_id)]
    instead_of = list(User.objects.filter(pk__in=absent).order_by("name").values_list("name", flat=True))
    body = {
        "key": approval.key,
        "label": approval.label,
        "is_approved": is_approved,
        "instead_of": instead_of if len(absent) == len(mine) else [],
        "text": comment,
        "lacking": [str(problem.message) for problem in lacking],
    }
    feed.add(approval.section, approval.record_id, DECISION, body, actor=actor)
