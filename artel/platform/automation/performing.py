"""How an action is performed: what it is given, what it answers, how it refuses. The actions themselves: `acts/`."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from jinja2 import TemplateError

from artel.platform.automation import acts as folder
from artel.platform.automation.matching import Met, Reading
from artel.platform.automation.specs import Rule
from artel.platform.definitions.kinds.rules.bodies import Action, FormulaBody, Values
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import Problem, ValidationFailed
from artel.platform.kernel.registry import Registry
from artel.platform.kernel.templates import read_template
from artel.platform.sections.spec import SectionSpec, Snapshot

Done = Mapping[int, Mapping[str, Any]]
"""Record → what the action did for it, as the log keeps it."""
BY_CONSTRAINT = "constraint"
"""In the data of a problem that the database found: it does not say of which record."""


class Refused(Exception):
    """An action can't be done; `records` says why for those that are to blame, empty when it is not known which."""

    def __init__(self, records: Mapping[int, str], reason: str) -> None:
        """`reason` holds for all when nobody is named."""
        super().__init__(reason)
        self.records = records
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """One action of a rule for all records that it concerns. `number` is its place among the actions, from 0."""

    rule: Rule
    number: int
    reading: Reading
    met: Sequence[Met]
    actor: Actor
    moment: datetime

    @property
    def section(self) -> SectionSpec:
        """The section of the records."""
        return self.reading.section

    @property
    def snapshot(self) -> Snapshot:
        """The configuration in force."""
        return self.reading.snapshot

    def text(self, template: str, met: Met, language: str) -> str:
        """Return a text with the record's values in it; raises Refused."""
        try:
            return read_template(template).render(met.words(self.reading, language))
        except (TemplateError, TypeError, ValueError) as fault:
            raise Refused({met.id: str(fault)}, str(fault)) from fault

    def row(self, values: Values, met: Met) -> dict[str, object]:
        """Return values as the door takes them."""
        return {key: self._value(value, met) for key, value in values.items()}

    def _value(self, value: object, met: Met) -> object:
        if isinstance(value, FormulaBody):
            return met.values[value.formula]
        if isinstance(value, str):
            return self.text(value, met, self.actor.language)
        return list(value) if isinstance(value, tuple) else value


Perform = Callable[[Any, Firing], Done]
performers: Registry[Perform] = Registry("actions of rules")


def performs(act: str) -> Callable[[Perform], Perform]:
    """Register how an action is performed: (body, firing) → what was done; raises Refused or what the door raises."""
    return lambda perform: performers.add(act, perform)


def load_acts() -> None:
    """Import every module of `acts/`."""
    for module in pkgutil.iter_modules(folder.__path__):
        import_module(f"{folder.__name__}.{module.name}")


def perform(body: Action, firing: Firing) -> Done:
    """Do one action for all records; raises Refused."""
    return performers.get(body.act)(body, firing)


@contextmanager
def blaming(records: Sequence[int]) -> Iterator[None]:
    """Turn the door's refusal of rows into one of records; `records` is whose row each was."""
    try:
        yield
    except ValidationFailed as refused:
        if any(BY_CONSTRAINT in p.data for p in refused.problems):
            raise Refused({}, str(refused)) from refused
        found: dict[int, list[str]] = {}
        for problem in refused.problems:
            found.setdefault(records[problem.row], []).append(_told(problem))
        raise Refused({record: "; ".join(texts) for record, texts in found.items()}, str(refused)) from refused


def _told(problem: Problem) -> str:
    return f"{problem.field}: {problem.message}" if problem.field else str(problem.message)
