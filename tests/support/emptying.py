"""Empties the database after a test that commits, without Django's flush.

The flush truncates every table (a new file for each and for each of its indexes) and then makes all content types and
permissions anew: a second and more on a loaded machine, and it waits for whoever still reads. Here rows go from the
tables that hold some; what migrations leave behind stays.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

KEPT = ("django_migrations", "django_content_type", "auth_permission")
TABLES = """
SELECT quote_ident(relname) FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname <> ALL (%s)
"""


def empty_database() -> None:
    """Delete all rows but those in `KEPT`. Keys and triggers are silent meanwhile: they guard what goes as a whole."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TABLES, [list(KEPT)])
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute(f"SELECT ARRAY[{', '.join(f'EXISTS (SELECT FROM {table})' for table in tables)}]")
        (filled,) = cursor.fetchone()
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, is_filled in zip(tables, filled, strict=True):
            if is_filled:
                cursor.execute(f"DELETE FROM {table}")


def _may_silence() -> bool:
    """Tell whether keys and triggers may be silenced; a role that is no superuser is left to Django's flush."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        return bool(cursor.fetchone()[0])


@pytest.fixture(scope="session", autouse=True)
def _emptying() -> Iterator[None]:
    """Empty the database in this way for the whole run."""
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def tear_down(case: TransactionTestCase) -> None:
        if _may_silence():
            empty_database()
        else:
            flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", tear_down)
        yield
