"""The table of a run, for the terminal and for `bench/RESULTS.md`."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import django
from django.db import connection

import artel
from artel.bench.adding import LONGEST_WAIT, Added
from artel.bench.engine import SLOWEST_TICK, Engine
from artel.bench.filling import Sizes
from artel.bench.importing import ImportResult
from artel.bench.loading import Measured

MOST_QUERIES = 12
SLOWEST = 1.0
SLOWEST_IMPORT = 0.25


@dataclass(slots=True)
class Line:
    """One scenario: its name, queries, what was measured at one client and at several, Odoo's figure."""

    name: str
    queries: int
    is_page: bool
    measured: list[Measured] = field(default_factory=list)
    odoo: float | None = None
    budget: float | None = None


@dataclass(slots=True)
class Run:
    """All that one run of the bench found."""

    sizes: Sizes
    lines: list[Line] = field(default_factory=list)
    added: Added | None = None
    engine: Engine | None = None
    imported: list[ImportResult] = field(default_factory=list)
    started_in: float = 0.0
    memory_idle: int = 0
    memory_busy: int = 0
    load_before: float = field(default_factory=lambda: os.getloadavg()[0])

    def broken_budgets(self) -> Iterator[str]:
        """Yield what is over the product's budgets."""
        for line in self.lines:
            if line.is_page and line.queries > MOST_QUERIES:
                yield f"{line.name}: {line.queries} queries, the budget is {MOST_QUERIES}"
            if line.budget and line.measured and line.measured[0].percentile(50) * 1000 > line.budget:
                yield f"{line.name}: {_ms(line.measured[0].percentile(50))} ms, the budget is {line.budget:.0f} ms"
            for measured in line.measured:
                if measured.failures:
                    yield f"{line.name}: {measured.failures} failures ({dict(measured.statuses)})"
                if measured.clients > 1 and max(measured.seconds, default=0) > SLOWEST:
                    yield f"{line.name}: {max(measured.seconds):.2f} s for one request at {measured.clients} clients"
        if self.added and self.added.longest > LONGEST_WAIT:
            yield f"add a field: somebody waited {self.added.longest:.2f} s, the budget is {LONGEST_WAIT:.0f} s"
        if self.engine and self.engine.slow_tick:
            yield f"clock: a minute's look took {self.engine.tick:.2f} s, the budget is {SLOWEST_TICK:.0f} s"
        for found in self.imported:
            if found.ratio < SLOWEST_IMPORT:
                yield f"import of {found.section}: {found.ratio:.2f} of COPY, the budget is {SLOWEST_IMPORT}"


def as_markdown(run: Run) -> str:
    """Return the report."""
    sizes = run.sizes
    base = (
        f"{sizes.contacts:,} contacts, {sizes.accounts:,} accounts, {sizes.deals:,} deals, "
        f"{sizes.feed:,} feed entries, {sizes.products:,} products"
    )
    head = [
        "# Results of `artel bench`",
        "",
        f"{datetime.now(UTC):%Y-%m-%d} · Artel {artel.__version__} · {_machine()}",
        "",
        f"Base: {base}.",
        "The measuring program runs on the same machine as the server and the database;",
        f"what else ran there made a load of {run.load_before:.1f} on {os.cpu_count()} cores before it began.",
        "",
    ]
    return "\n".join([*head, *_table(run.lines), "", *_rest(run), "", *_budgets(run), ""])


def _table(lines: Iterable[Line]) -> Iterator[str]:
    lines = list(lines)
    several = [m.clients for m in lines[0].measured[1:]] if lines else []
    heads = [
        "1 client p50, ms",
        "p95",
        *(f"{n} clients {what}" for n in several for what in ("p50", "p95", "max", "req/s")),
    ]
    yield "| | queries | " + " | ".join(heads) + " | Odoo 19, ms | times faster |"
    yield "|---|" + "---:|" * (len(heads) + 3)
    for line in lines:
        first, *others = line.measured
        cells = [_ms(first.percentile(50)), _ms(first.percentile(95))]
        for measured in others:
            cells += [_ms(measured.percentile(p)) for p in (50, 95, 100)] + [f"{measured.per_second:.0f}"]
        odoo = f"{line.odoo:.0f}" if line.odoo else ""
        faster = f"{line.odoo / 1000 / first.percentile(50):.0f}" if line.odoo else ""
        yield f"| {line.name} | {line.queries} | " + " | ".join(cells) + f" | {odoo} | {faster} |"


def _rest(run: Run) -> Iterator[str]:
    if run.added:
        each = ", ".join(_ms(seconds) for seconds in run.added.applied)
        yield (
            f"- **Add a field** to {run.sizes.contacts:,} contacts beside a reader and a writer: {each} ms for a text, "
            f"an indexed number, money, a reference; their indexes and checks in {run.added.finished:.1f} s after. "
            f"Longest read {_ms(run.added.longest_read)} ms, longest write {_ms(run.added.longest_write)} ms."
        )
    if run.engine:
        yield from _engine(run.engine)
    for found in run.imported:
        yield (
            f"- **Import** of {found.rows:,} {found.section} from csv, start of the program included: "
            f"{found.per_second:,.0f} rows/s, {found.ratio:.2f} of raw COPY of the rows it wrote into the same indexed "
            f"tables, {found.ratio_to_main:.2f} of COPY into the table of {found.section} alone; "
            f"{found.memory >> 20} MB at most. Odoo 19: 440 rows/s, 0.011 of COPY."
        )
    yield (
        f"- **Memory** of all processes of `artel up` (proportional set size): {run.memory_idle >> 20} MB at rest, "
        f"{run.memory_busy >> 20} MB after the load. Odoo 19: 487 MB."
    )
    yield f"- **Start** of `artel up` to the printed address: {run.started_in:.1f} s. Odoo 19: 4 s."


def _engine(found: Engine) -> Iterator[str]:
    single = Measured(1, found.moves)
    yield (
        f"- **Stage move** with 3 steps, 5 rules and a gate, through the door: {_ms(single.percentile(50))} ms (p50), "
        f"{_ms(single.percentile(95))} ms (p95), {found.queries} queries."
    )
    if found.bulk_records:
        yield (
            f"- **Bulk move** of {found.bulk_records:,} the same way: {found.bulk:.1f} s, "
            f"{found.bulk_records / found.bulk:,.0f} records/s, {found.bulk_queries} queries for the first batch."
        )
    yield (
        f"- **Clock**: a minute's look at {found.ticked_of:,} records with {found.ticked:,} due, each given a task: "
        f"{found.tick:.2f} s."
    )


def _budgets(run: Run) -> Iterator[str]:
    broken = list(run.broken_budgets())
    yield (
        "Budgets (at most 12 queries a page, no request over 1 s at 8 clients, the picker in 100 ms at one, "
        "a minute of the clock in 2 s, import at least 0.25 of COPY): " + ("all kept." if not broken else "broken:")
    )
    yield from (f"- {line}" for line in broken)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}" if seconds >= 0.01 else f"{seconds * 1000:.1f}"


def _machine() -> str:
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0].split()[0]
    versions = f"Python {platform.python_version()}, Django {django.get_version()}, PostgreSQL {server}"
    return f"{os.cpu_count()} cores {model}, {memory} GB · {versions}"
