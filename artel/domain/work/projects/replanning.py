"""The verb «replan»: tasks that somebody moved or stretched, and all that depends on them, in one change.

First looked at, then saved: what would change carries its versions, and nothing is saved over another's change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from artel.domain.work.projects.planning import Network, Work, begin_of, replanned
from artel.domain.work.projects.reading import ProjectPlan, project_plan
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import AccessDenied, Conflict, Problem, ValidationFailed
from artel.platform.records import door

MINUTE = timedelta(minutes=1)
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=31)
"""Working time that a task may be stretched to."""


@dataclass(frozen=True, slots=True)
class Move:
    """A task moved to begin at `start`, or, with `end`, stretched to end then (its beginning stays)."""

    task: int
    start: datetime | None = None
    end: datetime | None = None

    @classmethod
    def read(cls, text: str) -> Move:
        """Read «id:start:2026-11-22T09:00:00+03:00» or «id:end:…»; raises ValidationFailed."""
        task, _colon, rest = text.partition(":")
        part, _colon, moment = rest.partition(":")
        try:
            if part not in ("start", "end"):
                raise ValueError(part)
            when = datetime.fromisoformat(moment).astimezone(UTC)
            return cls(int(task), start=when) if part == "start" else cls(int(task), end=when)
        except (ValueError, OverflowError) as fault:
            message = _("This is no move of a task.")
            raise ValidationFailed([Problem(code="bad_move", message=message, value=text[:80])]) from fault

    def write(self) -> str:
        """Return the text that `read` reads."""
        part, moment = ("end", self.end) if self.end else ("start", self.start)
        return f"{self.task}:{part}:{moment.isoformat() if moment else ''}"


@dataclass(frozen=True, slots=True)
class Replanned:
    """A plan with moves in it that are not saved: the network as it would be, and the tasks that would change."""

    plan: ProjectPlan
    network: Network
    changed: Mapping[int, Work]


def look_ahead(project: int, moves: Sequence[Move], *, actor: Actor) -> Replanned:
    """Return what moves, one after another, would make of the plan; raises NotFound, AccessDenied, ValidationFailed."""
    plan = project_plan(project, actor=actor)
    if not plan.is_changeable:
        raise AccessDenied(section="projects", ids=[project])
    network = plan.network
    for move in moves:
        network = replanned(network, {move.task: _moved(move, network, plan)}, plan.hours_of)
    changed = {
        task: work
        for task, work in network.works.items()
        if (work.start, work.end, work.length) != _dates(plan.network.works[task])
    }
    return Replanned(plan, network, changed)


def replan(project: int, moves: Sequence[Move], versions: Mapping[int, int], *, actor: Actor) -> list[int]:
    """Save what moves make of the plan; return the tasks that changed.

    `versions` are those that the person saw. Raises StaleRecord when one of them moved on, Conflict when the plan
    changed otherwise meanwhile, and what `look_ahead` and the door raise; then nothing is changed.
    """
    ahead = look_ahead(project, moves, actor=actor)
    if not ahead.changed.keys() <= versions.keys():
        raise Conflict(_("Somebody has changed the plan meanwhile."), section="projects", id=project)
    changes = [
        door.Change(
            id=task,
            values={"planned_start": work.start, "planned_end": work.end, "duration": work.length // MINUTE},
            version=versions[task],
        )
        for task, work in sorted(ahead.changed.items())
    ]
    return door.change("tasks", changes, actor=actor)


def _dates(work: Work) -> tuple[datetime | None, datetime | None, timedelta]:
    return work.start, work.end, work.length


def _moved(move: Move, network: Network, plan: ProjectPlan) -> Work:
    work = network.works.get(move.task)
    if work is None or work.start is None or work.end is None:
        message = _("There is no such task in the plan.")
        raise ValidationFailed([Problem(code="unknown_task", message=message, value=move.task)])
    if work.done_at is not None:
        message = _("What is done is not planned any more.")
        raise ValidationFailed([Problem(code="task_is_done", message=message, value=move.task)])
    hours = plan.hours_of(work.owner)
    if move.end is not None:
        length = max(hours.between(work.start, move.end), SHORTEST)
        return replace(work, length=min(length, LONGEST))
    if move.start is None or work.started_at is not None:
        message = _("The task has begun: only its end can be moved.")
        raise ValidationFailed([Problem(code="task_has_begun", message=message, value=move.task)])
    return replace(work, start=begin_of(move.start, hours))
