"""`artel import SECTION FILE` and `artel export SECTION`: the same engine as behind the wizard.

What a script reads goes to standard output: the report of an import as one line of JSON, an export to
standard output unless `--output` names a file. Problems go to standard error. Exit status of an import:
0 when every row is loaded (or would be), 2 when some are not, 1 when the file or the map can't be used.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.db import transaction
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from artel.platform.access.audit import Audit, record_audit
from artel.platform.access.policy import actor_of, visible_to
from artel.platform.conditions.compiling import compile_condition
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.exchange import actions
from artel.platform.exchange.exporting import FORMATS, csv_lines, export_rows, exported_fields, heading, write_xlsx
from artel.platform.exchange.mapping import BadMap, ColumnMap, ImportMap, check_map, map_from_body
from artel.platform.exchange.models import Import, ImportProblem, ImportState
from artel.platform.exchange.recognising.describing import with_targets
from artel.platform.exchange.running.performing import perform
from artel.platform.kernel.actor import SYSTEM, Actor
from artel.platform.kernel.errors import ArtelError
from artel.platform.sections.spec import Snapshot
from artel.platform.users.models import User

DONE, REFUSED, INCOMPLETE = 0, 1, 2
TOLD = 50


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add both commands."""
    taking = subparsers.add_parser("import", help="Load a table (xlsx, xls, ods, csv) into a section")
    taking.add_argument("section", help="Key of the section, for instance accounts")
    taking.add_argument("file", type=Path)
    taking.add_argument("--map", type=Path, help="YAML or JSON of an import map; by default columns are recognised")
    taking.add_argument("--sheet", default="", help="Name or number of the sheet")
    taking.add_argument("--dry-run", action="store_true", help="Only report what would happen")
    taking.add_argument(
        "--on-similar",
        choices=("skip", "update", "create", "ask"),
        help="What to do with look-alikes; ask leaves them out",
    )
    taking.add_argument("--user", default="", help="Login of the user in whose name to import")
    taking.set_defaults(run=run_import)
    giving = subparsers.add_parser("export", help="Write the records of a section as a table")
    giving.add_argument("section")
    giving.add_argument("--filter", default="", help="Condition as in $filter: stage eq 'new' and amount gt 1000")
    giving.add_argument("--fields", default="", help="Keys of fields, separated by commas")
    giving.add_argument("--format", choices=FORMATS, default="", help="By default as the output's name ends, else csv")
    giving.add_argument("--output", type=Path, help="A file; by default standard output")
    giving.add_argument("--user", default="", help="Login of the user in whose name to export")
    giving.set_defaults(run=run_export)


def run_import(arguments: argparse.Namespace) -> int:
    """Load a file, or say what loading it would do."""
    with holding(latest_snapshot()) as snapshot:
        try:
            actor = _actor(arguments.user)
            with arguments.file.open("rb") as content:
                run = actions.start_import(
                    content, arguments.file.name, arguments.section, actor=actor, sheet=arguments.sheet
                )
            if arguments.map:
                found = _read_map(arguments.map, arguments.section, snapshot)
                check_map(found, snapshot)
                run.mapping = found.body("")
            if arguments.on_similar:
                found = map_from_body(run.mapping)
                changed = tuple(t.model_copy(update={"on_similar": arguments.on_similar}) for t in found.targets)
                run.mapping = found.model_copy(update={"targets": changed}).body("")
            run.save(update_fields=["mapping"])
            return _go(run, is_dry=arguments.dry_run, actor=actor)
        except (ArtelError, OSError) as error:
            print(f"artel: {error}", file=sys.stderr)
            return REFUSED


def _go(run: Import, *, is_dry: bool, actor: Actor) -> int:
    """Check or load; tell."""
    step = "check" if is_dry else "load"
    with transaction.atomic():
        actions.begin(run, step, actor=actor)
    perform(run, step)
    run.refresh_from_db()
    if run.state == ImportState.FAILED:
        print(f"artel: {run.error}", file=sys.stderr)
        return REFUSED
    for problem in ImportProblem.objects.filter(run=run).order_by("row", "id")[:TOLD]:
        place = " · ".join(part for part in (problem.column, problem.value) if part)
        print(f"{problem.row}: {problem.message}{f' ({place})' if place else ''}", file=sys.stderr)
    report = {"import": run.pk, "state": run.state, "dry_run": is_dry, **run.counts}
    print(orjson.dumps(report).decode())
    return INCOMPLETE if run.counts["error"] or run.counts["similar"] else DONE


def _read_map(path: Path, section: str, snapshot: Snapshot) -> ImportMap:
    """Read a map; a short form {column: field, column: section.field} is understood too."""
    try:
        body = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        raise BadMap(f"{BadMap.message} {error}") from error
    if not isinstance(body, Mapping):
        raise BadMap
    if "columns" in body:
        return map_from_body(body)
    columns = []
    for column, place in body.items():
        target, _dot, field = str(place).rpartition(".")
        if (target or section) not in snapshot.sections:
            raise BadMap(f"{BadMap.message} {place}")
        columns.append(ColumnMap(column=str(column), target=target or section, field=field))
    return with_targets(section, columns, snapshot)


def _actor(login: str) -> Actor:
    if not login:
        return SYSTEM
    user = User.objects.filter(username__iexact=login, is_active=True).first()
    if user is None:
        raise BadMap(f"no user {login!r}")
    return actor_of(user)


def run_export(arguments: argparse.Namespace) -> int:
    """Write records to a file or to standard output."""
    with holding(latest_snapshot()) as snapshot:
        try:
            actor = _actor(arguments.user)
            spec = snapshot.section(arguments.section)
            records = visible_to(actor, spec.key)
            if arguments.filter:
                records = records.filter(compile_condition(arguments.filter, spec, snapshot, actor))
        except (ArtelError, LookupError) as error:
            print(f"artel: {error}", file=sys.stderr)
            return REFUSED
        fields = exported_fields(spec, actor, [key.strip() for key in arguments.fields.split(",") if key.strip()])
        kind = arguments.format or (arguments.output.suffix.lstrip(".") if arguments.output else "") or "csv"
        rows = export_rows(spec, fields, records, snapshot, language=actor.language, zone=ZoneInfo(actor.timezone))
        header = heading(fields, actor.language)
        record_audit(actor, Audit.EXPORT, {"section": spec.key, "filter": arguments.filter, "format": kind})
        if kind == "xlsx":
            _write_book(arguments.output, spec.label.text(actor.language), header, rows)
        else:
            _write_lines(arguments.output, csv_lines(header, rows, actor.language))
    return DONE


def _write_book(output: Path | None, title: str, header: list[str], rows: Iterator[Any]) -> None:
    if output is not None:
        write_xlsx(output, title, header, rows)
        return
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as copy:
        write_xlsx(copy.name, title, header, rows)
        copy.seek(0)
        while chunk := copy.read(1 << 16):
            sys.stdout.buffer.write(chunk)


def _write_lines(output: Path | None, lines: Iterator[str]) -> None:
    if output is None:
        for text in lines:
            sys.stdout.buffer.write(text.encode())
        sys.stdout.flush()
        return
    with output.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(lines)
