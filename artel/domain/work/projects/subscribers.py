"""What follows from changes of tasks for their projects, and from the end of projects for their tasks."""

from __future__ import annotations

from collections.abc import Iterable

from artel.domain.work.projects.following import follow_tasks, projects_of, tell_successors
from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.arrays import any_of
from artel.platform.kernel.events import RecordsChanged, RecordsCreated, RecordsRestored, RecordsTrashed, subscribe
from artel.platform.records import door

TELLING = frozenset({"project", "planned_start", "planned_end", "started_at", "done_at"})
"""Fields of a task that its project follows."""


@subscribe(RecordsCreated)
def follow_new_tasks(event: RecordsCreated) -> None:
    """A project follows tasks that are added to it."""
    if event.section == "tasks":
        follow_tasks_of((c.after.get("project") for c in event.changes), event)


@subscribe(RecordsChanged)
def follow_changed_tasks(event: RecordsChanged) -> None:
    """A project follows the plan and the fact of its tasks; who waited for a task that is done is told."""
    if event.section != "tasks":
        return
    touched = [c for c in event.changes if TELLING & c.after.keys()]
    projects = projects_of([c.record_id for c in touched]) if touched else {}
    left = (c.before.get("project") for c in touched if "project" in c.after)
    follow_tasks_of([*projects, *left], event)
    done = [c.record_id for c in touched if c.after.get("done_at") and not c.before.get("done_at")]
    concerned = set().union(*projects.values()) if projects else set()
    if waiting := sorted(concerned & set(done)):
        tell_successors(waiting, event.actor)


@subscribe(RecordsTrashed)
def go_with_the_project(event: RecordsTrashed) -> None:
    """Open tasks of a project go to the trash with it; a project follows those that stay."""
    if event.section == "tasks":
        follow_tasks_of(projects_of(event.record_ids), event)
    elif event.section == "projects":
        tasks = visible_to(SYSTEM, "tasks").filter(project_id__in=any_of(event.record_ids, "bigint"), done_at=None)
        if opened := list(tasks.order_by("id").values_list("id", flat=True)):
            door.trash("tasks", opened, actor=event.actor.as_system())


@subscribe(RecordsRestored)
def come_back_with_the_project(event: RecordsRestored) -> None:
    """Open tasks come back with their project."""
    if event.section == "tasks":
        follow_tasks_of(projects_of(event.record_ids), event)
    elif event.section == "projects":
        tasks = visible_to(SYSTEM, "tasks", only_trashed=True)
        tasks = tasks.filter(project_id__in=any_of(event.record_ids, "bigint"), done_at=None)
        if gone := list(tasks.order_by("id").values_list("id", flat=True)):
            door.restore("tasks", gone, actor=event.actor.as_system())


def follow_tasks_of(
    projects: Iterable[object], event: RecordsCreated | RecordsChanged | RecordsTrashed | RecordsRestored
) -> None:
    """Let the projects that are named follow their tasks."""
    if ids := {int(str(project)) for project in projects if project is not None}:
        follow_tasks(ids, event.actor)
