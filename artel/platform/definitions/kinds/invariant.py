"""An invariant: what must always be so of the records of a section, who answers for it, and what mends it.

Of records that `applies` names, `holds` must be true; one that is younger than `within` (working time since the moment
in `since`) has time yet. How they are looked after is told in `artel.platform.automation.invariants`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field, field_validator

from artel.platform.definitions.condition_check import condition_problems
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import DefinitionKind, Labelled, problem, unknown_fields
from artel.platform.definitions.kinds.rules.bodies import ROLE, Action, texts_in
from artel.platform.definitions.kinds.rules.checking import MOMENTS, action_problems
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.labels import Label
from artel.platform.kernel.templates import problems_in
from artel.platform.sections.spec import Kind, SectionSpec, Snapshot

TIME = r"^([1-9][0-9]{0,3}(d|h|min))?$"
OWNER, HEAD = "owner", "head"
"""Whom an alert may go to, besides `role:<key>`: who answers for the record, and the head above him."""


class InvariantBody(Labelled):
    """What must be so. `alert` names whom a new breach is told to, `after` how long until the head hears of it.

    Of records in a stage that ends their pipeline nothing is asked with `open_only`, whatever stages a company has.
    `mend` are actions as rules have them; without `by_itself` they are done when somebody asks for it on the board.
    """

    section: str
    holds: str = Field(min_length=1)
    applies: str = ""
    open_only: bool = False
    within: str = Field(default="", pattern=TIME)
    since: str = "created_at"
    owner: str = "owner"
    alert: tuple[str, ...] = ()
    after: str = Field(default="", pattern=TIME)
    mend: tuple[Action, ...] = Field(default=(), max_length=4)
    by_itself: bool = True
    position: int = 100
    is_paused: bool = False

    @field_validator("mend", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        return [value] if isinstance(value, dict) else value


def check(document: Document, body: InvariantBody, snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """Section, conditions, fields, people and actions fit."""
    spec = snapshot.sections.get(body.section)
    if spec is None or spec.retired:
        message = _("There is no section “%(key)s”.") % {"key": body.section}
        yield problem(document, "section", "unknown_section", message)
        return
    yield from condition_problems(document, "applies", body.applies, spec, snapshot)
    yield from condition_problems(document, "holds", body.holds, spec, snapshot)
    yield from _field_problems(document, body, spec)
    for place, to in enumerate(body.alert):
        if to.removeprefix(ROLE) not in snapshot.roles if to.startswith(ROLE) else to not in (OWNER, HEAD):
            message = _("Alerts go to “owner”, “head” or a role: “%(to)s” is none of them.") % {"to": to}
            yield problem(document, f"alert.{place}", "unknown_person", message)
    for place, action in enumerate(body.mend):
        path = f"mend.{place}"
        yield from action_problems(document, path, action, spec, snapshot)
        for where, text in texts_in(action):
            for found in problems_in(text, spec.fields.keys()):
                yield problem(document, f"{path}.{where}", found.code, found.message)


def _field_problems(document: Document, body: InvariantBody, spec: SectionSpec) -> Iterable[DefinitionProblem]:
    yield from unknown_fields(document, "since", [body.since], spec.fields)
    yield from unknown_fields(document, "owner", [body.owner], spec.fields)
    since, owner = spec.field(body.since), spec.field(body.owner)
    if since is not None and since.kind not in MOMENTS:
        yield problem(document, "since", "no_date", _("“%(key)s” is no date.") % {"key": body.since})
    if owner is not None and owner.kind is not Kind.PERSON:
        yield problem(document, "owner", "no_person", _("“%(key)s” is no person.") % {"key": body.owner})


KIND = DefinitionKind(
    key="invariant", label=Label("Обязательное условие", "Invariant"), body=InvariantBody, check=check, order=75
)
