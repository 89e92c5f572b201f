"""What the clock does for approvals: a limit that is used up asks somebody more, once; empty seats get somebody.

Batches of a few hundred, a transaction each: who dies leaves a batch whole to the next look, two take different ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.labels import Label
from artel.platform.process.approvals.models import Approval, State, Vote, VoteState
from artel.platform.process.approvals.seats import Row, instead, named
from artel.platform.process.approvals.telling import Asked, tell_asked, tell_late
from artel.platform.process.steps.assignees import Attention
from artel.platform.process.steps.people import Staff, staff_today
from artel.platform.process.steps.rows import staged_records
from artel.platform.sections.spec import Snapshot
from artel.platform.sections.steps import AssigneeSpec, StepSpec

AT_ONCE = 300
BESIDE = -1
"""The place of who is asked because the time is up: it stands beside the others."""


def look(snapshot: Snapshot, *, now: datetime) -> int:
    """Escalate what is late and fill seats of people who left; return how many approvals were touched."""
    touched = 0
    while batch := _escalate(snapshot, now):
        touched += batch
    while batch := _fill_seats(snapshot, now):
        touched += batch
    return touched


def _escalate(snapshot: Snapshot, now: datetime) -> int:
    with transaction.atomic():
        late = Approval.objects.filter(state=State.OPEN, escalated_at=None, limit_at__lte=now).order_by("limit_at")
        taken = list(late.select_for_update(skip_locked=True)[:AT_ONCE])
        if not taken:
            return 0
        staff = staff_today()
        votes: dict[int, list[Vote]] = defaultdict(list)
        for vote in Vote.objects.filter(approval__in=taken).order_by("id"):
            votes[vote.approval_id].append(vote)
        rows = _rows(taken, snapshot)
        for approval in taken:
            row = rows.get((approval.section, approval.record_id))
            wanted = _escalated_to(approval, snapshot)
            if row is not None and wanted is not None:
                _ask_beside(approval, wanted, row, votes[approval.pk], staff, now)
        Approval.objects.filter(pk__in=[approval.pk for approval in taken]).update(escalated_at=now)
        named_ones = [
            (approval, str(rows[approval.section, approval.record_id]["name"] or ""))
            for approval in taken
            if (approval.section, approval.record_id) in rows
        ]
        tell_late(named_ones, {p.id: p.language for p in staff.people.values()}, actor=SYSTEM)
    return len(taken)


def _escalated_to(approval: Approval, snapshot: Snapshot) -> AssigneeSpec | None:
    spec = snapshot.sections.get(approval.section)
    pipeline = next((p for p in spec.pipelines if p.key == approval.pipeline), None) if spec else None
    declared = pipeline.approval(approval.key) if pipeline else None
    return declared.escalate_to if declared else None


def _ask_beside(
    approval: Approval, wanted: AssigneeSpec, row: Row, votes: Sequence[Vote], staff: Staff, now: datetime
) -> None:
    """Let those of `escalate_to` decide for all; where nobody is there, the head above or an administrator."""
    people = named(wanted, row, staff)
    why = ""
    if not any(staff.present(person) is not None for person in people):
        last = instead(row, staff)
        why, people = Attention.NOBODY, [*people, *([last] if last is not None and last not in people else [])]
    seated = {vote.person_id: vote for vote in votes}
    for person in people:
        if person in seated:
            seat = seated[person]
            Vote.objects.filter(pk=seat.pk, state__in=[VoteState.WAITING, VoteState.ASKED]).update(
                state=VoteState.ASKED, is_escalated=True, asked_at=now
            )
        else:
            Vote.objects.create(
                approval=approval, place=BESIDE, person_id=person, is_escalated=True, attention=why, asked_at=now
            )
    asked = [Asked(approval.pk, approval.record_id, str(row["name"] or ""), person, why) for person in people]
    tell_asked(Label.of(approval.label), approval.section, asked, staff, SYSTEM, is_late=True)


def _fill_seats(snapshot: Snapshot, now: datetime) -> int:
    """Give the seats of people who left the company to somebody who is here."""
    with transaction.atomic():
        empty = Vote.objects.filter(state=VoteState.ASKED, person__is_active=False, approval__state=State.OPEN)
        ids = list(empty.order_by("approval_id").values_list("approval_id", flat=True).distinct()[:AT_ONCE])
        taken = list(Approval.objects.filter(pk__in=ids, state=State.OPEN).select_for_update(skip_locked=True))
        if not taken:
            return 0
        staff, rows = staff_today(), _rows(taken, snapshot)
        for approval in taken:
            _fill(approval, rows.get((approval.section, approval.record_id)), staff, now)
    return len(taken)


def _fill(approval: Approval, row: Row | None, staff: Staff, now: datetime) -> None:
    votes = list(Vote.objects.filter(approval=approval).order_by("id"))
    asked = [vote for vote in votes if vote.state == VoteState.ASKED]
    gone = [vote for vote in asked if vote.person_id is not None and vote.person_id not in staff.people]
    Vote.objects.filter(pk__in=[vote.pk for vote in gone]).update(state=VoteState.PASSED)
    taken = {vote.person_id for vote in votes if vote.person_id is not None}
    for vote in gone:
        is_held = any(other.place == vote.place and other not in gone for other in asked)
        person = instead(row, staff, taken) if row is not None and not is_held else None
        if person is None:
            continue
        taken.add(person)
        Vote.objects.create(
            approval=approval,
            place=vote.place,
            person_id=person,
            attention=Attention.LEFT,
            is_escalated=vote.is_escalated,
            asked_at=now,
        )
        name = str(row["name"] or "") if row is not None else ""
        mine = [Asked(approval.pk, approval.record_id, name, person, Attention.LEFT)]
        tell_asked(Label.of(approval.label), approval.section, mine, staff, SYSTEM, is_late=True)


def _rows(approvals: Sequence[Approval], snapshot: Snapshot) -> dict[tuple[str, int], Row]:
    """Return what the records say of people. One query for each section concerned."""
    found: dict[tuple[str, int], Row] = {}
    for section in {approval.section for approval in approvals}:
        spec = snapshot.sections.get(section)
        if spec is None or spec.retired:
            continue
        declared = [_escalated_to(approval, snapshot) for approval in approvals if approval.section == section]
        people = [StepSpec(key="", label=Label(), assignee=each) for each in dict.fromkeys(declared) if each]
        ids = [approval.record_id for approval in approvals if approval.section == section]
        records = staged_records(spec, snapshot, ids, people, SYSTEM, more=("name",))
        found |= {(section, record_id): row for record_id, row in records.rows.items()}
    return found
