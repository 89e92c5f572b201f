"""The plan of a project as somebody sees it: tasks by phases, what waits for what, how everything stands now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from artel.domain.work.projects.planning import HoursOf, Link, Network, Outlook, Work, deviation, outlook
from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import NotFound
from artel.platform.working_time.calendars import company_hours, hours_of_people
from artel.platform.working_time.hours import WorkingHours

MOST_TASKS = 1000
MINUTE = timedelta(minutes=1)
TASK = ("id", "name", "version", "owner_id", "owner__name", "phase", "duration")
DATES = ("planned_start", "planned_end", "started_at", "done_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A task in the plan; `outlook` is None while it has no planned dates."""

    id: int
    name: str
    version: int
    owner: str
    phase: str
    work: Work
    outlook: Outlook | None

    @property
    def is_done(self) -> bool:
        """Return whether the task is closed."""
        return self.work.done_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A phase, or the whole: planned and actual or expected ends of its rows, and the deviation of the end."""

    name: str
    rows: tuple[Row, ...]
    start: datetime | None
    end: datetime | None
    fact_start: datetime | None
    fact_end: datetime | None
    deviation: timedelta

    @property
    def is_done(self) -> bool:
        """Return whether everything in it is done."""
        return bool(self.rows) and all(row.is_done for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectPlan:
    """The plan of a project at `now`. `phases` stand in the order in which they begin."""

    id: int
    name: str
    version: int
    is_changeable: bool
    whole: Stretch
    phases: tuple[Stretch, ...]
    network: Network
    hours_of: HoursOf
    now: datetime

    @property
    def rows(self) -> dict[int, Row]:
        """Return the tasks by id."""
        return {row.id: row for row in self.whole.rows}


def project_plan(project_id: int, *, actor: Actor) -> ProjectPlan:
    """Return the plan of a project with the tasks that the actor sees; raises NotFound. Five queries."""
    project = visible_to(actor, "projects").filter(id=project_id).values("id", "name", "version", "owner_id").first()
    if project is None:
        raise NotFound(section="projects", id=project_id)
    may_change = visible_to(actor, "projects", operation="change").filter(id=project_id).exists()
    records = visible_to(actor, "tasks").filter(project_id=project_id).order_by("planned_start", "id")
    tasks = list(records.values(*TASK, *DATES)[:MOST_TASKS])
    links = visible_to(actor, "task_links").filter(task__project_id=project_id).order_by("id")
    joined = tuple(
        Link(task=task, predecessor=before, lag=(lag or 0) * MINUTE)
        for task, before, lag in links.values_list("task_id", "predecessor_id", "lag")
    )
    works = {task["id"]: _work(task) for task in tasks}
    people = {work.owner for work in works.values() if work.owner is not None}
    hours = hours_of_people(people | ({project["owner_id"]} - {None}), current_snapshot())
    return _seen(project, tasks, Network(works, joined), hours, may_change)


def _work(task: Mapping[str, object]) -> Work:
    """Return a task for planning; a length that nobody gave is none."""
    found = {key: task[name] for key, name in zip(("start", "end", "started_at", "done_at"), DATES, strict=True)}
    length = int(str(task["duration"] or 0)) * MINUTE
    return Work(id=int(str(task["id"])), owner=task["owner_id"], length=length, **found)  # type: ignore[arg-type]


def _seen(
    project: Mapping[str, object],
    tasks: list[dict[str, object]],
    network: Network,
    hours: Mapping[int, WorkingHours],
    may_change: bool,  # noqa: FBT001
) -> ProjectPlan:
    now, common = clock.now(), company_hours(current_snapshot())

    def hours_of(person: int | None) -> WorkingHours:
        return hours.get(person, common) if person is not None else common

    standing = outlook(network, now, hours_of)
    rows = [
        Row(
            id=(work := network.works[int(str(task["id"]))]).id,
            name=str(task["name"]),
            version=int(str(task["version"])),
            owner=str(task["owner__name"] or ""),
            phase=str(task["phase"] or ""),
            work=work,
            outlook=standing.get(work.id),
        )
        for task in tasks
    ]
    whose = hours_of(project["owner_id"])  # type: ignore[arg-type]
    by_phase: dict[str, list[Row]] = {}
    for row in rows:
        by_phase.setdefault(row.phase, []).append(row)
    return ProjectPlan(
        id=int(str(project["id"])),
        name=str(project["name"]),
        version=int(str(project["version"])),
        is_changeable=may_change,
        whole=stretch("", rows, whose),
        phases=tuple(stretch(name, held, whose) for name, held in by_phase.items()),
        network=network,
        hours_of=hours_of,
        now=now,
    )


def stretch(name: str, rows: list[Row], hours: WorkingHours) -> Stretch:
    """Return what rows come to together; the deviation is that of the last end, by the manager's hours."""
    seen = [row.outlook for row in rows if row.outlook is not None]
    begun = [row.outlook.start for row in rows if row.outlook and (row.is_done or row.work.started_at)]
    start = min((row.work.start for row in rows if row.work.start), default=None)
    end = max((row.work.end for row in rows if row.work.end), default=None)
    fact_end = max((each.end for each in seen), default=None)
    return Stretch(
        name=name,
        rows=tuple(rows),
        start=start,
        end=end,
        fact_start=min(begun, default=None),
        fact_end=fact_end,
        deviation=deviation(end, fact_end, hours) if end and fact_end else timedelta(0),
    )
