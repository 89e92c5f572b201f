"""The kind of definition `project_template`: phases and tasks that a project of this sort begins with.

A template speaks of deals: titles and texts may print their fields, conditions ask about them, people in them get
tasks. A task goes to the manager of the project unless its `assignee` says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from django.utils.translation import gettext_lazy as _
from pydantic import Field, field_validator

from artel.platform.definitions.condition_check import condition_problems
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import Body, DefinitionKind, LabelBody, Labelled, definition_kinds, problem
from artel.platform.definitions.kinds.stages.step import (
    KEY,
    AssigneeBody,
    StepBody,
    TemplateBody,
    assignee_problems,
    template_problems,
)
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.labels import Label
from artel.platform.sections.spec import Snapshot
from artel.platform.sections.steps import StepSpec

KIND = "project_template"
SOURCE = "deals"
"""The section of the records that projects come from."""
LENGTH = r"^[0-9]{1,3}[dh]$"
NAME, MANAGER = "_name", "_manager"
"""Keys under which the name of the project and its manager travel as steps; no task may begin with an underscore."""


class PhaseBody(Labelled):
    """A part of the work; its tasks name it by key."""

    key: str = Field(pattern=KEY)


class AfterBody(Body):
    """A predecessor with a pause after it, in working time."""

    task: str
    lag: str = Field(default="0d", pattern=LENGTH)


class TaskBody(Labelled):
    """`duration` is working time: «5d» are five usual days of the company, spent by the calendar of who gets it."""

    key: str = Field(pattern=KEY)
    text: TemplateBody = TemplateBody()
    phase: str = ""
    assignee: AssigneeBody = AssigneeBody()
    duration: str = Field(default="1d", pattern=LENGTH)
    after: tuple[str | AfterBody, ...] = ()
    when: str = ""

    @property
    def predecessors(self) -> tuple[AfterBody, ...]:
        """Return what the task waits for; a bare key is a predecessor without a pause."""
        return tuple(AfterBody(task=each) if isinstance(each, str) else each for each in self.after)

    def step(self) -> StepSpec:
        """Return the task as a step: with whom it goes to, what it is called and when it is needed."""
        return _step(self.key, self.label, self.text, self.assignee, self.when).spec()


class ProjectTemplateBody(Labelled):
    """`name` is what a project is called, `manager` who manages it: the owner of the deal if nothing is said."""

    name: LabelBody
    manager: AssigneeBody = AssigneeBody()
    phases: tuple[PhaseBody, ...] = ()
    tasks: tuple[TaskBody, ...] = Field(min_length=1, max_length=200)

    @field_validator("name", mode="before")
    @classmethod
    def _text_for_both(cls, value: object) -> object:
        return {"ru": value, "en": value} if isinstance(value, str) else value

    def head(self) -> StepSpec:
        """Return the name of the project and its manager as a step."""
        return _step(MANAGER, self.name, TemplateBody(), self.manager, "").spec()

    def links(self, kept: Iterable[str]) -> Iterator[tuple[str, AfterBody]]:
        """Yield (task, predecessor) of the tasks that are `kept`; what waited for one left out waits for its own."""
        chosen = set(kept)
        after = {task.key: task.predecessors for task in self.tasks}
        for key in chosen:
            found: dict[str, AfterBody] = {}
            pending = list(after[key])
            while pending:
                before = pending.pop()
                if before.task in chosen:
                    found.setdefault(before.task, before)
                else:
                    pending += after[before.task]
            yield from ((key, before) for before in found.values())


def _step(key: str, label: LabelBody, text: TemplateBody, assignee: AssigneeBody, when: str) -> StepBody:
    return StepBody.model_construct(key=key, label=label, text=text, assignee=assignee, when=when)


def template_of(key: str, snapshot: Snapshot) -> ProjectTemplateBody | None:
    """Return a template in force, None for a key that names none."""
    body = snapshot.documents.get(KIND, {}).get(key)
    return ProjectTemplateBody.model_validate(body) if body is not None else None


def templates_in(snapshot: Snapshot) -> Mapping[str, ProjectTemplateBody]:
    """Return the templates in force by key."""
    return {
        key: ProjectTemplateBody.model_validate(body) for key, body in sorted(snapshot.documents.get(KIND, {}).items())
    }


def check(document: Document, body: ProjectTemplateBody, snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """Yield everything that does not fit: people, texts, conditions, phases, order."""
    spec = snapshot.section(SOURCE)
    yield from assignee_problems(document, "manager", body.manager, spec, snapshot)
    head = _step(NAME, body.name, TemplateBody(), body.manager, "")
    for found in template_problems(document, "", head, spec, snapshot):
        yield problem(document, "name", found.code, found.message)
    yield from _doubles(document, "phases", [phase.key for phase in body.phases])
    yield from _doubles(document, "tasks", [task.key for task in body.tasks])
    phases, keys = {phase.key for phase in body.phases}, {task.key for task in body.tasks}
    for number, task in enumerate(body.tasks):
        place = f"tasks.{number}"
        step = _step(task.key, task.label, task.text, task.assignee, task.when)
        yield from condition_problems(document, f"{place}.when", task.when, spec, snapshot)
        yield from template_problems(document, place, step, spec, snapshot)
        yield from assignee_problems(document, f"{place}.assignee", task.assignee, spec, snapshot)
        if task.phase and task.phase not in phases:
            message = _("There is no phase “%(key)s” in this template.") % {"key": task.phase}
            yield problem(document, f"{place}.phase", "unknown_phase", message)
        for before in task.predecessors:
            if before.task not in keys:
                message = _("There is no task “%(key)s” in this template.") % {"key": before.task}
                yield problem(document, f"{place}.after", "unknown_task", message)
    yield from _circle(document, body)


def _doubles(document: Document, path: str, keys: list[str]) -> Iterator[DefinitionProblem]:
    for number, key in enumerate(keys):
        if key in keys[:number]:
            message = _("“%(key)s” stands twice.") % {"key": key}
            yield problem(document, f"{path}.{number}", "duplicate_key", message)


def _circle(document: Document, body: ProjectTemplateBody) -> Iterator[DefinitionProblem]:
    waits = {task.key: [before.task for before in task.predecessors] for task in body.tasks}
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as circle:
        names = " → ".join(f"“{key}”" for key in reversed(circle.args[1]))
        message = _("These tasks wait for one another: %(tasks)s.") % {"tasks": names}
        first = next(number for number, task in enumerate(body.tasks) if task.key in circle.args[1])
        yield problem(document, f"tasks.{first}.after", "circle_of_tasks", message)


definition_kinds.add(
    KIND,
    DefinitionKind(
        key=KIND,
        label=Label("Шаблон проекта", "Template of projects"),
        body=ProjectTemplateBody,
        check=check,
        order=65,
    ),
)
