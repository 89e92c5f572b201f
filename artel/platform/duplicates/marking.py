"""Marks: what records are compared by, kept beside them in one table for all sections and rules.

Made in Python by the same forms for a stored record, a row of a file and what somebody is typing, so that all three
agree. Written in the transaction of the change, two statements for any number of records of a section.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice, product
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from artel.platform.access.policy import visible_to
from artel.platform.duplicates.models import Mark
from artel.platform.duplicates.specs import DuplicateRule, Part, rules_of
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.arrays import any_of
from artel.platform.sections.comparing import as_number, signature
from artel.platform.sections.spec import Snapshot

MOST_MARKS = 24
"""Marks of one record under one rule: somebody with thirty phones is found by the first of them."""
CHUNK = 5_000

Row = Mapping[str, object]
"""Stored (normalised) values of one record by field key."""
More = Mapping[tuple[str, str], Sequence[object]]
"""(detail section, field type) → further values that the record's details hold."""


@dataclass(frozen=True, slots=True)
class MarkValue:
    """What a row is compared by: equal values as one key, a text as trigrams, or both; and what tells it apart."""

    key: UUID | None
    grams: list[int] | None
    bands: list[int] | None
    apart: list[int | None] | None


def marks_of(rule: DuplicateRule, row: Row, more: More | None = None) -> list[MarkValue]:
    """Return the marks of a row under a rule; none when one of the rule's fields is empty."""
    texts = [_texts(part, row, more or {}) for part in rule.parts]
    if not all(texts):
        return []
    apart = _apart(rule, row)
    found = []
    for combination in islice(product(*texts), MOST_MARKS):
        equal = [t for t, part in zip(combination, rule.parts, strict=True) if not part.is_similar]
        alike = next((t for t, part in zip(combination, rule.parts, strict=True) if part.is_similar), None)
        key = _key(rule, equal) if equal else None
        if alike is None:
            found.append(MarkValue(key, None, None, apart))
            continue
        grams, bands = signature(alike, seed=rule.fingerprint, likeness=rule.likeness)
        if grams:
            found.append(MarkValue(key, grams, bands, apart))
    return found


def _texts(part: Part, row: Row, more: More) -> list[str]:
    values = [row.get(part.field)]
    if part.also is not None:
        values += more.get((part.also[0], part.type), ())
    return [text for text in dict.fromkeys(part.text(value) for value in values) if text]


def _apart(rule: DuplicateRule, row: Row) -> list[int | None] | None:
    """Return a number for each value that tells apart, None where it is empty; None when all are."""
    texts = [part.text(row.get(part.field)) for part in rule.apart]
    return [as_number(text) if text else None for text in texts] if any(texts) else None


def are_apart(one: Sequence[int | None] | None, other: Sequence[int | None] | None) -> bool:
    """Tell whether two marks of one rule differ in a value that both have."""
    return any(a is not None and b is not None and a != b for a, b in zip(one or (), other or (), strict=False))


def _key(rule: DuplicateRule, texts: Sequence[str]) -> UUID:
    digest = blake2b(rule.fingerprint.to_bytes(8, signed=True), digest_size=16)
    digest.update("\x1f".join(texts).encode())
    return UUID(bytes=digest.digest())


def mark_records(section: str, ids: Sequence[int], snapshot: Snapshot, rules: Sequence[DuplicateRule] = ()) -> None:
    """Bring the marks of records in step with their values; those in the trash get none.

    `rules` narrows to some of the section's; by default all.
    """
    chosen = rules or rules_of(section, snapshot)
    if not chosen:
        return
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        forget_records(chosen, part)
        rows = read_rows(section, part, chosen)
        more = read_more(rows, chosen)
        _insert(
            (rule.fingerprint, record_id, mark)
            for record_id, row in rows.items()
            for rule in chosen
            for mark in marks_of(rule, row, more.get(record_id))
        )


def forget_records(rules: Sequence[DuplicateRule], ids: Sequence[int]) -> None:
    """Take the marks of records away."""
    fingerprints = [r.fingerprint for r in rules]
    Mark.objects.filter(rule__in=fingerprints, record_id__in=any_of(ids, "bigint")).delete()


def read_rows(
    section: str, ids: Sequence[int], rules: Sequence[DuplicateRule], more: Iterable[str] = ()
) -> dict[int, dict[str, object]]:
    """Return the compared values of live records by id, and those of the fields in `more`. One query."""
    keys = sorted({key for rule in rules for key in rule.compared} | set(more))
    rows = visible_to(SYSTEM, section).filter(id__in=any_of(ids, "bigint"))
    return {row[0]: dict(zip(keys, row[1:], strict=True)) for row in rows.values_list("id", *keys)}


def read_more(ids: Iterable[int], rules: Sequence[DuplicateRule]) -> dict[int, dict[tuple[str, str], list[object]]]:
    """Return what details add to the records of these ids. One query per detail section."""
    wanted = list(ids)
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for rule in rules:
        for part in rule.parts:
            if part.also is not None:
                kinds[part.also].add(part.type)
    found: dict[int, dict[tuple[str, str], list[object]]] = defaultdict(lambda: defaultdict(list))
    for (detail, pointer), types in kinds.items():
        rows = visible_to(SYSTEM, detail).filter(kind__in=types, **{f"{pointer}_id__in": any_of(wanted, "bigint")})
        for owner, kind, value in rows.order_by("id").values_list(F(f"{pointer}_id"), "kind", "value"):
            found[owner][detail, kind].append(value)
    return found


def _insert(marks: Iterable[tuple[int, int, MarkValue]]) -> None:
    columns: list[list[Any]] = [[], [], [], [], [], []]
    for rule, record_id, mark in marks:
        arrays = (as_array(mark.grams), as_array(mark.bands), as_array(mark.apart))
        for column, value in zip(columns, (rule, record_id, mark.key, *arrays), strict=True):
            column.append(value)
    if not columns[0]:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO duplicates_mark (rule, record_id, key, grams, bands, apart) "
            "SELECT rule, record_id, key, grams::integer[], bands::integer[], apart::integer[] "
            "FROM unnest(%s::bigint[], %s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::text[]) "
            "AS new (rule, record_id, key, grams, bands, apart)",
            columns,
        )


def as_array(numbers: Sequence[int | None] | None) -> str | None:
    """Return PostgreSQL's spelling of an array: arrays of unlike lengths can't travel as one array of arrays."""
    return None if numbers is None else "{" + ",".join("NULL" if n is None else str(n) for n in numbers) + "}"
