"""An approval: a decision that a stage asks somebody for, and what is wrong with how one is declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from artel.platform.definitions.condition_check import condition_problems
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import LabelBody, Labelled, problem
from artel.platform.definitions.kinds.stages.step import KEY, AssigneeBody, assignee_problems, assignee_spec
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.sections.approvals import ApprovalSpec, Mode
from artel.platform.sections.spec import SectionSpec, Snapshot
from artel.platform.sections.steps import Assigned

if TYPE_CHECKING:
    from artel.platform.definitions.kinds.stages.bodies import PipelineBody, RequirementBody, StageBody

EVERYTHING = "*"


class ApprovalBody(Labelled):
    """A decision by those of `to`; see `sections/approvals.py`. `text` says what to look at."""

    key: str = Field(pattern=KEY)
    text: LabelBody = LabelBody()
    to: tuple[AssigneeBody, ...] = ()
    mode: Mode = Mode.ONE
    when: str = ""
    after: tuple[str, ...] = ()
    limit: str = Field(default="", pattern=r"^([1-9][0-9]{0,2}[dh])?$")
    escalate_to: AssigneeBody | None = None
    approve_to: str = ""
    reject_to: str = ""

    def spec(self) -> ApprovalSpec:
        """Return the value that specs carry."""
        return ApprovalSpec(
            key=self.key,
            label=self.label.label(),
            text=self.text.label(),
            to=tuple(assignee_spec(each) for each in self.to),
            mode=self.mode,
            when=self.when.strip(),
            after=self.after,
            limit=self.limit,
            escalate_to=assignee_spec(self.escalate_to) if self.escalate_to else None,
            approve_to=self.approve_to,
            reject_to=self.reject_to,
        )


def check_approvals(
    document: Document, pipeline: PipelineBody, spec: SectionSpec, snapshot: Snapshot
) -> Iterator[DefinitionProblem]:
    """Yield everything that is wrong with the approvals of a pipeline, and with gates that wait for them."""
    seen: set[str] = set()
    for number, stage in enumerate(pipeline.stages):
        for place, approval in enumerate(stage.approvals):
            path = f"stages.{number}.approvals.{place}"
            if approval.key in seen:
                message = _("The approval “%(key)s” stands twice in this pipeline.") % {"key": approval.key}
                yield problem(document, path, "duplicate_key", message)
            seen.add(approval.key)
            yield from _deciders(document, path, approval, spec, snapshot)
            yield from _ways(document, path, approval, stage, pipeline)
            yield from condition_problems(document, f"{path}.when", approval.when, spec, snapshot)
            steps = {s.key for s in stage.steps}
            for key in approval.after:
                if key not in steps:
                    unknown = _("There is no step “%(key)s” in this stage.") % {"key": key}
                    yield problem(document, f"{path}.after", "unknown_step", unknown)
        for gate in ("enter", "leave"):
            path = f"stages.{number}.{gate}"
            yield from _awaited(document, path, getattr(stage, gate), number, pipeline, is_entering=gate == "enter")


def _deciders(
    document: Document, path: str, approval: ApprovalBody, spec: SectionSpec, snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    if not approval.to:
        yield problem(document, f"{path}.to", "nobody_decides", _("Say who decides."))
    twice = _("The same is asked twice.")
    for number, each in enumerate(approval.to):
        place = f"{path}.to.{number}"
        yield from assignee_problems(document, place, each, spec, snapshot)
        yield from _blind(document, place, each, spec, snapshot)
        if each in approval.to[:number]:
            yield problem(document, place, "asked_twice", twice)
    if approval.escalate_to is None:
        return
    place = f"{path}.escalate_to"
    yield from assignee_problems(document, place, approval.escalate_to, spec, snapshot)
    yield from _blind(document, place, approval.escalate_to, spec, snapshot)
    if not approval.limit:
        message = _("It is never late: give it a limit, or nobody to escalate to.")
        yield problem(document, place, "no_limit", message)
    elif approval.escalate_to in approval.to:
        yield problem(document, place, "asked_twice", twice)


def _blind(
    document: Document, path: str, given: AssigneeBody, spec: SectionSpec, snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    """Who decides must be able to see what he decides on."""
    role = snapshot.roles.get(given.role) if given.to is Assigned.ROLE else None
    if role is not None and "read" not in role.sections.get(spec.key, role.sections.get(EVERYTHING, ())):
        message = _("The role “%(role)s” does not see the records of “%(section)s”: it can't decide on them.")
        yield problem(document, path, "decides_unseen", message % {"role": role.label, "section": spec.label})


def _ways(
    document: Document, path: str, approval: ApprovalBody, stage: StageBody, pipeline: PipelineBody
) -> Iterable[DefinitionProblem]:
    keys = {s.key for s in pipeline.stages}
    for part in ("approve_to", "reject_to"):
        wanted = getattr(approval, part)
        if not wanted:
            continue
        if wanted not in keys:
            message = _("There is no stage “%(key)s”.") % {"key": wanted}
            yield problem(document, f"{path}.{part}", "unknown_stage", message)
        elif wanted == stage.key:
            same = _("The record stands in “%(key)s” already: leave this empty if it shall stay.") % {"key": wanted}
            yield problem(document, f"{path}.{part}", "same_stage", same)
        elif stage.to and wanted not in stage.to:
            no_way = _("No way leads to “%(key)s” from here: add it to `to`.") % {"key": wanted}
            yield problem(document, f"{path}.{part}", "no_such_way", no_way)
    if approval.approve_to and approval.approve_to == approval.reject_to:
        both = _("Both decisions lead to the same stage.")
        yield problem(document, f"{path}.reject_to", "same_stage", both)


def _awaited(
    document: Document,
    path: str,
    gate: Sequence[RequirementBody],
    number: int,
    pipeline: PipelineBody,
    *,
    is_entering: bool,
) -> Iterable[DefinitionProblem]:
    """A gate can wait only for an approval that was asked for before."""
    opened = {a.key: n for n, s in enumerate(pipeline.stages) for a in s.approvals}
    for place, requirement in enumerate(gate):
        key = requirement.approval
        if not key:
            continue
        here = f"{path}.{place}.approval"
        if key not in opened:
            message = _("No stage of this pipeline asks for the approval “%(key)s”.") % {"key": key}
            yield problem(document, here, "unknown_approval", message)
        elif opened[key] > number or (is_entering and opened[key] == number):
            late = _("The approval “%(key)s” is asked for only later: nothing gets through here.") % {"key": key}
            yield problem(document, here, "approval_comes_later", late)
