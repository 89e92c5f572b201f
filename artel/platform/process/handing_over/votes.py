"""Votes that somebody has yet to give, as a part of handing over: his seat goes to who gets his work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from artel.platform.kernel.actor import Actor
from artel.platform.kernel.labels import Label
from artel.platform.process.approvals.models import State, Vote, VoteState
from artel.platform.process.handing_over.parts import Part, Thing

UNDECIDED = (VoteState.WAITING, VoteState.ASKED)


def _find(person: int, *, only_open: bool) -> Iterator[Thing]:
    waiting = Vote.objects.filter(person_id=person, state__in=UNDECIDED, approval__state=State.OPEN).order_by("id")
    columns = ("id", "approval__label", "approval__section", "approval__record_id")
    for vote_id, label, section, record_id in waiting.values_list(*columns).iterator():
        yield Thing(vote_id, Label.of(label).text(), ((section, record_id),))


def _give(given: Mapping[int, int], holder: int, actor: Actor) -> set[int]:
    """Seat others there. Who sits there already is not seated twice: then the vote stays. A query or two a person."""
    votes = Vote.objects.filter(id__in=list(given), person_id=holder, state__in=UNDECIDED, approval__state=State.OPEN)
    taken = dict(votes.select_for_update(of=("self",)).values_list("id", "approval_id"))
    done: set[int] = set()
    for person in sorted({given[vote] for vote in taken}):
        ids = [vote for vote in taken if given[vote] == person]
        sitting = set(
            Vote.objects.filter(approval_id__in=[taken[i] for i in ids], person_id=person).values_list(
                "approval_id", flat=True
            )
        )
        free = [i for i in ids if taken[i] not in sitting]
        Vote.objects.filter(id__in=free).update(person_id=person)
        done |= set(free)
    return done


VOTES = Part(key="approvals", label=Label("Визы", "Approvals"), find=_find, give=_give)
