"""Auto-numbers: taken in the transaction of the create, so a rolled-back one leaves no gap.

A series belongs to a field and, when numbers begin anew, to a year, month or day of the company's own calendar. Its
counter stays locked to the end of the transaction: numbers have no gaps and no twins. Numbers that come with the
records (an import of an old base) move the counter on, so that the next one is free.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from artel.platform.records.drafts import Batch, Draft
from artel.platform.sections.fieldtypes.autonumber import PLACES, Options, reset_of
from artel.platform.sections.spec import FieldSpec

Series = str
"""Dates of a series as text: «2026-11»; empty for a field whose numbers never begin anew."""


def give_numbers(batch: Batch) -> None:
    """Fill the auto-number fields of new records that have none yet."""
    for field in batch.section.shown_fields:
        if field.type != "autonumber":
            continue
        _give(batch, field)


def _give(batch: Batch, field: FieldSpec) -> None:
    options = Options(**field.options)
    section = batch.section.key
    moment = batch.moment if isinstance(batch.moment, datetime) else timezone.now()
    today = timezone.localtime(moment, timezone.get_default_timezone()).date()
    series = _series(options, _parts(today))
    for brought, highest in _brought(batch, field, options).items():
        _raise(section, field.key, brought, highest)
    blank = [draft for draft in batch.drafts if not draft.values.get(field.key)]
    if not blank:
        return
    last = _advance(section, field.key, series, len(blank), options.start)
    for number, draft in enumerate(blank, start=last - len(blank) + 1):
        draft.set(field.key, write_number(options.template, number, today))


def write_number(template: str, number: int, day: date) -> str:
    """Return the number by its template: «2026-00017»."""
    parts = {**_parts(day), "n": number, "number": number}

    def put(place: re.Match[str]) -> str:
        name, width = place[1], place[2]
        default = {"month": 2, "day": 2}.get(name, 1)
        return f"{parts[name]:0{width or default}d}"

    return PLACES.sub(put, template)


def _parts(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}


def _series(options: Options, parts: dict[str, int]) -> Series:
    return "-".join(f"{parts[name]:02d}" for name in reset_of(options))


def _brought(batch: Batch, field: FieldSpec, options: Options) -> dict[Series, int]:
    """Return the highest number of each series among those that came with the records."""
    given = [draft for draft in batch.drafts if draft.values.get(field.key)]
    found: dict[Series, int] = {}
    pattern = _pattern(options.template) if given else None
    for draft in given:
        parts = _read(pattern, draft, field)
        if parts is not None:
            series = _series(options, parts)
            found[series] = max(found.get(series, 0), parts["number"])
    return found


def _read(pattern: re.Pattern[str] | None, draft: Draft, field: FieldSpec) -> dict[str, int] | None:
    match = pattern.fullmatch(str(draft.values[field.key])) if pattern else None
    if match is None or len(match["number"]) > 15:
        return None
    return {"year": 0, "month": 0, "day": 0, **{name: int(text) for name, text in match.groupdict().items()}}


def _pattern(template: str) -> re.Pattern[str]:
    """Return what reads a number back; a date named twice is read once."""
    written: list[str] = []
    at = 0
    seen: set[str] = set()
    for place in PLACES.finditer(template):
        name = "number" if place[1] == "n" else place[1]
        written.append(re.escape(template[at : place.start()]))
        written.append(r"\d+" if name in seen else rf"(?P<{name}>\d+)")
        seen.add(name)
        at = place.end()
    return re.compile("".join(written) + re.escape(template[at:]), re.ASCII)


def _advance(section: str, field: str, series: Series, count: int, start: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_counter (section, field, series, value) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (section, field, series) DO UPDATE SET value = GREATEST(records_counter.value, %s) + %s "
            "RETURNING value",
            [section, field, series, start - 1 + count, start - 1, count],
        )
        return int(cursor.fetchone()[0])


def _raise(section: str, field: str, series: Series, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_counter (section, field, series, value) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (section, field, series) "
            "DO UPDATE SET value = GREATEST(records_counter.value, excluded.value)",
            [section, field, series, number],
        )
