"""Records in a stage that goes: a plan finds them and asks where they go, the apply notes that for a job.

A stage goes when a pipeline loses it, when its pipeline goes out of force (its records stand in the default one then),
and when a pipeline comes back with other stages. An answer is «pipeline.stage» → «stage» of the same pipeline, or
«pipeline.stage» of any. Nothing is moved here: `process/settling.py` does it by the door, in batches, after the apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import problem
from artel.platform.definitions.models import StageMove
from artel.platform.kernel.deferring import defer_once
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.labels import Label
from artel.platform.schema.counting import count_outside
from artel.platform.sections.pipelines import PipelineSpec, StageSpec
from artel.platform.sections.spec import SectionSpec, Snapshot

JOB = "artel.platform.jobs.tasks.settle_stages"
"""The job that moves, by name: its module stands on a higher floor."""
KIND = "pipeline"

Moves = Mapping[str, str]
"""Answers: «pipeline.stage» → «stage» or «pipeline.stage»."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranded:
    """Records that would stand in a stage that is not there. `stored` is the pipeline as they name it, maybe empty.

    `open` are the stages of the pipeline that they would stand in; `target` the answer: pipeline and stage.
    """

    section: str
    stored: str
    pipeline: str
    stage: str
    label: Label
    records: int
    open: PipelineSpec
    target: tuple[PipelineSpec, StageSpec] | None = None
    refused: str = ""

    @property
    def address(self) -> str:
        """What an answer is filed under."""
        return f"{self.pipeline}.{self.stage}"

    def as_problem(self, documents: Mapping[tuple[str, str], Document]) -> DefinitionProblem:
        """Return the question as a problem that stands in the way of applying."""
        message: str | Promise = ngettext(
            "%(number)d record stands in the stage “%(label)s” (%(address)s), which goes: say where it goes. "
            "Stages there: %(open)s.",
            "%(number)d records stand in the stage “%(label)s” (%(address)s), which goes: say where they go. "
            "Stages there: %(open)s.",
            self.records,
        )
        if self.refused:
            message = _(
                "There is no stage “%(target)s” to move the records of “%(address)s” to. Stages there: %(open)s."
            )
        data = {
            "number": self.records,
            "label": self.label.text(),
            "address": self.address,
            "target": self.refused,
            "open": ", ".join(stage.key for stage in self.open.stages),
        }
        document = documents.get((KIND, self.pipeline)) or Document(kind=KIND, key=self.pipeline, body={})
        return problem(document, f"stages[{self.stage}]", "stranded", message % data)


def find_stranded(before: Snapshot, after: Snapshot, back: Iterable[str], moves: Moves) -> tuple[Stranded, ...]:
    """Return the records that a change leaves without a stage, each group with its answer when there is one.

    `back` are the pipelines that come into force or leave it. One query for each section that loses a stage, or that an
    answer speaks of; none for the others.
    """
    known = set(back)
    found: list[Stranded] = []
    asked = {address.rpartition(".")[0] for address in moves}
    asked_anywhere = asked - {p.key for side in (before, after) for s in side.sections.values() for p in s.pipelines}
    for spec in after.sections.values():
        old = before.sections.get(spec.key)
        if old is None or spec.retired or not spec.has_pipeline or not spec.pipelines:
            continue
        own = {p.key for p in (*old.pipelines, *spec.pipelines)}
        if asked_anywhere or asked & own or _loses(old, spec, known):
            found.extend(_in_section(old, spec, moves))
    return tuple(found)


def _loses(old: SectionSpec, new: SectionSpec, back: set[str]) -> bool:
    keys: set[str | None] = {p.key for p in old.pipelines} | back | {None}
    return any(_stages(old, key) - _stages(new, key) for key in keys) or any(p.key in back for p in new.pipelines)


def _stages(spec: SectionSpec, pipeline: str | None) -> set[str]:
    found = spec.pipeline(pipeline)
    return {stage.key for stage in found.stages} if found else set()


def _in_section(old: SectionSpec, spec: SectionSpec, moves: Moves) -> Iterator[Stranded]:
    if old.retired and spec.table not in connection.introspection.table_names():
        return
    allowed = {p.key: [s.key for s in p.stages] for p in spec.pipelines}
    default = spec.pipeline(None)
    if default is None:
        return
    for stored, stage, number in count_outside(spec.table, allowed, allowed[default.key]):
        was = old.pipeline(stored)
        label = (was.stage(stage) if was else None) or _elsewhere(old, stage)
        stranded = Stranded(
            section=spec.key,
            stored=stored,
            pipeline=stored or (was or default).key,
            stage=stage,
            label=label.label if label else Label(stage, stage),
            records=number,
            open=spec.pipeline(stored) or default,
        )
        yield _answered(stranded, spec, moves)


def _elsewhere(spec: SectionSpec, stage: str) -> StageSpec | None:
    return next((found for p in spec.pipelines if (found := p.stage(stage))), None)


def _answered(stranded: Stranded, spec: SectionSpec, moves: Moves) -> Stranded:
    """Return it with its answer. An answer may name a stage that has gone since, and has an answer of its own."""
    address, seen = stranded.address, set[str]()
    while address in moves and address not in seen:
        seen.add(address)
        pipeline, _dot, stage = moves[address].rpartition(".")
        wanted = spec.pipeline(pipeline) if pipeline in {p.key for p in spec.pipelines} else None
        wanted = wanted or (None if pipeline else stranded.open)
        target = wanted.stage(stage) if wanted else None
        if wanted is not None and target is not None:
            return replace(stranded, target=(wanted, target))
        address = f"{pipeline or address.rpartition('.')[0]}.{stage}"
    return replace(stranded, refused=moves[stranded.address]) if seen else stranded


def note_moves(found: Iterable[Stranded]) -> None:
    """Write down the moves for the job that makes them, and call it; inside the transaction of the apply.

    A second look at the same records is for what processes on the configuration before write meanwhile.
    """
    now = timezone.now()
    rows = [
        StageMove(
            section=each.section,
            pipeline=each.stored,
            stage=each.stage,
            label=each.label.as_dict(),
            to_pipeline=each.target[0].key,
            to_stage=each.target[1].key,
            since=since,
            created_at=now,
        )
        for since in (None, now)
        for each in found
        if each.target is not None
    ]
    if rows:
        StageMove.objects.bulk_create(rows)
        defer_once(JOB)
