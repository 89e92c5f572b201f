"""`artel bench`: builds a scratch base, measures, prints the table; `--output` keeps it in a file."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from artel.bench.adding import measure_adding
from artel.bench.engine import measure_engine
from artel.bench.filling import Sizes, fill, settle
from artel.bench.importing import FILES, measure_import
from artel.bench.loading import measure
from artel.bench.report import Line, Run, as_markdown
from artel.bench.scenarios import queries_of, scenarios
from artel.bench.scratch import address, mark_filled, scratch_database
from artel.bench.serving import Server, server

ADD_A_FIELD = "add a field"
ENGINE = "process engine"
BIGGEST = 1.9
IMPORT_ROWS = 100_000


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("bench", help="Measure speed on a scratch base of a big company")
    parser.add_argument("--scale", type=float, default=1.0, help="Size of the base; 0.1 is a tenth (default 1)")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8], help="How many ask at once (default 1 8)")
    parser.add_argument("--requests", type=int, default=100, help="Requests of a scenario and client (default 100)")
    parser.add_argument("--longest", type=float, default=15, help="Seconds that one measurement may take (default 15)")
    parser.add_argument(
        "--only",
        default="",
        help="Only what has this text in its name (also «import», «add a field», «process engine»)",
    )
    parser.add_argument("--import-rows", type=int, default=IMPORT_ROWS, help="Rows of the imported file; 0 for none")
    parser.add_argument("--keep", action="store_true", help="Keep the scratch base, and use one that is there")
    parser.add_argument("--output", type=Path, help="Also write the report to this file")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measure; 0 when all budgets are kept, 2 when some are broken."""
    sizes = Sizes.scaled(min(max(arguments.scale, 0.0001), BIGGEST))
    found = Run(sizes)
    with scratch_database(str(sizes), is_kept=arguments.keep) as is_filled:
        if not is_filled:
            _say("Filling the scratch base …")
            fill(sizes, _say)
            settle()
            mark_filled(str(sizes))
        with server() as running:
            found.started_in, found.memory_idle = running.started_in, running.memory()
            _measure(found, running, arguments)
            found.memory_busy = running.memory()
        for made in FILES:
            if arguments.import_rows and arguments.only in f"import {made.section}":
                _say(f"Importing {made.section} …")
                found.imported.append(measure_import(made, arguments.import_rows))
        if arguments.only in ADD_A_FIELD:
            _say("Adding fields …")
            found.added = measure_adding()
        # Last: it declares steps and rules, with which everything else would work, too.
        if arguments.only in ENGINE:
            _say("Moving through stages, looking at the clock …")
            found.engine = measure_engine()
        report = as_markdown(found)
    print(report)
    if arguments.output:
        arguments.output.write_text(report, encoding="utf-8")
    return 2 if any(found.broken_budgets()) else 0


def _measure(found: Run, running: Server, arguments: argparse.Namespace) -> None:
    numbers = count()
    clients: Sequence[int] = arguments.clients
    for scenario in scenarios(_token()):
        if arguments.only not in scenario.name:
            continue
        queries = queries_of(scenario, next(numbers) + 1)
        line = Line(
            scenario.name,
            queries,
            is_page=scenario.make(next(numbers)).method == "GET",
            odoo=scenario.odoo,
            budget=scenario.budget,
        )
        for number in clients:
            line.measured.append(
                measure(
                    running.host,
                    running.port,
                    scenario.make,
                    clients=number,
                    requests=arguments.requests * number,
                    longest=arguments.longest,
                    numbers=numbers,
                )
            )
        found.lines.append(line)
        _say(f"{line.name}: {', '.join(f'{m.percentile(50) * 1000:.0f} ms' for m in line.measured)}")


def _token() -> str | None:
    """Return a token of the API, as an administrator makes one; None when this product has no API."""
    command = [sys.executable, "-m", "artel", "token", "create", "--user", "director"]
    environ = {**os.environ, "DATABASE_URL": address()}
    made = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    return made.stdout.strip() or None if made.returncode == 0 else None


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
