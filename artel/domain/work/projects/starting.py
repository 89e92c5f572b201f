"""The verb «start projects»: from a template, for many deals at once or for none, for each deal once.

A project, its tasks and their links stand in one transaction. The number of queries depends on the template, not on
how many projects are made of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from artel.domain.work.projects.planning import Link, Network, Work, planned_forward
from artel.domain.work.projects.templates import KIND, SOURCE, ProjectTemplateBody, TaskBody, template_of
from artel.platform.access.policy import require, visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.arrays import any_of
from artel.platform.kernel.errors import NotFound
from artel.platform.kernel.templates import outline, read_template
from artel.platform.kernel.text import clean, clean_line
from artel.platform.process.steps.assignees import Assigning, Given
from artel.platform.process.steps.people import Staff, staff_today
from artel.platform.process.steps.rows import StagedRecords, staged_records
from artel.platform.process.steps.telling import tell_assigned
from artel.platform.process.steps.wording import attention_text
from artel.platform.records import door
from artel.platform.sections.spec import Snapshot
from artel.platform.working_time.allowances import amount_of
from artel.platform.working_time.calendars import company_hours, hours_of_people
from artel.platform.working_time.hours import WorkingHours

PROJECTS, TASKS, LINKS = "projects", "tasks", "task_links"
LONGEST_NAME = 250
MINUTE = timedelta(minutes=1)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """A project of no deal: what it is called, for whom, who manages it (the actor if nobody is named)."""

    name: str
    account: int | None = None
    owner: int | None = None


@dataclass(slots=True)
class _Beginning:
    """One project on its way: the row of its record, who manages it, its tasks with who gets each."""

    record_id: int | None
    row: Row
    manager: Given
    words: Mapping[str, Mapping[str, str]]
    name: str = ""
    account: int | None = None
    tasks: dict[str, Given] = field(default_factory=dict)


def start_for_deals(
    template: str, ids: Sequence[int], *, actor: Actor, begins: datetime | None = None
) -> dict[int, int]:
    """Make the projects of a template for deals that the actor sees; return deal → project, old ones too.

    A deal that has a project of this template keeps it. Raises NotFound for an unknown template, AccessDenied, and
    what the door raises; then nothing is made.
    """
    snapshot, body = _template(template)
    require(actor, PROJECTS, "create")
    with transaction.atomic():
        # Of two that begin the same at once the second finds what the first has made.
        records = visible_to(actor, SOURCE).filter(id__in=any_of(ids, "bigint")).order_by("id")
        held = list(records.select_for_update(of=("self",), no_key=True).values_list("id", flat=True))
        made = _made(template, held)
        wanted = [record_id for record_id in held if record_id not in made]
        if wanted:
            beginnings = list(_of_deals(template, body, wanted, snapshot, actor))
            made |= dict(zip(wanted, _make(template, body, beginnings, snapshot, actor, begins), strict=True))
    return made


def start_free(template: str, free: Free, *, actor: Actor, begins: datetime | None = None) -> int:
    """Make one project of a template that comes from no deal; conditions of its tasks are taken as true.

    Raises NotFound for an unknown template, AccessDenied, and what the door raises.
    """
    snapshot, body = _template(template)
    require(actor, PROJECTS, "create")
    row = {"owner_id": free.owner or actor.user_id, "created_by_id": actor.user_id}
    people = {task.assignee.field for task in body.tasks if task.assignee.field}
    row |= dict.fromkeys((f"{key}_id" for key in people), None)
    staff = staff_today()
    beginning = _Beginning(None, row, Given(row["owner_id"]), {}, name=free.name, account=free.account)
    with transaction.atomic():
        _give_tasks(template, body, [beginning], staff, None)
        return _make(template, body, [beginning], snapshot, actor, begins, staff)[0]


def _template(key: str) -> tuple[Snapshot, ProjectTemplateBody]:
    snapshot = current_snapshot()
    body = template_of(key, snapshot)
    if body is None:
        raise NotFound(template=key)
    return snapshot, body


def _made(template: str, records: Sequence[int]) -> dict[int, int]:
    found = visible_to(SYSTEM, PROJECTS).filter(template=template, deal_id__in=any_of(records, "bigint"))
    return dict(found.order_by().values_list("deal_id", "id"))


def _of_deals(
    template: str, body: ProjectTemplateBody, ids: Sequence[int], snapshot: Snapshot, actor: Actor
) -> Iterator[_Beginning]:
    """Yield what is to be made of deals: their managers, names and tasks with who gets each."""
    spec = snapshot.section(SOURCE)
    head = body.head()
    steps = [head, *(task.step() for task in body.tasks)]
    records = staged_records(spec, snapshot, ids, steps, actor)
    staff = staff_today()
    rows = [records.rows[record_id] for record_id in ids]
    managers = Assigning(staff, f"{KIND}.{template}", "").give(head, rows, TASKS)
    accounts = _accounts(ids)
    found = []
    for record_id, row, manager in zip(ids, rows, managers, strict=True):
        languages = {person.language for person in staff.people.values()} | {"ru"}
        words = {language: records.words(record_id, language) for language in languages}
        beginning = _Beginning(
            record_id, {**row, "owner_id": manager.user_id}, manager, words, account=accounts.get(record_id)
        )
        language = _language(staff, manager.user_id)
        beginning.name = _text(head.label.text(language), words[language]) or body.label.label().text(language)
        found.append(beginning)
    _give_tasks(template, body, found, staff, records)
    yield from found


def _accounts(deals: Sequence[int]) -> dict[int, int | None]:
    records = visible_to(SYSTEM, SOURCE).filter(id__in=any_of(deals, "bigint"))
    return dict(records.order_by().values_list("id", "account_id"))


def _give_tasks(
    template: str,
    body: ProjectTemplateBody,
    beginnings: Sequence[_Beginning],
    staff: Staff,
    records: StagedRecords | None,
) -> None:
    """Say who gets each task that is needed; what an owner gets in a stage, in a project its manager gets."""
    assigning = Assigning(staff, f"{KIND}.{template}", "tasks")
    for task in body.tasks:
        step = task.step()
        needing = [b for b in beginnings if records is None or b.record_id is None or records.holds(b.record_id, step)]
        for beginning, given in zip(needing, assigning.give(step, [b.row for b in needing], TASKS), strict=True):
            beginning.tasks[task.key] = given


def _make(
    template: str,
    body: ProjectTemplateBody,
    beginnings: Sequence[_Beginning],
    snapshot: Snapshot,
    actor: Actor,
    begins: datetime | None,
    staff: Staff | None = None,
) -> list[int]:
    staff = staff or staff_today()
    moment = begins or clock.now()
    people = {given.user_id for b in beginnings for given in b.tasks.values() if given.user_id is not None}
    hours = hours_of_people(people, snapshot)
    common = company_hours(snapshot)

    def hours_of(person: int | None) -> WorkingHours:
        return hours.get(person, common) if person is not None else common

    plans = [_plan(body, b, common, moment, hours_of) for b in beginnings]
    rows = [
        {
            "name": _cut(b.name),
            "owner": b.manager.user_id,
            "account": b.account,
            "deal": b.record_id,
            "template": template,
            "planned_start": min((w.start for w in plan.works.values() if w.start), default=moment),
            "planned_end": max((w.end for w in plan.works.values() if w.end), default=moment),
        }
        for b, plan in zip(beginnings, plans, strict=True)
    ]
    projects = _create(PROJECTS, rows, actor)
    keys = [(place, task) for place, b in enumerate(beginnings) for task in body.tasks if task.key in b.tasks]
    values = [
        _task(body, task, beginnings[place], plans[place].works[body.tasks.index(task)], projects[place], staff)
        for place, task in keys
    ]
    tasks = _create(TASKS, values, actor)
    ids = {(place, task.key): task_id for (place, task), task_id in zip(keys, tasks, strict=True)}
    _create(LINKS, list(_links(body, beginnings, ids, common)), actor)
    given = [(ids[place, task.key], beginnings[place].tasks[task.key]) for place, task in keys]
    tell_assigned(snapshot.section(TASKS), [(i, g.user_id, g.attention) for i, g in given], staff, actor)
    return projects


def _create(section: str, rows: Sequence[Row], actor: Actor) -> list[int]:
    """Make records as the system, on behalf of who began it: he may not have the right to give work to others."""
    found: list[int] = []
    for start in range(0, len(rows), door.MAX_BATCH):
        part = rows[start : start + door.MAX_BATCH]
        found += door.create(section, part, actor=actor.as_system(), given=door.Given.STORED)
    return found


def _plan(body: ProjectTemplateBody, b: _Beginning, common: WorkingHours, moment: datetime, hours_of: Any) -> Network:
    """Return the tasks planned forward; a task's id is its place in the template."""
    places = {task.key: place for place, task in enumerate(body.tasks)}
    works = {
        place: Work(id=place, owner=b.tasks[task.key].user_id, length=amount_of(task.duration, common))
        for place, task in enumerate(body.tasks)
        if task.key in b.tasks
    }
    links = tuple(
        Link(task=places[key], predecessor=places[before.task], lag=amount_of(before.lag, common))
        for key, before in body.links(b.tasks)
    )
    return planned_forward(Network(works, links), moment, hours_of)


def _task(
    body: ProjectTemplateBody, task: TaskBody, b: _Beginning, work: Work, project: int, staff: Staff
) -> dict[str, object]:
    given = b.tasks[task.key]
    language = _language(staff, given.user_id)
    words = b.words.get(language, {})
    parts = [_text(task.text.ru if language == "ru" else task.text.en or task.text.ru, words, is_line=False)]
    if given.attention:
        with translation.override(language):
            parts.insert(0, _("Needs attention: %(why)s.") % {"why": attention_text(given.attention)})
    label = task.label.label().text(language)
    phase = next((p.label.label() for p in body.phases if p.key == task.phase), None)
    values: dict[str, object] = {
        "name": _cut(_text(label, words) or outline(label) or task.key),
        "owner": given.user_id,
        "project": project,
        "phase": phase.text(_language(staff, b.manager.user_id)) if phase else None,
        "planned_start": work.start,
        "planned_end": work.end,
        "due_at": work.end,
        "duration": work.length // MINUTE,
        "account": b.account,
        "about_section": PROJECTS,
        "about_id": project,
    }
    if description := "\n\n".join(part for part in parts if part):
        values["description"] = description
    return values


def _links(
    body: ProjectTemplateBody,
    beginnings: Sequence[_Beginning],
    ids: Mapping[tuple[int, str], int],
    common: WorkingHours,
) -> Iterator[Row]:
    for place, b in enumerate(beginnings):
        for key, before in body.links(b.tasks):
            yield {
                "task": ids[place, key],
                "predecessor": ids[place, before.task],
                "lag": amount_of(before.lag, common) // MINUTE,
            }


def _language(staff: Staff, person: int | None) -> str:
    known = staff.people.get(person) if person is not None else None
    return known.language if known else "ru"


def _text(template: str, words: Mapping[str, str], *, is_line: bool = True) -> str:
    made = read_template(template).render(words)
    return clean_line(made) if is_line else clean(made)


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
