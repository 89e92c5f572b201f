"""What people of a demo company did with records that stages asked them about: steps closed, approvals decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from artel.platform.access.policy import actor_of
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.packs.demo.values import Row
from artel.platform.process.approvals.deciding import decide
from artel.platform.process.approvals.models import Approval, State
from artel.platform.process.models import ProcessStep
from artel.platform.records import door
from artel.platform.users.models import User

WORK, THOUGHT = timedelta(hours=2), timedelta(hours=3)
"""How long after a record the steps of it are done, and after them its approval decided."""


def follow_up(rows: Sequence[Row], people: Mapping[str, User], *, actor: Actor, at: datetime | None) -> None:
    """Close the steps that the group names, in their order, and decide what is asked of its records then."""
    begun = at or timezone.now() - WORK - THOUGHT
    ids = [row.id for row in rows if row.id is not None]
    with clock.at(begun + WORK):
        for step in rows[0].closes:
            _close(rows[0].section, ids, step, actor)
    with clock.at(begun + WORK + THOUGHT):
        for row in rows:
            if row.decision is not None:
                person, reason = row.decision
                asked = Approval.objects.filter(section=row.section, record_id__in=[row.id or 0], state=State.OPEN)
                for approval in asked.values_list("pk", flat=True):
                    decide(approval, is_approved=not reason, comment=reason, actor=actor_of(people[person.login]))


def _close(section: str, ids: Sequence[int], step: str, actor: Actor) -> None:
    made = ProcessStep.objects.filter(section=section, record_id__in=ids, step=step, done_at=None)
    of_kind: dict[str, list[int]] = {}
    for kind, task_id in made.order_by("task_id").values_list("task_section", "task_id"):
        of_kind.setdefault(kind, []).append(task_id)
    for kind, tasks in of_kind.items():
        done = {"done_at": clock.now().isoformat()}
        door.change(kind, [door.Change(id=task_id, values=done) for task_id in tasks], actor=actor)
