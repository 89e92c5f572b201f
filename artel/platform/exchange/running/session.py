"""A session: a stored file opened with its map, ready to give planned rows. Shared by check and load."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.storage import default_storage
from django.db import connection

from artel.platform.access.policy import actor_of
from artel.platform.definitions.current import current_snapshot
from artel.platform.exchange.human.matching import Colleague, Colleagues
from artel.platform.exchange.mapping import BadMap, ImportMap, Target, bind, check_map, map_from_body
from artel.platform.exchange.models import Import, ImportProblem
from artel.platform.exchange.planning.matching import Matcher
from artel.platform.exchange.planning.plans import Answers, Bound, Planner, RowPlan, require_names
from artel.platform.exchange.planning.seen import SeenKeys
from artel.platform.exchange.planning.values import ReadingSetup, make_parser, make_reader
from artel.platform.exchange.reading.header import Table, choose_sheet, find_table
from artel.platform.exchange.reading.opening import open_table
from artel.platform.exchange.reading.table import Row
from artel.platform.exchange.running.writing import ChunkWriter, Link, order_targets, roots
from artel.platform.kernel.actor import Actor, ActorKind
from artel.platform.kernel.arrays import array_text
from artel.platform.sections.fieldtype import ValueProblem
from artel.platform.sections.linked import LINKED
from artel.platform.sections.spec import SectionSpec, Snapshot
from artel.platform.users.models import User

NOBODY = "artel import"


@dataclass(slots=True)
class Session:
    """An import at work."""

    run: Import
    actor: Actor
    snapshot: Snapshot
    table: Table
    found: ImportMap
    specs: Mapping[str, SectionSpec]
    order: list[tuple[Target, tuple[Link, ...]]]
    planner: Planner
    matcher: Matcher

    def planned_chunks(self, size: int, *, after: int = 0) -> Iterator[tuple[list[Row], list[RowPlan]]]:
        """Yield the file's rows after a row number, by chunks, each row read into its plan.

        The next chunk is read while the caller waits for the database over the present one.
        """
        source = self._chunks(size, after)

        def take() -> tuple[list[Row], list[RowPlan]] | None:
            rows = next(source, None)
            return None if rows is None else (rows, [self.planner.plan(row, {}) for row in rows])

        with ThreadPoolExecutor(max_workers=1) as ahead:
            coming = ahead.submit(take)
            while (part := coming.result()) is not None:
                coming = ahead.submit(take)
                yield part

    def _chunks(self, size: int, after: int) -> Iterator[list[Row]]:
        part: list[Row] = []
        for row in self.table.rows():
            if row.number <= after:
                continue
            part.append(row)
            if len(part) >= size:
                yield part
                part = []
        if part:
            yield part

    def match(self, rows: Sequence[Row], plans: Sequence[RowPlan]) -> list[RowPlan]:
        """Return the plans with what people decided, each tied to the records it speaks of.

        The number of queries does not depend on how many rows there are.
        """
        answers = answers_of(self.run, rows[0].number, rows[-1].number)
        plans = [
            self.planner.plan(row, answers) if row.number in answers else plan
            for row, plan in zip(rows, plans, strict=True)
        ]
        self.matcher.resolve(plans)
        self.matcher.match(plans, [target for target, _links in self.order])
        require_names(plans, self.specs)
        return plans

    def writer(self) -> ChunkWriter:
        """Return what writes the plans."""
        return ChunkWriter(
            actor=self.actor,
            snapshot=self.snapshot,
            specs=self.specs,
            order=self.order,
            main=self.found.targets[0].alias,
            matcher=self.matcher,
        )


def answers_of(run: Import, first: int, last: int) -> Answers:
    """Return what people decided about a range of rows. One query."""
    found: dict[int, list[tuple[str, str, Mapping[str, Any]]]] = {}
    rows = ImportProblem.objects.filter(run=run, row__gte=first, row__lte=last, answer__isnull=False)
    for row, alias, field, answer in rows.values_list("row", "target", "field", "answer"):
        found.setdefault(row, []).append((alias, field, answer or {}))
    return found


def importing_actor(run: Import) -> Actor:
    """Return the author as an actor whose acts have this import as their cause."""
    author = User.objects.filter(pk=run.author_id).first() if run.author_id else None
    if author is None:
        return Actor(kind=ActorKind.IMPORT, name=NOBODY, is_admin=True, cause=run.cause)
    return replace(actor_of(author), kind=ActorKind.IMPORT, cause=run.cause)


@contextmanager
def local_file(run: Import) -> Iterator[Path]:
    """Give the stored file as a path of this machine; a copy when the storage is elsewhere."""
    try:
        yield Path(default_storage.path(run.stored_name))
        return
    except NotImplementedError:
        pass
    with tempfile.NamedTemporaryFile(prefix="artel-import-") as copy:
        with default_storage.open(run.stored_name) as stored:
            shutil.copyfileobj(stored, copy)
        copy.flush()
        yield Path(copy.name)


@contextmanager
def open_session(run: Import, *, is_check: bool) -> Iterator[Session]:
    """Open the file of an import with its map. Raises UnreadableFile (BadMap for the map)."""
    snapshot = current_snapshot()
    actor = importing_actor(run)
    found = map_from_body(run.mapping)
    check_map(found, snapshot)
    found = _with_stored_defaults(found, snapshot)
    specs = {t.alias: snapshot.section(t.section) for t in found.targets}
    order = order_targets(found, specs)
    seen = SeenKeys() if is_check else None
    try:
        with local_file(run) as path, open_table(path) as book:
            table = find_table(choose_sheet(book, run.sheet or None))
            yield Session(
                run=run,
                actor=actor,
                snapshot=snapshot,
                table=table,
                found=found,
                specs=specs,
                order=order,
                planner=Planner(found, _bound(table, found, specs, _setup(found, snapshot, actor))),
                matcher=Matcher(
                    actor=actor,
                    snapshot=snapshot,
                    specs=specs,
                    joined=roots(order),
                    made_here=lambda section, ids: made_here(run, section, ids),
                    seen=seen,
                ),
            )
    finally:
        if seen is not None:
            seen.close()


def made_here(run: Import, section: str, ids: Iterable[int]) -> set[int]:
    """Return those of some records that this import has made. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT asked.id FROM unnest(%s::bigint[]) AS asked (id) JOIN LATERAL ("
            " SELECT last_id FROM exchange_importtrace WHERE run_id = %s AND section = %s AND record_id <= asked.id"
            " AND before IS NULL ORDER BY record_id DESC LIMIT 1) AS made ON made.last_id >= asked.id",
            [array_text(ids), run.pk, section],
        )
        return {row[0] for row in cursor.fetchall()}


def _setup(found: ImportMap, snapshot: Snapshot, actor: Actor) -> ReadingSetup:
    people = User.objects.filter(is_active=True, is_portal=False).values_list("id", "name", "username", "email")
    return ReadingSetup(
        snapshot=snapshot,
        colleagues=Colleagues(Colleague(*row) for row in people),
        zone=ZoneInfo(actor.timezone),
        month_first=found.month_first,
    )


def _bound(table: Table, found: ImportMap, specs: Mapping[str, SectionSpec], setup: ReadingSetup) -> list[Bound]:
    columns = bind(found, {c.name: c.index for c in table.columns})
    bound = []
    for index, column in sorted(columns.items()):
        spec = specs[column.target]
        field = spec.fields[column.field]
        reader = make_reader(spec, field, setup, column.answers)
        parse = make_parser(field, setup.snapshot)
        is_linked = field.type == LINKED
        bound.append(Bound(index, table.columns[index].letter, column, reader, parse, is_linked=is_linked))
    return bound


def _with_stored_defaults(found: ImportMap, snapshot: Snapshot) -> ImportMap:
    """Return the map with its defaults as they are stored; raises BadMap for one that its field does not take."""
    targets = []
    for target in found.targets:
        spec = snapshot.section(target.section)
        try:
            defaults = {k: make_parser(spec.fields[k], snapshot)(v) for k, v in target.defaults.items()}
        except ValueProblem as refused:
            raise BadMap(f"{BadMap.message} {spec.key}: {refused.message}") from refused
        targets.append(target.model_copy(update={"defaults": defaults}))
    return found.model_copy(update={"targets": tuple(targets)})
