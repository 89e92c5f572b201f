"""The statements of the door: one INSERT or COPY, one UPDATE per set of columns, whatever the batch's size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models

from artel.platform.kernel.arrays import array_text
from artel.platform.records.drafts import Batch, Draft
from artel.platform.schema.runtime import model_of
from artel.platform.sections.spec import FieldSpec, SectionSpec

COPY_FROM = 50
"""Batches of this size and more go by COPY: below it one INSERT is as fast."""


def next_ids(table: str, count: int) -> list[int]:
    """Take `count` ids from the table's own sequence."""
    with connection.cursor() as cursor:
        # The sequence is looked up once: by name, each number would cost five times as much.
        cursor.execute(
            "SELECT nextval(own.sequence) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence OFFSET 0)"
            " AS own, generate_series(1, %s)",
            [f'"{table}"', count],
        )
        return [row[0] for row in cursor.fetchall()]


def insert(batch: Batch, ids: Sequence[int], moment: datetime) -> None:
    """Write new records with the given ids."""
    section, actor = batch.section, batch.actor
    keys = sorted(batch.keys - {"name"})
    columns = ["id", "created_at", "updated_at", "created_by_id", "updated_by_id", "version", "name"]
    columns += [section.fields[key].column for key in keys]
    # Written out once: psycopg would spell the moment anew for every row.
    written = moment.isoformat()
    head = (written, written, actor.user_id, actor.user_id, 1)
    # The name is never NULL: screens and search rely on a text.
    rows = (
        (record_id, *head, values.get("name") or "", *map(values.get, keys))
        for record_id, values in zip(ids, (d.values for d in batch.drafts), strict=True)
    )
    quoted = ", ".join(f'"{c}"' for c in columns)
    with connection.cursor() as cursor:
        if len(ids) >= COPY_FROM:
            with cursor.copy(f'COPY "{section.table}" ({quoted}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = "(" + ", ".join(["%s"] * len(columns)) + ")"
            values: list[Any] = [value for row in rows for value in row]
            cursor.execute(
                f'INSERT INTO "{section.table}" ({quoted}) VALUES {", ".join([marks] * len(ids))}',
                values,
            )


def read_for_change(queryset: models.QuerySet[Any], section: SectionSpec) -> dict[int, dict[str, object]]:
    """Lock the records in the order of ids and return their stored values by field key.

    The lock leaves their ids alone: somebody who adds a detail meanwhile only points at the record.
    """
    keys = [f.key for f in section.shown_fields]
    columns = [f.column for f in section.shown_fields]
    rows = queryset.order_by("id").select_for_update(of=("self",), no_key=True).values_list(*columns)
    found = (dict(zip(keys, row, strict=True)) for row in rows)
    return {int(str(values["id"])): values for values in found}


def update(batch: Batch, drafts: Sequence[Draft], moment: datetime) -> None:
    """Write changed values, grouped by the set of columns, and move the versions on."""
    groups: dict[tuple[str, ...], list[Draft]] = defaultdict(list)
    for draft in drafts:
        groups[tuple(sorted(draft.values))].append(draft)
    for keys, group in groups.items():
        _update_group(batch, keys, group, moment)


def _update_group(batch: Batch, keys: tuple[str, ...], drafts: Sequence[Draft], moment: datetime) -> None:
    section = batch.section
    model = model_of(section.key, batch.snapshot)
    columns = [section.fields[key].column for key in keys]
    types = [
        "bigint" if section.fields[key].is_pointer else str(model._meta.get_field(key).db_type(connection))
        for key in keys
    ]
    arrays: list[Any] = [[d.id for d in drafts]]
    arrays += [[_stored(section.fields[key], d.values[key]) for d in drafts] for key in keys]
    # unnest() would take arrays of arrays apart to the last value: these travel as text and are cast back.
    sources = ", ".join(["%s::bigint[]", *(f"%s::{'text' if kind.endswith('[]') else kind}[]" for kind in types)])
    names = ", ".join(["id", *(f'"{c}"' for c in columns)])
    casts = [f"::{kind}" if kind.endswith("[]") else "" for kind in types]
    assignments = "".join(f', "{c}" = new."{c}"{cast}' for c, cast in zip(columns, casts, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{section.table}" AS old SET "updated_at" = %s, "updated_by_id" = %s, '
            f'"version" = old."version" + 1{assignments} FROM unnest({sources}) AS new ({names}) '
            'WHERE old."id" = new.id',
            [moment, batch.actor.user_id, *arrays],
        )


def _stored(field: FieldSpec, value: object) -> object:
    if value is None:
        return "" if field.key == "name" else None
    return array_text(value) if field.is_list and isinstance(value, list) else value


def set_trashed(
    section: SectionSpec, ids: Sequence[int], moment: datetime | None, *, user_id: int | None, now: datetime
) -> None:
    """Put records into the trash (`moment`) or take them out (None)."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{section.table}" SET "trashed_at" = %s, "updated_at" = %s, "updated_by_id" = %s, '
            f'"version" = "version" + 1 WHERE "id" = ANY(%s)',
            [moment, now, user_id, list(ids)],
        )


def delete_rows(section: SectionSpec, ids: Sequence[int]) -> None:
    """Delete records for good; the database's ON DELETE clauses follow."""
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{section.table}" WHERE "id" = ANY(%s)', [list(ids)])


def add_feed_of_batch(
    section: str,
    entries: Mapping[int, tuple[str, str]] | Sequence[int],
    *,
    moment: datetime,
    user_id: int | None,
    actor_name: str,
    cause: str,
    rule: str = "",
) -> None:
    """Write one feed entry per record: (kind, body) by id, or bare ids of created records."""
    head: list[Any] = [section, moment, user_id, actor_name, cause, rule]
    if not isinstance(entries, Mapping):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO records_feedentry "
                "(section, kind, body, at, author_id, actor_name, cause, rule, record_id) "
                "SELECT %s, 'created', '{}', %s, %s, %s, %s, %s, id FROM unnest(%s::bigint[]) AS new (id) ORDER BY id",
                [*head, array_text(entries)],
            )
        return
    kinds = [kind for kind, _body in entries.values()]
    bodies = [body for _kind, body in entries.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_feedentry (section, at, author_id, actor_name, cause, rule, record_id, kind, body) "
            "SELECT %s, %s, %s, %s, %s, %s, id, kind, body::jsonb "
            "FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS new (id, kind, body) ORDER BY id",
            [*head, array_text(entries), kinds, bodies],
        )
