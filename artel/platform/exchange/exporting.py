"""Export: records as a stream of typed cells, and files of them (csv, xlsx) that no spreadsheet runs as formulas.

Read in pages by id, so a million records take the memory of two thousand. A text that begins like a
formula gets an apostrophe before it in csv (OWASP, "CSV injection"); in xlsx it is stored as text. Our
own import takes the apostrophe away again.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from django.db.models import QuerySet

from artel.platform.access.policy import readable_fields
from artel.platform.files.reading import files_alias, files_of, held_files
from artel.platform.kernel.actor import Actor
from artel.platform.sections.fieldtype import field_types
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot

PAGE = 2_000
SHEET_ROWS = 1_048_575
"""Rows under the header of one sheet of xlsx."""
FORMATS = ("xlsx", "csv")
NEVER = frozenset({"trashed_at", "version", "pipeline"})
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_NUMBERLIKE = re.compile(r"^[+-]?[\d\s().,-]+$")
Cell = str | int | Decimal | bool | date | datetime | None


def exported_fields(spec: SectionSpec, actor: Actor, wanted: Sequence[str] = ()) -> tuple[FieldSpec, ...]:
    """Return the fields to write: the wanted ones that the actor may read, by default all but the machinery's."""
    readable = {f.key: f for f in readable_fields(actor, spec)}
    keys = wanted or [key for key, f in readable.items() if key not in NEVER and not f.holds_files]
    return tuple(readable[key] for key in keys if key in readable)


def heading(fields: Iterable[FieldSpec], language: str) -> list[str]:
    """Return the header: labels, so that the file can be taken in again as it is."""
    return [f.label.text(language) for f in fields]


def export_rows(
    spec: SectionSpec,
    fields: Sequence[FieldSpec],
    records: QuerySet[Any],
    snapshot: Snapshot,
    *,
    language: str,
    zone: ZoneInfo,
) -> Iterator[list[Cell]]:
    """Yield records in the order of their ids, as cells."""
    records = records.annotate(**{files_alias(f.key): files_of(f.key) for f in fields if f.kind is Kind.FILES})
    paths = {f.key: _path(f) for f in fields}
    wanted = list(dict.fromkeys(["id", *paths.values(), *(["pipeline"] if spec.has_pipeline else [])]))
    shown = [(paths[f.key], _shower(spec, f, snapshot, language, zone)) for f in fields]
    last = 0
    while True:
        page = list(records.filter(id__gt=last).order_by("id").values(*wanted)[:PAGE])
        for row in page:
            yield [show(row[path], row) for path, show in shown]
        if len(page) < PAGE:
            return
        last = page[-1]["id"]


def _path(field: FieldSpec) -> str:
    if field.kind is Kind.FILES:
        return files_alias(field.key)
    return f"{field.key}__name" if field.is_pointer else field.key


def _shower(spec: SectionSpec, field: FieldSpec, snapshot: Snapshot, language: str, zone: ZoneInfo) -> Any:
    kind = field.kind
    if field.type == "stage":
        return lambda value, row: _stage(spec, row.get("pipeline"), value, language)
    if kind is Kind.CHOICE:
        labels = {key: label.text(language) for key, label in snapshot.choices(field).items()}
        return lambda value, _row: labels.get(value, value)
    if kind is Kind.CHOICES:
        labels = {key: label.text(language) for key, label in snapshot.choices(field).items()}
        return lambda value, _row: "; ".join(labels.get(key, key) for key in value or ()) or None
    if kind is Kind.FILES:
        return lambda value, _row: "; ".join(file.name for file in held_files(value)) or None
    if kind is Kind.DATETIME:
        return lambda value, _row: value.astimezone(zone).replace(tzinfo=None) if value is not None else None
    if field.is_pointer or kind in (Kind.DATE, Kind.INTEGER, Kind.DECIMAL, Kind.MONEY):
        return lambda value, _row: value
    show = field_types.get(field.type).show
    return lambda value, _row: None if value in (None, "") else show(field, value, language)


def _stage(spec: SectionSpec, pipeline: object, value: object, language: str) -> str | None:
    if not value:
        return None
    stage = spec.stage(str(pipeline) if pipeline else None, str(value))
    return stage.label.text(language) if stage else str(value)


def harmless(text: str) -> str:
    """Return a text that a spreadsheet never runs; numbers and phones («+7…», «-5») are left alone."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBERLIKE.match(text) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]], language: str) -> Iterator[str]:
    """Yield the text of a csv by pages: semicolons and a byte order mark, which Excel in Russian expects."""
    is_english = language.startswith("en")
    buffer = StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer, delimiter="," if is_english else ";", lineterminator="\r\n")
    writer.writerow([harmless(text) for text in header])
    for count, row in enumerate(rows, start=1):
        writer.writerow([_as_text(cell, is_english=is_english) for cell in row])
        if count % PAGE == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _as_text(cell: Cell, *, is_english: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M" if is_english else "%d.%m.%Y %H:%M")
    if isinstance(cell, date):
        return cell.isoformat() if is_english else cell.strftime("%d.%m.%Y")
    if isinstance(cell, Decimal):
        text = format(cell, "f")
        return text if is_english else text.replace(".", ",")
    return harmless(str(cell))


def write_xlsx(path: Path | str, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write a workbook with constant memory; return the number of rows. More than a sheet holds go on in the next."""
    options: Mapping[str, Any] = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(str(path), dict(options))
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    sheet, line, count = None, 0, 0
    for row in rows:
        if sheet is None or line > SHEET_ROWS:
            sheet, line = _sheet(book, title, header, bold), 1
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(line, column, cell, moment)
            elif isinstance(cell, date):
                sheet.write_datetime(line, column, cell, day)
            elif isinstance(cell, int | Decimal) and not isinstance(cell, bool):
                sheet.write_number(line, column, cell)
            elif cell not in (None, ""):
                sheet.write_string(line, column, str(cell)[:32_767])
        line += 1
        count += 1
    if sheet is None:
        _sheet(book, title, header, bold)
    book.close()
    return count


def _sheet(book: Any, title: str, header: Sequence[str], bold: Any) -> Any:
    number = len(book.worksheets()) + 1
    plain = re.sub(r"[\[\]:*?/\\]", " ", title)[:25].strip("' ") or "1"
    sheet = book.add_worksheet(plain if number == 1 else f"{plain} {number}")
    sheet.write_row(0, 0, header, bold)
    sheet.freeze_panes(1, 0)
    for column, text in enumerate(header):
        sheet.set_column(column, column, min(max(len(text) + 2, 14), 40))
    return sheet
