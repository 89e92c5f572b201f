"""Asks for the decisions that are due of records where they stand, in the transaction of the change that called for it.

The number of queries depends on the stages and approvals concerned, never on the number of records. An approval that is
open, or was given, is not asked for again; after a rejection it is when the record has come back into the stage.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.arrays import any_of, array_text
from artel.platform.process.approvals.models import Approval, State, VoteState
from artel.platform.process.approvals.seats import Seat, seats_of
from artel.platform.process.approvals.telling import Asked, tell_asked
from artel.platform.process.steps.creating import made_of
from artel.platform.process.steps.people import Staff, staff_today
from artel.platform.process.steps.rows import StagedRecords, staged_records
from artel.platform.process.steps.states import WAITING, Made, states_of
from artel.platform.records import feed
from artel.platform.sections.approvals import ApprovalSpec, Mode
from artel.platform.sections.pipelines import PipelineSpec, StageSpec
from artel.platform.sections.spec import SectionSpec, Snapshot
from artel.platform.working_time.allowances import plainly, used_up
from artel.platform.working_time.calendars import company_hours, hours_of_people
from artel.platform.working_time.hours import NoWorkingTime, WorkingHours

ASKED = "approval_asked"
"""The kind of feed entries that tell of it."""
Standing = tuple[PipelineSpec, StageSpec, list[int]]

WITHDRAW = """
UPDATE approvals_approval AS asked SET state = 'withdrawn'
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS standing (record_id, pipeline, stage)
WHERE asked.section = %s AND asked.record_id = standing.record_id AND asked.state = 'open'
    AND (asked.pipeline, asked.stage) <> (standing.pipeline, standing.stage)
"""
OPEN = """
INSERT INTO approvals_approval (section, record_id, pipeline, stage, key, round, state, mode, label, text,
    approve_to, reject_to, asked_by_id, asked_by_name, opened_at, limit_at)
SELECT %s, record_id, %s, %s, %s, round, 'open', %s, %s, %s, %s, %s, asked_by, %s, %s, limit_at
FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::timestamptz[]) AS due (record_id, round, asked_by, limit_at)
ON CONFLICT DO NOTHING RETURNING id, record_id
"""
SEAT = """
INSERT INTO approvals_vote (approval_id, place, person_id, state, attention, asked_at, comment)
SELECT approval, place, person, state, attention, CASE WHEN state = 'asked' THEN %s::timestamptz END, ''
FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::text[], %s::text[])
    AS seat (approval, place, person, state, attention)
"""


@dataclass(frozen=True, slots=True)
class Rounds:
    """What was asked of one record before: the last round, how it stands, when it was decided."""

    id: int
    round: int
    state: str
    decided_at: datetime | None


def has_approvals(spec: SectionSpec) -> bool:
    """Tell whether any stage of the section asks for decisions: the others cost nothing."""
    return any(stage.approvals for pipeline in spec.pipelines for stage in pipeline.stages)


def follow(section: str, ids: Collection[int], *, actor: Actor, again: str = "") -> int:
    """Withdraw what is open of stages that the records have left, ask what is due where they stand.

    Returns how many decisions were asked for. `again`: this approval is asked for once more, though it was rejected
    and the record has not moved since.
    """
    snapshot = current_snapshot()
    spec = snapshot.section(section)
    standing = _standing(spec, ids)
    _withdraw_left(section, standing)
    wanted = [group for group in standing if group[1].approvals]
    if not wanted:
        return 0
    staff = staff_today()
    return sum(_ask_in(group, spec, snapshot, staff, actor, again) for group in wanted)


def withdraw(section: str, ids: Collection[int]) -> None:
    """Withdraw whatever is open of records that are no longer there."""
    opened = Approval.objects.filter(section=section, record_id__in=any_of(ids, "bigint"), state=State.OPEN)
    opened.update(state=State.WITHDRAWN)


def _standing(spec: SectionSpec, ids: Collection[int]) -> list[Standing]:
    """Return records by where they stand. One query; locked: of two steps closed at once the later sees both."""
    found: dict[tuple[str, str], Standing] = {}
    rows = visible_to(SYSTEM, spec.key).filter(id__in=any_of(ids, "bigint")).order_by("id")
    locked = rows.select_for_update(of=("self",))
    for record_id, pipeline_key, stage_key in locked.values_list("id", "pipeline", "stage"):
        pipeline = spec.pipeline(pipeline_key)
        stage = pipeline.stage(stage_key) if pipeline and stage_key else None
        if pipeline is not None and stage is not None:
            found.setdefault((pipeline.key, stage.key), (pipeline, stage, []))[2].append(record_id)
    return list(found.values())


def _withdraw_left(section: str, standing: Sequence[Standing]) -> None:
    rows = [(record_id, pipeline.key, stage.key) for pipeline, stage, ids in standing for record_id in ids]
    if rows:
        columns = (array_text(column) for column in zip(*rows, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(WITHDRAW, [*columns, section])


def _ask_in(group: Standing, spec: SectionSpec, snapshot: Snapshot, staff: Staff, actor: Actor, again: str) -> int:
    pipeline, stage, ids = group
    places = [place for approval in stage.approvals for place in approval.places]
    records = staged_records(spec, snapshot, ids, places, actor, more=("name", "stage_since"))
    made = made_of(spec.key, pipeline.key, stage.key, ids) if any(a.after for a in stage.approvals) else {}
    before = _rounds(spec.key, pipeline.key, stage.key, ids)
    asked = 0
    for approval in stage.approvals:
        due, reopened = {}, []
        for record_id in records.rows:
            if not _is_over(approval, stage, made.get(record_id, {})):
                continue
            last = before.get((record_id, approval.key))
            if last is not None and last.state == State.WITHDRAWN:
                reopened.append(last.id)
            elif records.holds(record_id, approval.places[0]) and _is_due(
                last, records.rows[record_id]["stage_since"], is_again=approval.key == again
            ):
                due[record_id] = last.round + 1 if last else 1
        _reopen(reopened)
        asked += _open(approval, group, due, records, snapshot, staff, actor) if due else 0
    return asked


def _rounds(section: str, pipeline: str, stage: str, ids: Collection[int]) -> dict[tuple[int, str], Rounds]:
    """Return (record, approval) → its last round in this stage. One query."""
    rows = Approval.objects.filter(
        section=section, record_id__in=any_of(ids, "bigint"), pipeline=pipeline, stage=stage
    ).order_by("record_id", "key", "round")
    columns = rows.values_list("record_id", "key", "id", "round", "state", "decided_at")
    return {(record, key): Rounds(pk, last, state, decided) for record, key, pk, last, state, decided in columns}


def _is_over(approval: ApprovalSpec, stage: StageSpec, made: Mapping[str, Made]) -> bool:
    if not approval.after:
        return True
    states = states_of(stage.steps, made, lambda _step: False)
    return not any(states[key] in WAITING for key in approval.after if key in states)


def _is_due(last: Rounds | None, stage_since: datetime | None, *, is_again: bool) -> bool:
    if last is None:
        return True
    if last.state != State.REJECTED or last.decided_at is None:
        return False
    return is_again or (stage_since is not None and stage_since > last.decided_at)


def _reopen(ids: Sequence[int]) -> None:
    """Who came back undecided is asked what he was asked; nobody is told of it a second time."""
    if ids:
        Approval.objects.filter(id__in=any_of(ids, "bigint"), state=State.WITHDRAWN).update(state=State.OPEN)


def _open(
    approval: ApprovalSpec,
    group: Standing,
    due: Mapping[int, int],
    records: StagedRecords,
    snapshot: Snapshot,
    staff: Staff,
    actor: Actor,
) -> int:
    pipeline, stage, _ids = group
    now, section = clock.now(), records.spec.key
    seats = {record_id: seats_of(approval, records.rows[record_id], staff) for record_id in due}
    limits = _limits(approval, seats, now, snapshot)
    askers = [actor.user_id or records.rows[record_id]["owner_id"] for record_id in due]
    words = [feed.as_json({"ru": label.ru, "en": label.en}) for label in (approval.label, approval.text)]
    said = [approval.mode, *words, approval.approve_to, approval.reject_to]
    columns: list[list[Any]] = [[*due], [*due.values()], askers, [limits.get(record_id) for record_id in due]]
    asking: list[Any] = [section, pipeline.key, stage.key, approval.key, *said, actor.name, now]
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [*asking, *(array_text(column) for column in columns)])
        opened = {record_id: pk for pk, record_id in cursor.fetchall()}
        rows = [row for record_id, pk in opened.items() for row in _votes(pk, seats[record_id], approval.mode)]
        if rows:
            cursor.execute(SEAT, [now, *(array_text(column) for column in zip(*rows, strict=True))])
    body = {"key": approval.key, "label": {"ru": approval.label.ru, "en": approval.label.en}}
    feed.add_many(section, ASKED, [(record_id, body) for record_id in opened], actor=actor)
    told = [
        Asked(pk, record_id, str(records.rows[record_id]["name"] or ""), person, why)
        for record_id, pk in opened.items()
        for _pk, _place, person, state, why in _votes(pk, seats[record_id], approval.mode)
        if state == VoteState.ASKED and person is not None
    ]
    tell_asked(approval.label, section, told, staff, actor)
    return len(opened)


def _votes(pk: int, seats: Sequence[Seat], mode: Mode) -> Iterator[tuple[int, int, int | None, str, str]]:
    first = min(seat.place for seat in seats)
    for seat in seats:
        is_asked = mode is not Mode.ORDER or seat.place == first
        yield pk, seat.place, seat.person, VoteState.ASKED if is_asked else VoteState.WAITING, seat.attention


def _limits(
    approval: ApprovalSpec, seats: Mapping[int, Sequence[Seat]], now: datetime, snapshot: Snapshot
) -> dict[int, datetime]:
    """Return record → when its limit is used up, in the working time of who is asked first. At most one query."""
    if not approval.limit:
        return {}
    first = {record_id: each[0].person for record_id, each in seats.items()}
    hours = hours_of_people({p for p in first.values() if p is not None}, snapshot)
    common = company_hours(snapshot)
    return {
        record_id: _used_up(approval.limit, now, hours.get(person, common) if person else common)
        for record_id, person in first.items()
    }


def _used_up(limit: str, now: datetime, hours: WorkingHours) -> datetime:
    try:
        return used_up(limit, now, hours)
    except NoWorkingTime:
        return plainly(limit, now)
