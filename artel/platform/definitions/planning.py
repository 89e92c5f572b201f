"""Plan: what a set of documents would change. Pure reading; nothing is written here.

Absence never deletes: a document that a pack no longer ships stays until it is retired by a tombstone
(`is_retired`). The whole configuration that would result is checked, not only what changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.checking import check_documents
from artel.platform.definitions.current import read_revision, stored_documents
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import definition_kinds, load_kinds, problem
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.sections.spec import Snapshot


class StepAction(StrEnum):
    """What happens to one document."""

    ADD = "add"
    CHANGE = "change"
    RETIRE = "retire"
    REVIVE = "revive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One document's change; `before` and `after` are bodies, None where there is none."""

    action: StepAction
    document: Document
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    def __str__(self) -> str:
        sign = {"add": "+", "change": "~", "retire": "-", "revive": "+"}[self.action]
        return f"{sign} {self.document.kind} {self.document.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Steps in order of dependency, and all problems of the configuration that would result.

    `base` is the revision it was planned on: an apply refuses when another came in between.
    """

    base: int
    steps: tuple[Step, ...]
    problems: tuple[DefinitionProblem, ...] = ()
    documents: tuple[Document, ...] = field(default=(), repr=False)
    before: Snapshot | None = field(default=None, repr=False)
    after: Snapshot | None = field(default=None, repr=False)

    @property
    def is_empty(self) -> bool:
        """True when applying would change nothing."""
        return not self.steps


IMMUTABLE = {"field": ("type", "target"), "pipeline": ("section",)}
"""Facts of a document that never change once it is made: the column and its values depend on them."""


def make_plan(documents: Iterable[Document]) -> Plan:
    """Return the plan of bringing `documents` into force on top of what is there. Two queries."""
    load_kinds()
    base = read_revision()
    present = {d.identity: d for d in stored_documents()}
    wanted = list(documents)
    problems = list(_repeated(wanted))
    steps: list[Step] = []
    for document in wanted:
        step = _step(present.get(document.identity), document)
        if step is not None:
            steps.append(step)
            problems.extend(_immutable_problems(step))
    result = {**present, **{s.document.identity: s.document for s in steps}}
    after, found = check_documents(base + 1, tuple(result.values()))
    before, _old = check_documents(base, tuple(present.values()))
    return Plan(
        base=base,
        steps=tuple(sorted(steps, key=_order)),
        problems=(*problems, *found),
        documents=tuple(result.values()),
        before=before,
        after=after,
    )


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
    if present is None:
        return (
            None if wanted.is_retired else Step(action=StepAction.ADD, document=wanted, before=None, after=wanted.body)
        )
    if wanted.is_retired:
        if present.is_retired:
            return None
        return Step(
            action=StepAction.RETIRE, document=replace(wanted, body=present.body), before=present.body, after=None
        )
    if present.is_retired:
        return Step(action=StepAction.REVIVE, document=wanted, before=present.body, after=wanted.body)
    if normal_body(present) == normal_body(wanted):
        return None
    return Step(action=StepAction.CHANGE, document=wanted, before=present.body, after=wanted.body)


def normal_body(document: Document) -> Mapping[str, Any]:
    """Return the body with defaults filled in, so that equal meanings compare equal."""
    kind = definition_kinds.find(document.kind)
    if kind is None:
        return document.body
    try:
        return kind.body.model_validate(document.body).model_dump(mode="json")
    except ValueError:
        return document.body


def _immutable_problems(step: Step) -> Iterable[DefinitionProblem]:
    before, after = step.before, step.after
    for name in IMMUTABLE.get(step.document.kind, ()):
        if before is not None and after is not None and before.get(name) != after.get(name):
            message = _("«%(name)s» can't be changed once made; retire this one and make another.") % {"name": name}
            yield problem(step.document, name, "immutable", message)
