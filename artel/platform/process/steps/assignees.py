"""Who gets each step: as the stage says, his deputy while he is away, and never nobody.

Whom the stage means may have left, be away, or be no one at all. Then the step goes to the record's owner, his
head or an administrator, and says why: that is work which needs attention.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Count

from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import SYSTEM
from artel.platform.process.steps.people import Staff
from artel.platform.sections.steps import Assigned, AssigneeSpec, Share, StepSpec

TAKE_TURNS = """
INSERT INTO process_stepturn (pipeline, stage, step, given) VALUES (%s, %s, %s, %s)
ON CONFLICT (pipeline, stage, step) DO UPDATE SET given = process_stepturn.given + excluded.given
RETURNING given
"""


class Attention(StrEnum):
    """Why a step went to somebody else than the stage names."""

    NOBODY = "nobody"
    EMPTY = "empty"
    LEFT = "left"
    AWAY = "away"
    NO_HOURS = "no_hours"


@dataclass(frozen=True, slots=True)
class Given:
    """Who gets a step (None: the company has no one at all), and why it needs attention, empty if it does not."""

    user_id: int | None
    attention: str = ""


def named_by(assignee: AssigneeSpec, row: Mapping[str, Any], staff: Staff) -> int | None:
    """Return whom a record itself names, be he here or not; None for nobody. Roles are nobody's name."""
    match assignee.to:
        case Assigned.AUTHOR:
            wanted = row["created_by_id"]
        case Assigned.FIELD:
            wanted = row[f"{assignee.field}_id"]
        case Assigned.HEAD:
            wanted = staff.head_of(row["owner_id"])
        case Assigned.ROLE:
            wanted = None
        case _:
            wanted = row["owner_id"]
    return None if wanted is None else int(wanted)


@dataclass(slots=True)
class Assigning:
    """Gives out the steps of one move; `busy` counts open activities by person, those just given too."""

    staff: Staff
    pipeline: str
    stage: str
    busy: dict[str, dict[int, int]] = field(default_factory=dict)

    def give(self, step: StepSpec, rows: Sequence[Mapping[str, Any]], task_section: str) -> list[Given]:
        """Return who gets the step for each record; rows hold `owner_id`, `created_by_id` and fields of people.

        At most one query, whatever the number of records.
        """
        if not rows:
            return []
        if step.assignee.to is Assigned.ROLE:
            pool = self._pool(step.assignee.role)
            if pool and step.assignee.share is Share.ROUND_ROBIN:
                return [Given(user_id) for user_id in self._in_turn(step.key, pool, len(rows))]
            if pool:
                return [Given(user_id) for user_id in self._least_loaded(pool, len(rows), task_section)]
            return [self._instead(row, Attention.NOBODY) for row in rows]
        return [self._named(step, row) for row in rows]

    def _pool(self, role: str) -> list[int]:
        """Return who of a role is in; when all are away, those who stand in for them."""
        members = self.staff.with_role(role)
        present = [m for m in members if m not in self.staff.away]
        return present or sorted({p for m in members if (p := self.staff.present(m)) is not None})

    def _named(self, step: StepSpec, row: Mapping[str, Any]) -> Given:
        wanted = named_by(step.assignee, row, self.staff)
        if wanted is None:
            return self._instead(row, Attention.EMPTY)
        if (present := self.staff.present(wanted)) is not None:
            return Given(present)
        return self._instead(row, Attention.AWAY if wanted in self.staff.people else Attention.LEFT)

    def _instead(self, row: Mapping[str, Any], why: Attention) -> Given:
        owner = row["owner_id"]
        head = self.staff.head_of(owner)
        for wanted in (owner, head, self.staff.head_of(head)):
            if (present := self.staff.present(wanted)) is not None:
                return Given(present, why)
        return Given(self.staff.last_resort(), why)

    def _least_loaded(self, pool: Sequence[int], number: int, task_section: str) -> list[int]:
        busy = self.busy.setdefault(task_section, {})
        unknown = [p for p in pool if p not in busy]
        if unknown:
            opened = visible_to(SYSTEM, task_section).filter(owner_id__in=unknown, done_at=None)
            counts = dict(opened.order_by().values_list("owner_id").annotate(Count("id")))
            busy |= {p: counts.get(p, 0) for p in unknown}
        queue = [(busy[p], p) for p in pool]
        heapq.heapify(queue)
        found = []
        for _turn in range(number):
            load, person = queue[0]
            heapq.heapreplace(queue, (load + 1, person))
            busy[person] = load + 1
            found.append(person)
        return found

    def _in_turn(self, step: str, pool: Sequence[int], number: int) -> list[int]:
        """Take so many turns at once: another process waits for this one's end and goes on where it stopped."""
        with connection.cursor() as cursor:
            cursor.execute(TAKE_TURNS, [self.pipeline, self.stage, step, number])
            (given,) = cursor.fetchone()
        return [pool[(given - number + turn) % len(pool)] for turn in range(number)]
