"""What screens ask of approvals: those of a record, those that wait for somebody, what he asked for and decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from artel.platform.access.policy import may, visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import NotFound
from artel.platform.kernel.labels import Label
from artel.platform.process.approvals.models import Approval, State, Vote, VoteState
from artel.platform.process.steps.people import stood_in_for
from artel.platform.sections.spec import Snapshot

MOST = 100
"""Lists show so many, counters count so far."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An approval with its votes, in the order of places. `is_mine`: the actor may decide it now."""

    approval: Approval
    votes: tuple[Vote, ...]
    is_mine: bool = False

    @property
    def label(self) -> str:
        """Return what it is called, in the language in force."""
        return Label.of(self.approval.label).text() or self.approval.key

    @property
    def text(self) -> str:
        """Return what to look at."""
        return Label.of(self.approval.text).text()

    @property
    def waiting(self) -> tuple[Vote, ...]:
        """Return the seats that are asked now."""
        return tuple(vote for vote in self.votes if vote.state == VoteState.ASKED)

    @property
    def decided(self) -> tuple[Vote, ...]:
        """Return the votes that were given."""
        return tuple(vote for vote in self.votes if vote.decided_at is not None)


def asks_anywhere(snapshot: Snapshot) -> bool:
    """Tell whether any stage of the configuration asks for decisions."""
    return any(
        stage.approvals
        for spec in snapshot.sections.values()
        if not spec.retired
        for pipeline in spec.pipelines
        for stage in pipeline.stages
    )


def of_record(section: str, record_id: int, actor: Actor) -> list[Asked]:
    """Return all that was asked of a record, the newest first. At most three queries."""
    rows = Approval.objects.filter(section=section, record_id=record_id)
    return _with_votes(rows.exclude(state=State.WITHDRAWN).order_by("-opened_at", "-id")[:MOST], actor)


def one_of(approval_id: int, actor: Actor) -> Asked:
    """Return one approval to who has to do with it, or sees its record; raises NotFound to others."""
    found = _with_votes(Approval.objects.filter(pk=approval_id), actor)
    if not found:
        raise NotFound
    asked = found[0]
    people = {person for vote in asked.votes for person in (vote.person_id, vote.decided_by_id)}
    if asked.is_mine or (actor.user_id is not None and actor.user_id in {*people, asked.approval.asked_by_id}):
        return asked
    if not names_of([asked], actor):
        raise NotFound
    return asked


def waiting_for(actor: Actor) -> list[Asked]:
    """Return what waits for the actor's decision, also where he stands in for somebody; what ends first comes first."""
    rows = Approval.objects.filter(pk__in=_mine(actor).values("approval_id"))
    return _with_votes(rows.order_by(F("limit_at").asc(nulls_last=True), "opened_at", "id")[:MOST], actor)


def waiting_count(actor: Actor) -> int:
    """Return how many wait for the actor, at most `MOST`. Two queries."""
    return _mine(actor).values("approval_id").distinct().order_by("approval_id")[:MOST].count()


def asked_by(actor: Actor) -> list[Asked]:
    """Return what the actor asked for, the newest first."""
    rows = Approval.objects.filter(asked_by_id=actor.user_id or 0).exclude(state=State.WITHDRAWN)
    return _with_votes(rows.order_by("-id")[:MOST], actor)


def decided_by(actor: Actor) -> list[Asked]:
    """Return what the actor decided, the newest first."""
    mine = Vote.objects.filter(decided_by_id=actor.user_id or 0).order_by("-id")
    ids = list(mine.values_list("approval_id", flat=True)[:MOST])
    return _with_votes(Approval.objects.filter(pk__in=ids).order_by("-id"), actor)


def names_of(asked: Iterable[Asked], actor: Actor) -> dict[tuple[str, int], str]:
    """Return the names of the records that the actor sees. One query for each section."""
    ids: dict[str, set[int]] = defaultdict(set)
    for each in asked:
        ids[each.approval.section].add(each.approval.record_id)
    found: dict[tuple[str, int], str] = {}
    known = current_snapshot().sections
    for section, wanted in ids.items():
        if section in known and not known[section].retired and may(actor, section, "read"):
            seen = visible_to(actor, section, include_trashed=True).filter(id__in=wanted)
            found |= {(section, record_id): name or "" for record_id, name in seen.values_list("id", "name")}
    return found


def _mine(actor: Actor) -> QuerySet[Vote]:
    people = stood_in_for(actor.user_id) if actor.user_id is not None else frozenset()
    return Vote.objects.filter(person_id__in=people, state=VoteState.ASKED, approval__state=State.OPEN)


def _with_votes(rows: QuerySet[Approval], actor: Actor) -> list[Asked]:
    approvals = list(rows.select_related("asked_by"))
    if not approvals:
        return []
    votes: dict[int, list[Vote]] = defaultdict(list)
    told = Vote.objects.filter(Q(approval__in=approvals)).select_related("person", "decided_by")
    for vote in told.order_by("place", "id"):
        votes[vote.approval_id].append(vote)
    people = _people(actor, approvals)
    return [
        Asked(
            approval,
            tuple(votes[approval.pk]),
            approval.state == State.OPEN
            and any(v.state == VoteState.ASKED and v.person_id in people for v in votes[approval.pk]),
        )
        for approval in approvals
    ]


def _people(actor: Actor, approvals: Sequence[Approval]) -> frozenset[int]:
    """Return for whom the actor decides; nobody is asked where nothing is open."""
    if actor.user_id is None or not any(approval.state == State.OPEN for approval in approvals):
        return frozenset()
    return stood_in_for(actor.user_id)
