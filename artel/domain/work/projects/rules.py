"""What follows by itself when tasks of projects and their links are written, and what can't be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import cast

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from artel.domain.work.projects.planning import Link, Network, Work, begin_of, end_of
from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.arrays import any_of
from artel.platform.records.drafts import Batch, Draft
from artel.platform.records.rules import derive
from artel.platform.working_time.calendars import company_hours, hours_of_people
from artel.platform.working_time.hours import WorkingHours

MINUTE = timedelta(minutes=1)


def settle_plan(batch: Batch) -> None:
    """Start, end and length of a plan agree, the deadline is the planned end; a fact has its beginning.

    Two queries for the whole batch at most, none for tasks of no project.
    """
    _refuse_moving_out(batch)
    planned = [d for d in batch.drafts if d.get("planned_start") is not None and d.get("project")]
    changed = [d for d in planned if any(d.is_changing(k) for k in ("planned_start", "planned_end", "duration"))]
    if changed:
        people = {int(str(d.get("owner"))) for d in changed if d.get("owner")}
        known, common = hours_of_people(people, batch.snapshot), company_hours(batch.snapshot)
        for draft in changed:
            owner = draft.get("owner")
            _settle_dates(draft, known[int(str(owner))] if owner else common)
    for draft in batch.drafts:
        if draft.is_changing("planned_end") and draft.get("project") and "due_at" not in draft.written:
            draft.set("due_at", draft.get("planned_end"))
    _settle_fact(batch)


def _settle_dates(draft: Draft, hours: WorkingHours) -> None:
    start, end, minutes = draft.get("planned_start"), draft.get("planned_end"), draft.get("duration")
    if not isinstance(start, datetime):
        return
    if draft.is_changing("planned_start"):
        start = begin_of(start, hours)
        draft.set("planned_start", start)
    if isinstance(end, datetime) and draft.is_changing("planned_end") and end < start:
        draft.refuse("planned_end", "ends_before_start", _("The plan ends before it starts."))
    elif isinstance(end, datetime) and draft.is_changing("planned_end"):
        if not draft.is_changing("duration"):
            draft.set("duration", hours.between(start, end) // MINUTE)
    elif isinstance(minutes, int):
        draft.set("planned_end", end_of(start, minutes * MINUTE, hours))
    else:
        draft.set("planned_end", start)


def _settle_fact(batch: Batch) -> None:
    """A task of a project that is done has begun: as planned, or when its predecessors let it, unless somebody says."""
    for draft in batch.drafts:
        started, done = draft.get("started_at"), draft.get("done_at")
        is_written = draft.is_changing("started_at") or draft.is_changing("done_at")
        if is_written and isinstance(started, datetime) and isinstance(done, datetime) and done < started:
            field = "done_at" if "done_at" in draft.written else "started_at"
            draft.refuse(field, "ends_before_start", _("The task ends before it starts."))
    closing = [d for d in batch.drafts if d.is_changing("done_at") and d.get("project") and d.get("started_at") is None]
    closing = [d for d in closing if isinstance(d.get("done_at"), datetime)]
    if closing:
        ready = ready_since([int(str(d.id)) for d in closing if d.id is not None])
        for draft in closing:
            done = cast(datetime, draft.get("done_at"))
            draft.set("started_at", usual_start(draft.get("planned_start"), ready.get(draft.id or 0), done))


def usual_start(planned: object, ready: datetime | None, done: datetime) -> datetime:
    """Return when a task began of which nobody says so: as planned, not before it could, not after its end."""
    known = [moment for moment in (planned, ready) if isinstance(moment, datetime)]
    return min(max(known, default=done), done)


def ready_since(tasks: Sequence[int]) -> dict[int, datetime]:
    """Return when the last of their predecessors was done: task → moment; those without any are left out. One query."""
    links = visible_to(SYSTEM, "task_links").filter(task_id__in=any_of(tasks, "bigint"))
    links = links.filter(predecessor__done_at__isnull=False).order_by().values_list("task_id")
    return dict(links.annotate(ready=Max("predecessor__done_at")))


def _refuse_moving_out(batch: Batch) -> None:
    """A task that is linked with others of its project stays there."""
    moved = {int(str(d.id)): d for d in batch.drafts if not batch.is_create and d.is_changing("project")}
    if not moved:
        return
    for task in _linked(moved):
        draft = moved[task]
        draft.refuse(
            "project", "linked_tasks", _("The task waits for others of its project: take its links away first.")
        )


def _linked(tasks: Mapping[int, Draft]) -> set[int]:
    links = visible_to(SYSTEM, "task_links")
    ids = any_of(tasks, "bigint")
    after = links.filter(task_id__in=ids).order_by().values_list("task_id", flat=True)
    before = links.filter(predecessor_id__in=ids).order_by().values_list("predecessor_id", flat=True)
    return set(after.union(before))


@derive("task_links")
def link_rules(batch: Batch) -> None:
    """A link joins two tasks of one project and closes no circle.

    The projects are locked first, so that of two links that would close a circle together the second is refused.
    """
    drafts = [d for d in batch.drafts if d.get("task") and d.get("predecessor")]
    drafts = [d for d in drafts if batch.is_create or d.is_changing("task") or d.is_changing("predecessor")]
    if not drafts:
        return
    ends = {int(str(d.get(key))) for d in drafts for key in ("task", "predecessor")}
    tasks = visible_to(SYSTEM, "tasks", include_trashed=True).filter(id__in=any_of(ends, "bigint"))
    projects = dict(tasks.order_by().values_list("id", "project_id"))
    concerned = {project for project in projects.values() if project is not None}
    locked = visible_to(SYSTEM, "projects", include_trashed=True).filter(id__in=any_of(concerned, "bigint"))
    list(locked.order_by("id").select_for_update(of=("self",), no_key=True).values_list("id"))
    by_project: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        task, before = (projects.get(int(str(draft.get(key)))) for key in ("task", "predecessor"))
        if draft.get("task") == draft.get("predecessor"):
            draft.refuse("predecessor", "waits_for_itself", _("A task can't wait for itself."))
        elif task is None or task != before:
            draft.refuse("predecessor", "another_project", _("Only tasks of one project wait for one another."))
        else:
            by_project[task].append(draft)
    _refuse_circles(by_project)


def _refuse_circles(by_project: Mapping[int, Sequence[Draft]]) -> None:
    known: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    links = visible_to(SYSTEM, "task_links").filter(task__project_id__in=any_of(by_project, "bigint"))
    for project, *link in links.order_by("id").values_list("task__project_id", "id", "task_id", "predecessor_id"):
        known[project].append((link[0], link[1], link[2]))
    for project, drafts in by_project.items():
        changing = {draft.id for draft in drafts if draft.id is not None}
        joined = [Link(task=t, predecessor=p) for i, t, p in known[project] if i not in changing]
        joined += [Link(task=int(str(d.get("task"))), predecessor=int(str(d.get("predecessor")))) for d in drafts]
        ids = {end for link in joined for end in (link.task, link.predecessor)}
        circle = Network({i: Work(id=i) for i in ids}, tuple(joined)).circle()
        pairs = {pair for one, other in pairwise(circle) for pair in ((one, other), (other, one))}
        for draft in drafts:
            if (draft.get("task"), draft.get("predecessor")) in pairs:
                message = _("This would close a circle: the tasks would wait for one another.")
                draft.refuse("predecessor", "circle_of_tasks", message)
