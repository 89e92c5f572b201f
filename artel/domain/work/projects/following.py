"""What a project follows from: its dates and its stage from its tasks; and who is told that he may begin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.db.models.functions import Least
from django.utils import translation
from django.utils.translation import gettext as _

from artel.domain.work.projects.planning import deviation
from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.arrays import any_of
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.notifications.telling import Note, tell, tell_each
from artel.platform.records import door
from artel.platform.sections.pipelines import StageKind
from artel.platform.sections.spec import SectionSpec
from artel.platform.users.models import User
from artel.platform.working_time.calendars import company_hours, hours_of_people

MINUTE = timedelta(minutes=1)
DATES = ("planned_start", "planned_end", "actual_start", "actual_end", "delay")
PLACE = ("id", "owner_id", "pipeline", "stage", "name")


@dataclass(frozen=True, slots=True)
class Sum:
    """What the tasks of a project add up to."""

    tasks: int
    done: int
    planned_start: datetime | None
    planned_end: datetime | None
    started_at: datetime | None
    done_at: datetime | None

    @property
    def is_done(self) -> bool:
        """Return whether everything is done."""
        return self.tasks > 0 and self.done == self.tasks


def follow_tasks(projects: Collection[int], actor: Actor) -> None:
    """Write what the tasks of projects say of them: dates, delay, stage. A constant number of queries, and the door's.

    The projects are locked first: of two colleagues who close the last two tasks at one moment the second closes the
    project.
    """
    spec = current_snapshot().section("projects")
    rows = visible_to(SYSTEM, "projects").filter(id__in=any_of(projects, "bigint")).order_by("id")
    locked = list(rows.select_for_update(of=("self",), no_key=True).values(*PLACE, *DATES))
    sums = _sums([row["id"] for row in locked])
    owners = {row["owner_id"] for row in locked if row["owner_id"] is not None}
    hours, common = hours_of_people(owners, current_snapshot()), company_hours(current_snapshot())
    for row in locked:
        total = sums.get(row["id"])
        if total is None:
            continue
        delay = None
        if total.is_done and total.planned_end and total.done_at:
            delay = deviation(total.planned_end, total.done_at, hours.get(row["owner_id"], common)) // MINUTE
        values: dict[str, object] = {
            "actual_start": total.started_at,
            "actual_end": total.done_at if total.is_done else None,
            "delay": delay,
        }
        if total.planned_start and total.planned_end:
            values |= {"planned_start": total.planned_start, "planned_end": total.planned_end}
        values = {key: value for key, value in values.items() if value != row[key]}
        stage = _stage(spec, row["pipeline"], row["stage"], total)
        if values or stage:
            _write(row["id"], row["owner_id"], str(row["name"]), values, stage, actor)


def _sums(projects: Sequence[int]) -> dict[int, Sum]:
    tasks = visible_to(SYSTEM, "tasks").filter(project_id__in=any_of(projects, "bigint")).order_by()
    rows = tasks.values_list("project_id").annotate(
        tasks=Count("id"),
        done=Count("done_at"),
        planned_start=Min("planned_start"),
        planned_end=Max("planned_end"),
        started_at=Min(Least("started_at", "done_at")),
        done_at=Max("done_at"),
    )
    return {project: Sum(*values) for project, *values in rows}


def _stage(spec: SectionSpec, pipeline_key: str | None, held: str | None, total: Sum) -> str | None:
    """Return the stage that the tasks lead to, None where the project stays. What people stopped stays stopped."""
    pipeline = spec.pipeline(pipeline_key)
    current = pipeline.stage(held) if pipeline and held else None
    if pipeline is None or current is None or current.kind is StageKind.FAILURE:
        return None
    opened = [s.key for s in pipeline.stages if s.kind is StageKind.OPEN]
    running = opened[1] if len(opened) > 1 else next(iter(opened), None)
    if total.is_done:
        wanted = next((s.key for s in pipeline.stages if s.kind is StageKind.SUCCESS), None)
    elif current.kind is StageKind.SUCCESS or (total.started_at and held == opened[0]):
        wanted = running
    else:
        wanted = held
    return wanted if wanted != held else None


def _write(
    project: int, owner: int | None, name: str, values: Mapping[str, object], stage: str | None, actor: Actor
) -> None:
    """Write into a project; where its stage refuses to be left, the dates stand and the manager is told why."""
    system = actor.as_system()
    try:
        with transaction.atomic():
            moved = {**values, "stage": stage} if stage else values
            door.change("projects", [door.Change(id=project, values=moved)], actor=system)
    except ValidationFailed as refused:
        if not stage:
            raise
        if values:
            door.change("projects", [door.Change(id=project, values=values)], actor=system)
        if owner is not None:
            title = _("“%(project)s” could not be moved on by itself") % {"project": name}
            reasons = "; ".join(str(p.message) for p in refused.problems)
            tell(
                [owner], kind="assigned", title=title, text=reasons, section="projects", record_id=project, actor=actor
            )


def tell_successors(done: Sequence[int], actor: Actor) -> None:
    """Tell those whose tasks waited only for these, now done, that they may begin. Three queries."""
    links = visible_to(SYSTEM, "task_links")
    ids = any_of(done, "bigint")
    waiting = links.filter(task_id=OuterRef("task_id")).filter(predecessor__done_at=None, predecessor__trashed_at=None)
    free = (
        links.filter(predecessor_id__in=ids, task__done_at=None, task__trashed_at=None)
        .filter(~Exists(waiting), ~Q(task__owner_id=None))
        .order_by("task_id")
        .values_list("task_id", "task__name", "task__owner_id", "task__project__name")
        .distinct()
    )
    found = list(free)
    languages = dict(User.objects.filter(id__in={row[2] for row in found}).values_list("id", "language"))
    notes = []
    for task, name, owner, project in found:
        with translation.override(languages.get(owner)):
            title = _("You may begin: %(task)s") % {"task": name}
            text = _("Everything it waited for is done. Project: %(project)s.") % {"project": project}
        notes.append(Note(user_id=owner, title=title, text=text, record_id=task))
    if notes:
        tell_each(notes, kind="assigned", section="tasks", actor=actor)


def projects_of(tasks: Collection[int]) -> dict[int, set[int]]:
    """Return project → its tasks among these, trashed ones too."""
    rows = visible_to(SYSTEM, "tasks", include_trashed=True).filter(id__in=any_of(tasks, "bigint"))
    found: dict[int, set[int]] = defaultdict(set)
    for task, project in rows.exclude(project_id=None).order_by().values_list("id", "project_id"):
        found[project].add(task)
    return found
