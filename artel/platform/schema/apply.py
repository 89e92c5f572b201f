"""The only DDL of the product outside migrations: tables and columns of definitions.

Everything here runs inside the apply's transaction and takes short locks only: a column is nullable and
without default, its foreign key is added NOT VALID. What takes long (indexes, validating, dropping) is
written down as PendingSchemaWork for a job (`work.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from artel.platform.schema.models import PendingSchemaWork
from artel.platform.schema.operations import foreign_key_sql
from artel.platform.schema.runtime import models_of
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot

KEPT_AFTER_RETIRING = timedelta(days=30)
"""How long retired columns and tables wait for a change of mind before they are dropped."""

LOCK_WAIT = "400ms"
"""How long DDL may stand before a table: everybody who comes after it stands behind it."""

USERS_TABLE, FILES_TABLE = "users_user", "files_storedfile"


def target_table(field: FieldSpec, snapshot: Snapshot) -> str:
    """Return the table that a pointer's column refers to."""
    if field.kind is Kind.PERSON:
        return USERS_TABLE
    if field.kind is Kind.FILE:
        return FILES_TABLE
    return snapshot.sections[field.target or ""].table


def create_tables(specs: Sequence[SectionSpec], snapshot: Snapshot) -> None:
    """Create the tables of sections with their indexes and foreign keys; a revived one is completed.

    New sections may point at each other: all tables are there before the first key is made.
    """
    revived = [spec for spec in specs if _table_exists(spec.table)]
    new = [spec for spec in specs if spec not in revived]
    for spec in new:
        _create_table(spec, snapshot)
    for spec in new:
        pointers = [field for field in spec.shown_fields if wants_foreign_key(field)]
        _execute(
            [foreign_key_sql(spec.table, f.column, target_table(f, snapshot), cascade=f.cascade) for f in pointers]
        )
    for spec in revived:
        for field in spec.shown_fields:
            ensure_column(spec, field, snapshot)
        _forget_work(spec.key)


def _create_table(spec: SectionSpec, snapshot: Snapshot) -> None:
    with connection.schema_editor(atomic=False) as editor:
        editor.create_model(models_of(snapshot)[spec.key])
    table = spec.table
    statements = [
        f'ALTER TABLE "{table}" ALTER COLUMN "name" SET DEFAULT \'\', ALTER COLUMN "version" SET NOT NULL',
        f'ALTER TABLE "{table}" ALTER COLUMN "created_at" SET NOT NULL, ALTER COLUMN "updated_at" SET NOT NULL',
        f'CREATE INDEX "{table}_live" ON "{table}" ("updated_at" DESC, "id" DESC) WHERE "trashed_at" IS NULL',
        f'CREATE INDEX "{table}_trash" ON "{table}" ("trashed_at") WHERE "trashed_at" IS NOT NULL',
        *(index_sql(table, field) for field in spec.shown_fields if wants_index(field)),
    ]
    _execute(statements)


def ensure_column(spec: SectionSpec, field: FieldSpec, snapshot: Snapshot) -> None:
    """Add the column of a field unless it is there; its index and checks follow in a job."""
    _forget_work(spec.key, field.key)
    if not _column_exists(spec.table, field.column):
        model = models_of(snapshot)[spec.key]
        with connection.schema_editor(atomic=False) as editor:
            editor.add_field(model, model._meta.get_field(field.key))  # type: ignore[arg-type]
        if wants_foreign_key(field):
            to = target_table(field, snapshot)
            _execute([foreign_key_sql(spec.table, field.column, to, cascade=field.cascade, is_validated=False)])
            _note_work("validate", spec.key, field.key)
    if wants_index(field) and not _index_exists(index_name(spec.table, field)):
        _note_work("index", spec.key, field.key)


def retire_column(section: str, field: str) -> None:
    """Write down that the column may be dropped later; until then it only disappears from sight."""
    _note_work("drop_column", section, field, after=KEPT_AFTER_RETIRING)


def retire_table(section: str) -> None:
    """Write down that the table may be dropped later."""
    _note_work("drop_table", section, after=KEPT_AFTER_RETIRING)


def wants_foreign_key(field: FieldSpec) -> bool:
    """Pointers are foreign keys, but for the door's own stamps: users are never deleted (a trigger refuses it), and to
    ask the database of both for every row of an import cost a fifth of its time.
    """
    return field.is_pointer and not field.system


def wants_index(field: FieldSpec) -> bool:
    """Pointers to sections are always indexed (related lists, foreign keys), others on demand."""
    return field.indexed or field.unique or field.kind is Kind.REFERENCE


def index_name(table: str, field: FieldSpec) -> str:
    """Return the index's name, within PostgreSQL's 63 bytes."""
    return f"{table}_{field.column}"[:56] + ("_uniq" if field.unique else "_idx")


def index_sql(table: str, field: FieldSpec, *, concurrently: bool = False) -> str:
    """Return the CREATE INDEX of a field; a unique one leaves out records in the trash."""
    kind = "UNIQUE INDEX" if field.unique else "INDEX"
    how = " CONCURRENTLY" if concurrently else ""
    only = ' WHERE "trashed_at" IS NULL' if field.unique else ""
    # Conditions ask an array what it holds (@>, &&): only an inverted index answers that.
    method = " USING gin" if field.is_list else ""
    return f'CREATE {kind}{how} "{index_name(table, field)}" ON "{table}"{method} ("{field.column}"){only}'


def _note_work(action: str, section: str, field: str = "", *, after: timedelta = timedelta()) -> None:
    now = timezone.now()
    PendingSchemaWork.objects.create(
        action=action, section=section, field=field, created_at=now, not_before=now + after
    )


def _forget_work(section: str, field: str = "") -> None:
    drops = PendingSchemaWork.objects.filter(section=section, action__startswith="drop", done_at=None)
    drops.filter(field=field).delete()


def _execute(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _exists(query: str, *parameters: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone() is not None


def _table_exists(table: str) -> bool:
    return _exists("SELECT 1 FROM pg_class WHERE oid = to_regclass(%s)", f'"{table}"')


def _column_exists(table: str, column: str) -> bool:
    query = "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attname = %s AND NOT attisdropped"
    return _exists(query, f'"{table}"', column)


def _index_exists(name: str) -> bool:
    return _exists("SELECT 1 FROM pg_class WHERE relkind = 'i' AND oid = to_regclass(%s)", f'"{name}"')
