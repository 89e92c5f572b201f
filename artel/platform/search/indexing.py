"""Writes the rows of the index: one statement for any number of records of a section.

A record is found by its searchable fields and by those of its details (a contact by each of his phones).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from artel.platform.kernel.arrays import array_text
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot

CHUNK = 5_000
NUMBER_CHECKS = ("inn", "ogrn")


def index_records(section: str, ids: Sequence[int], snapshot: Snapshot, *, are_new: bool = False) -> None:
    """Bring the index rows of live records in step with their values; those in the trash get none.

    `are_new`: they were made in this transaction, so that no row can be there.
    """
    spec = snapshot.sections.get(section)
    if spec is None or spec.retired or spec.parent is not None:
        return
    statement = index_statement(spec, snapshot) + " WHERE t.id = ANY(%s::bigint[]) AND t.trashed_at IS NULL" + CLOSING
    statement += "" if are_new else ON_CONFLICT
    with connection.cursor() as cursor:
        for start in range(0, len(ids), CHUNK):
            cursor.execute(statement, [array_text(ids[start : start + CHUNK])])


# OFFSET 0 keeps the planner from writing the inner expressions out twice, once for each use.
CLOSING = " OFFSET 0) AS found"
ON_CONFLICT = (
    " ON CONFLICT (section, record_id) DO UPDATE SET title = excluded.title, note = excluded.note, "
    "words = excluded.words, digits = excluded.digits, grams = excluded.grams"
)


def index_statement(spec: SectionSpec, snapshot: Snapshot) -> str:
    """Return the INSERT up to its FROM; the caller adds WHERE over `t`, CLOSING and ON_CONFLICT."""
    repeated = _repeated_in_details(spec, snapshot)
    own = [f for f in spec.shown_fields if f.searchable]
    words = [_words(f, "t") for f in own if not _is_digits_only(f) and f.type not in repeated]
    numbers = [_numbers(f, "t") for f in own if _has_digits(f) and f.type not in repeated]
    joins: list[str] = []
    for detail in snapshot.details(spec.key):
        section = snapshot.sections[detail.section]
        if section.fields[detail.field] in owners_of(section):
            joins += _of_details(section, detail.field, f"d{len(joins)}", words, numbers)
    note = next((f for f in own if f.key != "name" and f.kind is Kind.TEXT and not _is_digits_only(f)), None)
    text = f"translate(lower(concat_ws(' ', {', '.join(words)})), 'ё@-', 'е  ')"
    digits = f"concat_ws(' ', {', '.join(numbers)})" if numbers else "''"
    return (
        "INSERT INTO search_entry (section, record_id, title, note, words, digits, grams) "
        "SELECT section, id, title, note, to_tsvector('simple', words) || to_tsvector('russian', words), digits, "
        f"artel_digit_grams(digits) FROM (SELECT '{spec.key}' AS section, t.id, t.name AS title, "
        f'{_note(note)} AS note, {text} AS words, {digits} AS digits FROM "{spec.table}" t{"".join(joins)}'
    )


def _repeated_in_details(spec: SectionSpec, snapshot: Snapshot) -> frozenset[str]:
    """Return the field types whose values a section only repeats: a detail keeps each as a `value` of that `kind`."""
    found: set[str] = set()
    for detail in snapshot.details(spec.key):
        section = snapshot.sections[detail.section]
        kind, value = section.field("kind"), section.field("value")
        if kind and value and value.searchable and section.fields[detail.field] in owners_of(section):
            found.update(snapshot.choices(kind))
    return frozenset(found)


def owners_of(section: SectionSpec) -> tuple[FieldSpec, ...]:
    """Return the reference fields through which records of a detail section are part of other records."""
    if section.parent is None:
        return ()
    return tuple(f for f in section.shown_fields if f.kind is Kind.REFERENCE and (f.key == section.parent or f.cascade))


def _note(field: FieldSpec | None) -> str:
    return f"left(coalesce(t.\"{field.column}\", ''), 200)" if field else "''"


def _is_worded(field: FieldSpec) -> bool:
    """Tell whether a detail's field holds words; a name that nobody has to write is the product's own."""
    is_idle_name = field.key == "name" and not field.required
    return field.searchable and not field.retired and not _is_digits_only(field) and not is_idle_name


def _is_numbered(field: FieldSpec) -> bool:
    return field.searchable and not field.retired and _has_digits(field)


def _is_digits_only(field: FieldSpec) -> bool:
    return field.type == "phone"


def _has_digits(field: FieldSpec) -> bool:
    is_number = field.options.get("check") in NUMBER_CHECKS
    return field.type in ("phone", "autonumber") or is_number or bool(field.options.get("holds_numbers"))


def _words(field: FieldSpec, alias: str) -> str:
    if field.options.get("holds_numbers"):
        return f'CASE WHEN {alias}."{field.column}" NOT LIKE \'+%%\' THEN {alias}."{field.column}" END'
    column = f'{alias}."{field.column}"'
    if field.holds_files:
        held = f"ANY({column})" if field.is_list else column
        return f"(SELECT string_agg(f.name, ' ') FROM files_storedfile f WHERE f.id = {held})"
    if field.kind is Kind.LONG_TEXT:
        return f"left({column}, 20000)"
    if field.is_list:
        return f"array_to_string({column}, ' ')"
    return column if field.kind is Kind.TEXT else f"{column}::text"


def _numbers(field: FieldSpec, alias: str) -> str:
    column = f'{alias}."{field.column}"'
    # A stored phone has nothing but these beside its digits; a pattern would take several times as long.
    phone = f"nullif(translate({column}, '+;ext=', ''), '')"
    if _is_digits_only(field):
        return phone
    digits = f"nullif(regexp_replace({column}, '\\D', '', 'g'), '')"
    if not field.options.get("holds_numbers"):
        return digits
    return f"CASE WHEN {column} LIKE '+%%' THEN {phone} WHEN {column} NOT LIKE '%%@%%' THEN {digits} END"


def _of_details(section: SectionSpec, field: str, alias: str, words: list[str], numbers: list[str]) -> list[str]:
    """Return the join that reads a record's details once, if they say anything; add it to the words and numbers."""
    found: list[str] = []
    for into, expressions in (
        (words, [_words(f, "d") for f in section if _is_worded(f)]),
        (numbers, [_numbers(f, "d") for f in section if _is_numbered(f)]),
    ):
        for expression in expressions:
            into.append(f"{alias}.held{len(found)}")
            found.append(f"string_agg({expression}, ' ') AS held{len(found)}")
    if not found:
        return []
    pointer = section.fields[field].column
    # Said so, the planner can't take the index of all live records for a help: on a table whose statistics are not
    # made yet it would read that index once for each parent.
    is_live = "coalesce(d.trashed_at, 'infinity') = 'infinity'"
    source = f'FROM "{section.table}" d WHERE d."{pointer}" = t.id AND {is_live}'
    return [f" CROSS JOIN LATERAL (SELECT {', '.join(found)} {source}) AS {alias}"]
