"""Plan: what a set of documents would change. Pure reading; nothing is written here.

Absence never deletes: a document that a pack no longer ships stays until it is retired by a tombstone
(`is_retired`). The whole configuration that would result is checked, not only what changes. A pack's newer word
meets the company's own changes by a merge (`overlays`); what clashes stands in the plan as conflicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from artel.platform.definitions.checking import check_documents
from artel.platform.definitions.consequences.stranding import KIND as PIPELINE
from artel.platform.definitions.consequences.stranding import Moves, Stranded, find_stranded
from artel.platform.definitions.current import read_revision, snapshot_at, stored_documents
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import definition_kinds, load_kinds, problem
from artel.platform.definitions.overlays.resolving import Conflict, Decisions, normal, resolve
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.sections.spec import Snapshot


class StepAction(StrEnum):
    """What happens to one document. REBASE: what is in force stays, the pack's word beneath it or its owner changes."""

    ADD = "add"
    CHANGE = "change"
    RETIRE = "retire"
    REVIVE = "revive"
    REBASE = "rebase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One document's change; `before` and `after` are bodies, None where there is none.

    `document` is what will be stored, `present` what is stored now.
    """

    action: StepAction
    document: Document
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    present: Document | None = field(default=None, repr=False)

    def __str__(self) -> str:
        sign = {"add": "+", "change": "~", "retire": "-", "revive": "+", "rebase": "="}[self.action]
        return f"{sign} {self.document.kind} {self.document.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Steps in order of dependency, and all problems of the configuration that would result.

    `base` is the revision it was planned on: an apply refuses when another came in between. `conflicts` are places
    that nobody has decided; they stand in the way unless the plan `keeps_undecided` ones waiting. So do `stranded`
    records, whose stage goes, without an answer among `moves`.
    """

    base: int
    steps: tuple[Step, ...]
    problems: tuple[DefinitionProblem, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    keeps_undecided: bool = False
    stranded: tuple[Stranded, ...] = ()
    moves: Moves = field(default_factory=dict)
    documents: tuple[Document, ...] = field(default=(), repr=False)
    before: Snapshot | None = field(default=None, repr=False)
    after: Snapshot | None = field(default=None, repr=False)

    @property
    def is_empty(self) -> bool:
        """True when applying would change nothing that is in force, and move no records."""
        is_still = all(step.action is StepAction.REBASE for step in self.steps)
        return is_still and not any(each.target for each in self.stranded)

    @property
    def questions(self) -> tuple[DefinitionProblem, ...]:
        """The stranded records that nobody has said a place for."""
        documents = {d.identity: d for d in self.documents}
        return tuple(each.as_problem(documents) for each in self.stranded if each.target is None)

    def looked_again(self) -> Plan:
        """Return the plan with the records that are stranded now: time has passed since it was made."""
        if self.before is None or self.after is None:
            return self
        came = [
            step.document.key
            for step in self.steps
            if step.document.kind == PIPELINE and step.action in (StepAction.RETIRE, StepAction.REVIVE)
        ]
        return replace(self, stranded=find_stranded(self.before, self.after, came, self.moves))

    @property
    def refusals(self) -> tuple[DefinitionProblem, ...]:
        """All that stands in the way of applying: problems, and what nobody has decided."""
        if self.keeps_undecided:
            return self.problems
        return (*self.problems, *(conflict.as_problem() for conflict in self.conflicts), *self.questions)


IMMUTABLE = {"field": ("type", "target"), "pipeline": ("section",)}
"""Facts of a document that never change once it is made: the column and its values depend on them."""


def make_plan(documents: Iterable[Document], *, decisions: Decisions | None = None, moves: Moves | None = None) -> Plan:
    """Return the plan of bringing `documents` into force on top of what is there.

    `moves` say where records go whose stage goes. Two queries, and one for each section that loses a stage.
    """
    load_kinds()
    decisions = decisions or Decisions()
    base = read_revision()
    present = {d.identity: d for d in stored_documents()}
    wanted = list(documents)
    problems = list(_repeated(wanted))
    steps: list[Step] = []
    conflicts: list[Conflict] = []
    for document in wanted:
        found = resolve(present.get(document.identity), document, decisions)
        conflicts.extend(found.conflicts)
        step = _step(present.get(document.identity), found.document) if found.document else None
        if step is not None:
            steps.append(step)
            problems.extend(_immutable_problems(step))
    # What stays as it is keeps the place where it was written: a problem with it is found there.
    placed = {
        d.identity: replace(present[d.identity], file=d.file, lines=d.lines, places=d.places)
        for d in wanted
        if d.identity in present
    }
    result = {**present, **placed, **{s.document.identity: s.document for s in steps}}
    after, found_wrong = check_documents(base + 1, tuple(result.values()))
    plan = Plan(
        base=base,
        steps=tuple(sorted(steps, key=_order)),
        problems=(*problems, *found_wrong),
        conflicts=tuple(conflicts),
        keeps_undecided=decisions.keeps_undecided,
        moves=moves or {},
        documents=tuple(result.values()),
        before=_in_force(base),
        after=after,
    )
    return plan.looked_again()


def _in_force(revision: int) -> Snapshot | None:
    """Return the snapshot of the revision in force; None when a later version of the product refuses a body in it."""
    try:
        return snapshot_at(revision)
    except ValidationError:
        return None


def _order(step: Step) -> int:
    kind = definition_kinds.find(step.document.kind)
    return kind.order if kind else 0


def _repeated(documents: Sequence[Document]) -> Iterable[DefinitionProblem]:
    seen: set[tuple[str, str]] = set()
    for document in documents:
        if document.identity in seen:
            yield problem(document, "", "duplicate_key", _("This key is declared twice."))
        seen.add(document.identity)


def _step(present: Document | None, wanted: Document) -> Step | None:
    """Return the step from what is stored to what will be; None when they mean the same."""
    if present is None:
        return _made(StepAction.REBASE if wanted.is_retired else StepAction.ADD, None, wanted)
    if wanted.is_retired and not present.is_retired:
        return _made(StepAction.RETIRE, present, wanted)
    if present.is_retired and not wanted.is_retired:
        return _made(StepAction.REVIVE, present, wanted)
    if not wanted.is_retired and normal_body(present) != normal_body(wanted):
        return _made(StepAction.CHANGE, present, wanted)
    is_same_word = _normal_base(present) == _normal_base(wanted) and present.layers == wanted.layers
    return None if is_same_word and present.owner == wanted.owner else _made(StepAction.REBASE, present, wanted)


def _made(action: StepAction, present: Document | None, wanted: Document) -> Step:
    return Step(
        action=action,
        document=wanted,
        before=present.body if present else None,
        after=None if action is StepAction.RETIRE else wanted.body,
        present=present,
    )


def normal_body(document: Document) -> Mapping[str, Any]:
    """Return the body with defaults filled in, so that equal meanings compare equal."""
    return normal(document.kind, document.body)


def _normal_base(document: Document) -> Mapping[str, Any] | None:
    return None if document.base is None else normal(document.kind, document.base)


def _immutable_problems(step: Step) -> Iterable[DefinitionProblem]:
    before, after = step.before, step.after
    for name in IMMUTABLE.get(step.document.kind, ()):
        if before is not None and after is not None and before.get(name) != after.get(name):
            message = _("“%(name)s” can't be changed once made; retire this one and make another.") % {"name": name}
            yield problem(step.document, name, "immutable", message)
