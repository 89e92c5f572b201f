"""A step: an activity that a stage creates when a record enters it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from artel.platform.definitions.condition_check import condition_problems
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import Body, LabelBody, Labelled, problem
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.labels import Label
from artel.platform.kernel.templates import names_in, problems_in
from artel.platform.sections.spec import Kind, SectionSpec, Snapshot
from artel.platform.sections.steps import (
    RESULT,
    Assigned,
    AssigneeSpec,
    OutcomeSpec,
    Share,
    StepSpec,
    section_of_step,
)

KEY = r"^[a-z0-9][a-z0-9_]{0,47}$"
GIVEN = frozenset({"name", "description", "owner", "due_at", "about_section", "about_id", "account", "contact"})
"""Fields of an activity that a step fills, or that follow from the record it is about."""
LANGUAGES = ("ru", "en")


class TemplateBody(Body):
    """A longer text in both languages, with fields of the record in it."""

    ru: str = Field(default="", max_length=4000)
    en: str = Field(default="", max_length=4000)


class AssigneeBody(Body):
    """Whom a step goes to. `field` names a field of a person, `role` a role whose people `share` the work."""

    to: Assigned = Assigned.OWNER
    field: str = ""
    role: str = ""
    share: Share = Share.LEAST_LOADED


class OutcomeBody(Body):
    """One way in which a step may end: a value of the activity's result."""

    key: str = Field(pattern=KEY)
    label: LabelBody = LabelBody()


class AfterOutcomeBody(Body):
    """The end of another step that calls for this one."""

    step: str
    outcome: str


class StepBody(Labelled):
    """`due` counts working days or hours of whoever gets it. Without `after` it is made on entering the stage."""

    key: str = Field(pattern=KEY)
    text: TemplateBody = TemplateBody()
    section: str = ""
    assignee: AssigneeBody = AssigneeBody()
    due: str = Field(default="1d", pattern=r"^[0-9]{1,3}[dh]$")
    required: bool = False
    when: str = ""
    after: tuple[str, ...] = ()
    outcomes: tuple[OutcomeBody, ...] = ()
    on_outcome: AfterOutcomeBody | None = None

    def spec(self) -> StepSpec:
        """Return the value that specs carry."""
        on = self.on_outcome
        return StepSpec(
            key=self.key,
            label=self.label.label(),
            text=Label(ru=self.text.ru, en=self.text.en),
            section=self.section,
            assignee=assignee_spec(self.assignee),
            due=self.due,
            required=self.required,
            when=self.when,
            after=self.after,
            outcomes=tuple(OutcomeSpec(key=o.key, label=o.label.label()) for o in self.outcomes),
            on=(on.step, on.outcome) if on else None,
        )


def assignee_spec(body: AssigneeBody) -> AssigneeSpec:
    """Return the value of how somebody is named."""
    return AssigneeSpec(to=body.to, field=body.field, role=body.role, share=body.share)


def check_steps(
    document: Document, path: str, steps: Sequence[StepBody], spec: SectionSpec, snapshot: Snapshot
) -> Iterator[DefinitionProblem]:
    """Yield everything that is wrong with the steps of one stage; `path` is that of the list."""
    keys = [step.key for step in steps]
    for number, step in enumerate(steps):
        place = f"{path}.{number}"
        if step.key in keys[:number]:
            message = _("The step “%(key)s” stands twice.") % {"key": step.key}
            yield problem(document, place, "duplicate_key", message)
        yield from condition_problems(document, f"{place}.when", step.when, spec, snapshot)
        yield from template_problems(document, place, step, spec, snapshot)
        yield from assignee_problems(document, f"{place}.assignee", step.assignee, spec, snapshot)
        yield from _order_problems(document, place, step, {s.key: s for s in steps})
        yield from _activity_problems(document, place, step.spec(), snapshot)
    yield from _circles(document, path, steps)


def template_problems(
    document: Document, place: str, step: StepBody, spec: SectionSpec, snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    """Yield what the title and the text say that no record has, or that some of their readers may not see."""
    known = {f.key for f in spec.shown_fields if not f.holds_files}
    hiding = {
        key: role.label
        for role in snapshot.roles.values()
        for key, rule in role.fields.get(spec.key, {}).items()
        if rule == "hidden"
    }
    for part, texts in (("label", step.label), ("text", step.text)):
        for language in LANGUAGES:
            where = f"{place}.{part}.{language}"
            for found in problems_in(getattr(texts, language), known):
                yield problem(document, where, found.code, found.message)
            yield from _hidden(document, where, getattr(texts, language), hiding)


def _hidden(document: Document, where: str, text: str, hiding: Mapping[str, Label]) -> Iterable[DefinitionProblem]:
    """A title is read by whoever sees the activity: what some role may not see can't stand in it."""
    for key in sorted(names_in(text) & hiding.keys()):
        message = _("The field “%(key)s” is hidden from the role “%(role)s”, who may read this text.")
        yield problem(document, where, "hidden_field", message % {"key": key, "role": hiding[key]})


def assignee_problems(
    document: Document, path: str, given: AssigneeBody, spec: SectionSpec, snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    """Yield what is wrong with whom work is given to; `path` is that of the assignee."""
    for part, said, needed in (("field", given.field, Assigned.FIELD), ("role", given.role, Assigned.ROLE)):
        if bool(said) != (given.to is needed):
            message = _("“%(part)s” goes together with “to: %(to)s”, and only with it.")
            yield problem(document, f"{path}.{part}", "bad_assignee", message % {"part": part, "to": needed.value})
    field = spec.field(given.field)
    if given.field and field is None:
        unknown = _("There is no field “%(key)s” in this section.")
        yield problem(document, f"{path}.field", "unknown_field", unknown % {"key": given.field})
    elif field is not None and field.kind is not Kind.PERSON:
        other = _("“%(key)s” is no field of a person.")
        yield problem(document, f"{path}.field", "not_a_person", other % {"key": given.field})
    if given.role and given.role not in snapshot.roles:
        nobody = _("There is no role “%(key)s”.")
        yield problem(document, f"{path}.role", "unknown_role", nobody % {"key": given.role})


def _order_problems(
    document: Document, place: str, step: StepBody, steps: dict[str, StepBody]
) -> Iterable[DefinitionProblem]:
    unknown = _("There is no step “%(key)s” in this stage.")
    for key in step.after:
        if key not in steps:
            yield problem(document, f"{place}.after", "unknown_step", unknown % {"key": key})
    if step.on_outcome is None:
        return
    path, before = f"{place}.on_outcome", steps.get(step.on_outcome.step)
    if before is None:
        yield problem(document, path, "unknown_step", unknown % {"key": step.on_outcome.step})
    elif step.on_outcome.outcome not in {o.key for o in before.outcomes}:
        message = _("The step “%(step)s” has no outcome “%(key)s”.")
        words = {"step": before.key, "key": step.on_outcome.outcome}
        yield problem(document, path, "unknown_outcome", message % words)


def _activity_problems(
    document: Document, place: str, step: StepSpec, snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    section = section_of_step(step, snapshot.sections.values())
    if section is None:
        none = _("“%(key)s” is no section of activities.")
        yield problem(document, f"{place}.section", "not_activities", none % {"key": step.section})
        return
    for field in section.shown_fields:
        if field.required and not field.system and field.default is None and field.key not in GIVEN:
            lacking = _("“%(section)s” requires the field “%(field)s”, which a step does not fill.")
            words = {"section": section.label, "field": field.label}
            yield problem(document, f"{place}.section", "step_lacks_field", lacking % words)
    result = section.field(RESULT)
    offered = snapshot.choices(result) if result else {}
    for outcome in step.outcomes:
        if outcome.key not in offered:
            unknown = _("“%(key)s” is no result of “%(section)s”: add it to the list of results first.")
            told = {"key": outcome.key, "section": section.label}
            yield problem(document, f"{place}.outcomes", "unknown_result", unknown % told)


def _circles(document: Document, path: str, steps: Sequence[StepBody]) -> Iterable[DefinitionProblem]:
    """Yield a problem for each step that waits for itself."""
    waits = {step.key: step.spec().before for step in steps}
    for number, step in enumerate(steps):
        seen: set[str] = set()
        pending = list(waits[step.key])
        while pending:
            key = pending.pop()
            if key not in seen:
                seen.add(key)
                pending += waits.get(key, ())
        if step.key in seen:
            message = _("The step “%(key)s” waits for itself.") % {"key": step.key}
            yield problem(document, f"{path}.{number}", "circle_of_steps", message)
