"""What people do with imports: upload, map, check, load, stop, undo. Each asks for the right first."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.core.files import File
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from artel.platform.access.audit import Audit, record_audit
from artel.platform.access.permissions import Tool
from artel.platform.access.policy import may_use, require, require_tool
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import current_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.exchange.errors import UnreadableFile
from artel.platform.exchange.mapping import ColumnMap, ImportMap, OnDouble, check_map, map_from_body
from artel.platform.exchange.models import Import, ImportProblem, ImportState
from artel.platform.exchange.reading.header import Table, choose_sheet, find_table
from artel.platform.exchange.reading.opening import open_table
from artel.platform.exchange.recognising.describing import propose_map, sections_of_row, with_targets
from artel.platform.exchange.running.counting import loadable
from artel.platform.exchange.running.session import local_file
from artel.platform.exchange.tasks import KEPT_FOR, STEPS, defer_step
from artel.platform.files.keeping import keep
from artel.platform.files.sniffing import safe_name
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import Conflict, NotFound
from artel.platform.kernel.text import fold

COPY_CHUNK = 1 << 20


def start_import(content: IO[bytes], file_name: str, section: str, *, actor: Actor, sheet: str = "") -> Import:
    """Keep a file and propose a map for it; raises UnreadableFile that says what is wrong, AccessDenied."""
    require_tool(actor, Tool.IMPORT)
    require(actor, section, "create")
    with tempfile.NamedTemporaryFile(prefix="artel-upload-") as copy:
        shutil.copyfileobj(content, copy, COPY_CHUNK)
        copy.flush()
        with open_table(copy.name) as book:
            chosen = choose_sheet(book, sheet or None)
            table = find_table(chosen)
            snapshot = current_snapshot()
            found = saved_map_for(table, section) or propose_map(table, section, snapshot, actor)
            run = Import(
                section=section,
                file_name=safe_name(file_name),
                size=Path(copy.name).stat().st_size,
                kind=book.kind,
                sheet=chosen.name if len(book.sheets) > 1 else "",
                mapping=found.body(""),
                author_id=actor.user_id,
                created_at=clock.now(),
            )
        copy.seek(0)
        run.stored_name = keep(f"imports/{uuid4().hex}", File(copy))
    run.save()
    return run


def saved_map_for(table: Table, section: str) -> ImportMap | None:
    """Return the saved map of the section all of whose columns the table has, the widest first."""
    headers = {fold(c.name) for c in table.columns}
    best: ImportMap | None = None
    for body in current_snapshot().documents.get("importmap", {}).values():
        if body.get("section") != section:
            continue
        try:
            found = map_from_body(body)
            check_map(found, current_snapshot())
        except UnreadableFile:
            continue
        is_fitting = found.columns and all(fold(c.column) in headers for c in found.columns)
        if is_fitting and (best is None or len(found.columns) > len(best.columns)):
            best = found
    return best


def run_for(run_id: int, *, actor: Actor) -> Import:
    """Return an import that the actor may see: his own, or any for an administrator. Raises NotFound."""
    require_tool(actor, Tool.IMPORT)
    run = Import.objects.filter(pk=run_id).first()
    if run is None or not (actor.is_unrestricted or run.author_id == actor.user_id):
        raise NotFound
    return run


def runs_of(actor: Actor) -> Iterable[Import]:
    """Return the latest imports that the actor may see."""
    runs = Import.objects.select_related("author")
    return (runs if actor.is_unrestricted else runs.filter(author_id=actor.user_id))[:50]


def change_map(
    run: Import, columns: Iterable[tuple[str, str]], *, actor: Actor, on_similar: OnDouble | None = None
) -> None:
    """Set which column goes where: (column name, «section.field» or «»). Raises BadMap, Conflict while busy."""
    _require_idle(run)
    snapshot = current_snapshot()
    old = map_from_body(run.mapping)
    answers = {(c.column, c.target, c.field): c.answers for c in old.columns}
    allowed = {s.key for s in sections_of_row(run.section, snapshot, actor)}
    chosen: list[ColumnMap] = []
    for column, place in columns:
        target, _dot, field = place.partition(".")
        if target in allowed and field:
            kept = answers.get((column, target, field), {})
            chosen.append(ColumnMap(column=column, target=target, field=field, answers=kept))
    known = {} if _fields(old.columns) != _fields(chosen) else {t.alias: t for t in old.targets}
    found = with_targets(run.section, chosen, snapshot, known=known)
    if on_similar:
        targets = tuple(t.model_copy(update={"on_similar": on_similar}) for t in found.targets)
        found = found.model_copy(update={"targets": targets})
    check_map(found, snapshot)
    run.mapping = found.body("")
    if run.state == ImportState.CHECKED:
        run.state = ImportState.UPLOADED
    run.save(update_fields=["mapping", "state"])


def _fields(columns: Iterable[ColumnMap]) -> set[tuple[str, str]]:
    return {(c.target, c.field) for c in columns}


def save_map(run: Import, label: str, *, actor: Actor) -> str:
    """Keep the map as a definition, to be found by the next file of the same columns; return its key."""
    key = f"{run.section}_{uuid4().hex[:8]}"
    body = map_from_body(run.mapping).body(label.strip()[:120] or run.file_name)
    apply_documents([Document(kind="importmap", key=key, body=body)], actor=actor, note=label)
    run.map_key = key
    run.save(update_fields=["map_key"])
    return key


def request(run: Import, step: str, *, actor: Actor) -> None:
    """Ask for a step (check, load, undo) and let a job do it. Raises Conflict when the import is not there yet."""
    require_tool(actor, Tool.IMPORT)
    with transaction.atomic():
        begin(run, step, actor=actor)
        defer_step(run.pk, step)


def begin(run: Import, step: str, *, actor: Actor) -> None:
    """Move an import into the state of a step's work, noting it in the security log."""
    allowed, busy = STEPS[step]
    stored = Import.objects.select_for_update().get(pk=run.pk)
    if stored.state not in allowed:
        raise Conflict(state=stored.state)
    if step == "load" and stored.state == ImportState.CHECKED and ready_rows(stored) == 0:
        raise Conflict(_("There is nothing to load. Correct the columns or the problems first."))
    if step == "undo" and stored.finished_at is not None and stored.finished_at < clock.now() - KEPT_FOR:
        raise Conflict(_("The import is too old to be undone."))
    stored.state = busy
    stored.is_cancelled = False
    stored.error = ""
    stored.heartbeat_at = stored.started_at = clock.now()
    stored.finished_at = None
    if step == "check":
        stored.position = 0
    if step == "load" and stored.position == 0:
        stored.rows_total = int(stored.counts.get("rows", 0))
    stored.save()
    run.refresh_from_db()
    if step in ("load", "undo"):
        act = Audit.IMPORT if step == "load" else Audit.IMPORT_UNDONE
        record_audit(actor, act, {"import": run.pk, "file": run.file_name, "section": run.section})


def ready_rows(run: Import) -> int:
    """Return how many rows would be loaded now: those in order, and those whose every problem has an answer."""
    rows = ImportProblem.objects.filter(run=run, level__in=("error", "similar")).values("row")
    counted = rows.annotate(
        open=Count("id", filter=Q(answer__isnull=True)), left_out=Count("id", filter=Q(answer__do="skip"))
    )
    return loadable(run.counts) + counted.filter(open=0, left_out=0).count()


def cancel(run: Import, *, actor: Actor) -> None:
    """Ask a check or a load to stop before its next chunk. What is loaded stays; it can be undone."""
    require_tool(actor, Tool.IMPORT)
    Import.objects.filter(pk=run.pk, state__in=(ImportState.CHECKING, ImportState.RUNNING)).update(is_cancelled=True)


CHOICES = ("blank", "value", "skip", "create", "update", "keep")


def answer(run: Import, problem_id: int, choice: Mapping[str, object], *, actor: Actor) -> int:
    """Decide a problem and every other that has the same cause (the same text in the same column); return how many.

    Likeness is decided row by row. Takes effect at the next check or load. Raises NotFound, Conflict while busy.
    """
    require_tool(actor, Tool.IMPORT)
    _require_idle(run)
    problem = ImportProblem.objects.filter(run=run, pk=problem_id).first()
    if problem is None:
        raise NotFound
    if choice.get("do") not in CHOICES:
        raise Conflict(_("There is no such answer."))
    same = same_cause(problem)
    count = same.update(answer=dict(choice))
    if problem.field and choice["do"] in ("blank", "value") and problem.value:
        _remember(run, problem, choice.get("value") if choice["do"] == "value" else None)
    return count


def decide(run: Import, problem: ImportProblem, choice: str, typed: str, *, actor: Actor) -> int:
    """Decide by what a person pressed: the number of an answer, «typed» with a value, «again» to take it back.

    Return how many problems that decides. Raises Conflict for a choice that was not offered.
    """
    if choice == "again":
        require_tool(actor, Tool.IMPORT)
        _require_idle(run)
        return same_cause(problem).update(answer=None)
    if choice == "typed":
        value = typed.strip()
        given: Mapping[str, object] = {"do": "value", "value": value, "label": value} if value else {"do": "blank"}
    elif choice.isascii() and choice.isdigit() and int(choice) < len(problem.answers):
        given = problem.answers[int(choice)]
    else:
        raise Conflict(_("There is no such answer."))
    return answer(run, problem.pk, given, actor=actor)


def same_cause(problem: ImportProblem) -> QuerySet[ImportProblem]:
    """Return the problems that one answer decides: those of the same text in the same column."""
    found = ImportProblem.objects.filter(run_id=problem.run_id, level=problem.level)
    if problem.level == "similar" or not problem.field:
        return found.filter(pk=problem.pk)
    return found.filter(target=problem.target, field=problem.field, code=problem.code, value=problem.value)


def _remember(run: Import, problem: ImportProblem, value: object) -> None:
    """Keep an answer in the map, so that it serves rows beyond those that were told, and the next file."""
    found = map_from_body(run.mapping)
    columns = tuple(
        c.model_copy(update={"answers": {**c.answers, fold(problem.value): value}})
        if (c.target, c.field) == (problem.target, problem.field)
        else c
        for c in found.columns
    )
    run.mapping = found.model_copy(update={"columns": columns}).body("")
    run.save(update_fields=["mapping"])


def _require_idle(run: Import) -> None:
    if run.is_busy:
        raise Conflict(_("The import is at work. Wait until it ends, or stop it."))


def may_import(actor: Actor) -> bool:
    """Tell whether to offer imports at all."""
    return may_use(actor, Tool.IMPORT)


def look_at(run: Import) -> Table:
    """Return the table of a stored file with its first rows read; for showing only."""
    with local_file(run) as path, open_table(path) as book:
        table = find_table(choose_sheet(book, run.sheet or None))
        table.shown = table.sample()
        return table
