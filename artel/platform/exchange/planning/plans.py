"""Rows on their way: what each cell gave, which records a row speaks of, what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from artel.platform.exchange.human.blanks import text_of
from artel.platform.exchange.human.matching import SeveralFit
from artel.platform.exchange.human.reach import PhoneFound
from artel.platform.exchange.mapping import ColumnMap, ImportMap, Target
from artel.platform.exchange.planning.values import CellReader, Reading
from artel.platform.exchange.reading.table import CellValue, Row
from artel.platform.records.normalising import Parse
from artel.platform.sections.fieldtype import ValueProblem
from artel.platform.sections.spec import SectionSpec

MAX_VALUE = 300


class Level(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    SIMILAR = "similar"
    WARNING = "warning"


class Act(StrEnum):
    """What becomes of a record that a row speaks of. KEEP: it exists already and stays as it is."""

    CREATE = "create"
    UPDATE = "update"
    KEEP = "keep"


@dataclass(slots=True)
class Finding:
    """One thing to tell about a row. `answers` are [{"do", "value", "label"}]."""

    level: Level
    code: str
    message: str | Promise
    target: str = ""
    field: str = ""
    column: str = ""
    value: str = ""
    answers: list[dict[str, Any]] = made(default_factory=list)


@dataclass(slots=True)
class Mention:
    """A record that a row speaks of. `twin` is the mention in the same chunk that it is the same as.

    A repeat of a record that this file has made already only fills what is empty there.
    """

    target: Target
    values: dict[str, object] = made(default_factory=dict)
    extra: list[tuple[str, PhoneFound | str]] = made(default_factory=list)
    act: Act = Act.CREATE
    record_id: int | None = None
    twin: Mention | None = None
    is_forced: bool = False
    is_repeat: bool = False
    is_unchanged: bool = False

    @property
    def id(self) -> int | None:
        """The record's id, once it is known."""
        return self.twin.id if self.twin is not None else self.record_id


@dataclass(slots=True)
class RowPlan:
    """A row of the file with everything known of it."""

    number: int
    label: str = ""
    mentions: dict[str, Mention] = made(default_factory=dict)
    findings: list[Finding] = made(default_factory=list)
    is_skipped: bool = False

    @property
    def is_refused(self) -> bool:
        """True when the row is not loaded: it has an error or waits for a decision."""
        return bool(self.findings) and any(f.level is not Level.WARNING for f in self.findings)

    @property
    def is_waiting(self) -> bool:
        """True when nothing is wrong with the row but a decision."""
        levels = {f.level for f in self.findings}
        return Level.SIMILAR in levels and Level.ERROR not in levels


@dataclass(frozen=True, slots=True)
class Bound:
    """A column of the file with its map, its letter, its reader, and the parser of what people answered instead."""

    index: int
    letter: str
    column: ColumnMap
    reader: CellReader
    parse: Parse
    is_linked: bool = False
    """The field hangs on others: what they hold decides between namesakes."""


Answers = Mapping[int, Sequence[tuple[str, str, Mapping[str, Any]]]]
"""Row → (target alias, field, answer): what people decided."""


class Planner:
    """Reads rows into plans by the map. Knows no database."""

    def __init__(self, found: ImportMap, columns: Sequence[Bound]) -> None:
        """`columns` are those of the map that the file has."""
        self._map = found
        self._columns = columns
        self._main = found.targets[0].alias
        self._titles = [b for b in columns if b.column.field == "name"] or list(columns)

    def plan(self, row: Row, answers: Answers) -> RowPlan:
        """Return the plan of one row."""
        plan = RowPlan(row.number, label=self._label(row))
        decided = {(alias, key): answer for alias, key, answer in answers[row.number]} if row.number in answers else {}
        if any(answer.get("do") == "skip" for answer in decided.values()):
            plan.is_skipped = True
            return plan
        mentions = {t.alias: Mention(t, dict(t.defaults)) for t in self._map.targets}
        filled: set[str] = set()
        waiting: list[Bound] = []
        for bound in self._columns:
            alias, key = bound.column.target, bound.column.field
            answer = decided.get((alias, key))
            if answer is None and self._is_open(bound, row):
                waiting.append(bound)
            elif self._take(plan, mentions[alias], bound, row.cells[bound.index], answer):
                filled.add(alias)
        for bound in waiting:
            if self._take(plan, mentions[bound.column.target], bound, row.cells[bound.index], None):
                filled.add(bound.column.target)
        for alias, mention in mentions.items():
            if alias in filled or alias == self._main:
                self._decide(mention, decided.get((alias, "")))
                plan.mentions[alias] = mention
        return plan

    def _is_open(self, bound: Bound, row: Row) -> bool:
        """Tell whether other cells of the row must be read first: they may say which of several namesakes is meant."""
        if not bound.is_linked:
            return False
        return any(isinstance(p, SeveralFit) for p in bound.reader(row.cells[bound.index]).problems)

    def _label(self, row: Row) -> str:
        for bound in self._titles:
            if text := text_of(row.cells[bound.index]):
                return text[:255]
        return ""

    def _take(
        self, plan: RowPlan, mention: Mention, bound: Bound, value: CellValue, answer: Mapping[str, Any] | None
    ) -> bool:
        """Read one cell into its mention; True when it gave something that makes a record worth having."""
        key = bound.column.field
        if answer is not None and answer.get("do") == "blank":
            value = None
        elif answer is not None and answer.get("do") == "value":
            value = answer.get("value")
        is_chosen = answer is not None and answer.get("do") == "value" and not isinstance(value, str)
        reading = _chosen(bound, value) if is_chosen else _narrowed(bound.reader(value), key, mention)
        if reading.warnings or reading.problems:
            worst = Level.WARNING if self._map.bad_cells == "blank" else Level.ERROR
            plan.findings += [_finding(p, Level.WARNING, bound, value) for p in reading.warnings]
            plan.findings += [_finding(p, worst, bound, value) for p in reading.problems]
        is_filled = bool(reading.problems)
        values = mention.values
        for name, read in reading.values.items():
            if read is not None:
                values[name] = read
                is_filled = True
            else:
                values.setdefault(name, None)
        if reading.extra:
            mention.extra += [(key, more) for more in reading.extra]
        return is_filled and key != "owner"

    def _decide(self, mention: Mention, answer: Mapping[str, Any] | None) -> None:
        if answer is None:
            return
        if answer.get("do") == "create":
            mention.is_forced = True
        elif answer.get("do") in ("update", "keep"):
            mention.is_forced = True
            mention.record_id = int(answer["value"])
            mention.act = Act.UPDATE if answer["do"] == "update" else Act.KEEP


def _chosen(bound: Bound, value: object) -> Reading:
    """Return what people answered: a value of the field, no text to be understood."""
    try:
        return Reading({bound.column.field: bound.parse(value)})
    except ValueProblem as problem:
        return Reading(problems=(problem,))


def _narrowed(reading: Reading, key: str, mention: Mention) -> Reading:
    """Return the value that goes with the rest of the row, where a cell alone fits several."""
    for problem in reading.problems:
        if isinstance(problem, SeveralFit) and (found := problem.narrowed(mention.values)) is not None:
            return Reading({key: found})
    return reading


def _finding(problem: ValueProblem, level: Level, bound: Bound, value: CellValue) -> Finding:
    answers: list[dict[str, Any]] = []
    if isinstance(problem, SeveralFit):
        answers += [{"do": "value", "value": key, "label": label} for key, label in problem.candidates[:6]]
    elif problem.suggestion is not None:
        stored = problem.suggestion.isoformat() if isinstance(problem.suggestion, date) else problem.suggestion
        shown = problem.suggestion.strftime("%d.%m.%Y") if isinstance(problem.suggestion, date) else str(stored)
        answers.append(
            {"do": "value", "value": stored if isinstance(stored, int | str) else str(stored), "label": shown}
        )
    answers.append({"do": "blank", "label": ""})
    return Finding(
        level=level,
        code=problem.code,
        message=problem.message,
        target=bound.column.target,
        field=bound.column.field,
        column=bound.column.column,
        value=text_of(value)[:MAX_VALUE],
        answers=answers if level is Level.ERROR else [],
    )


def require_names(plans: Iterable[RowPlan], specs: Mapping[str, SectionSpec]) -> None:
    """Refuse rows whose record would have no name: the door would, but here the answer is nearer."""
    required = {
        alias: [f.key for f in spec.shown_fields if f.required and not f.system and f.default is None]
        for alias, spec in specs.items()
    }
    for plan in plans:
        for alias, mention in plan.mentions.items():
            if mention.act is not Act.CREATE or mention.twin is not None:
                continue
            for key in required[alias]:
                is_told = mention.values.get(key) is not None
                if is_told or any(f.target == alias and f.field == key for f in plan.findings):
                    continue
                plan.findings.append(
                    Finding(
                        Level.ERROR,
                        "required",
                        _("A record can't be made without this field."),
                        target=alias,
                        field=key,
                        answers=[{"do": "skip", "label": ""}],
                    )
                )
