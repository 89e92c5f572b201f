"""An import of a file, beside raw COPY of the very rows that it wrote into the same indexed tables."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from artel.bench.filling import FIRST, LAST, MIDDLE
from artel.bench.scratch import address


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A made-up file: its section, the tables that its import writes besides its own record, its columns and rows.

    `head` are the columns with the fields they go to; `row` makes a row of its number and of a stamp that keeps runs
    apart.
    """

    section: str
    tables: tuple[str, ...]
    head: Mapping[str, str]
    row: Callable[[int, int], tuple[str, ...]]


def _person(n: int) -> str:
    first, middle = FIRST.split(), MIDDLE.split()
    return f"{LAST[n * 7919 % len(LAST)]} {first[n // 13 % len(first)]} {middle[n // 3 % len(middle)]}"


def _phone(n: int, stamp: int) -> str:
    return f"+7 903 {(stamp * 1_000_000 + n) % 10_000_000:07}"


FILES = (
    File(
        section="contacts",
        tables=("contacts", "identities", "affiliations", "records_feedentry", "search_entry"),
        head={
            "ФИО": "name", "Должность": "position", "Телефон": "phone", "E-mail": "email", "Описание": "description",
        },
        row=lambda n, stamp: (
            _person(n), "Инженер", _phone(n, stamp), f"imported{stamp}.{n}@example.net", "Из старой базы",
        ),
    ),
    File(
        section="leads",
        tables=("leads", "records_feedentry", "search_entry"),
        head={
            "Потребность": "name", "Контактное лицо": "person_name", "Телефон": "phone", "E-mail": "email",
            "Описание": "description",
        },
        row=lambda n, stamp: (
            f"Лифт на {n % 25 + 2} остановок", _person(n), _phone(n, stamp), f"asked{stamp}.{n}@example.net",
            "С выставки",
        ),
    ),
)  # fmt: skip


class ImportFailed(Exception):
    """The import did not load every row."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Rows and seconds of the import; seconds of COPY into the section's table alone, and into all tables it wrote."""

    section: str
    rows: int
    seconds: float
    copy_main: float
    copy_all: float
    memory: int

    @property
    def per_second(self) -> float:
        """Rows imported in a second, the start of the program included."""
        return self.rows / self.seconds

    @property
    def ratio(self) -> float:
        """The share of COPY's speed into the same tables."""
        return self.copy_all / self.seconds

    @property
    def ratio_to_main(self) -> float:
        """The share of COPY's speed into the section's table alone."""
        return self.copy_main / self.seconds


def measure_import(made: File, rows: int) -> ImportResult:
    """Import a made-up file by the command line, then write the same rows by COPY."""
    before = {table: _last(table) for table in made.tables}
    with tempfile.TemporaryDirectory(prefix="artel-bench-") as folder:
        file = Path(folder) / f"{made.section}.csv"
        _write_file(made, file, rows)
        _write_map(made, file.with_suffix(".json"))
        seconds, memory = _import(made.section, file, Path(folder), rows)
    copied = {table: _copy_again(table, before[table]) for table in made.tables}
    return ImportResult(made.section, rows, seconds, copied[made.section], sum(copied.values()), memory)


def _write_file(made: File, file: Path, rows: int) -> None:
    stamp = int(time.time()) % 1000
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(made.head)
        writer.writerows(made.row(n, stamp) for n in range(rows))


def _write_map(made: File, file: Path) -> None:
    """Say where each column goes, and that every row is a record of its own."""
    section = made.section
    columns = [{"column": column, "target": section, "field": field} for column, field in made.head.items()]
    targets = [{"alias": section, "section": section, "on_similar": "create"}]
    file.write_text(json.dumps({"section": section, "columns": columns, "options": {"targets": targets}}), "utf-8")


def _import(section: str, file: Path, data: Path, rows: int) -> tuple[float, int]:
    """Return the seconds and the greatest memory of `artel import`."""
    environ = {**os.environ, "DATABASE_URL": address()}
    command = [sys.executable, "-m", "artel", "import", section, str(file), "--map", str(file.with_suffix(".json"))]
    report, errors = data / "report", data / "errors"
    begun = time.monotonic()
    with report.open("wb") as out, errors.open("wb") as err:
        running = subprocess.Popen([*command, "--data", str(data)], env=environ, stdout=out, stderr=err)
        _pid, _status, used = os.wait4(running.pid, 0)
    seconds = time.monotonic() - begun
    told = report.read_text()
    counts = json.loads(told.splitlines()[-1]) if told.strip() else {}
    if counts.get("create") != rows:
        raise ImportFailed(f"{told}\n{errors.read_text(errors='replace')[-2000:]}")
    return seconds, used.ru_maxrss * 1024


def _last(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608
        return int(cursor.fetchone()[0])


def _copy_again(table: str, after: int) -> float:
    """Take the new rows out, put them back by COPY; return the seconds of the latter."""
    with connection.cursor() as cursor:
        columns = _columns(table)
        pieces: list[bytes] = []
        with cursor.copy(f"COPY (SELECT {columns} FROM {table} WHERE id > {after}) TO STDOUT (FORMAT binary)") as out:  # noqa: S608
            pieces.extend(bytes(piece) for piece in out)
        # The rows are only put back where they were: what hangs on them must stay.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"DELETE FROM {table} WHERE id > {after}")  # noqa: S608
        cursor.execute("SET session_replication_role = origin")
        begun = time.monotonic()
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT binary)") as into:
            for piece in pieces:
                into.write(piece)
        return time.monotonic() - begun


def _columns(table: str) -> str:
    with connection.cursor() as cursor:
        names = connection.introspection.get_table_description(cursor, table)
    return ", ".join(f'"{column.name}"' for column in names)
