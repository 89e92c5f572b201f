"""Does the database fit this code? Migrations it has that we don't know, and those it still lacks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from artel import __version__

# Any number will do, if nobody else uses it: all that migrate one database take the same advisory lock.
MIGRATION_LOCK = 4_715_001
LOWEST_POSTGRES = 15
LOCK_TIMEOUT = "10s"


class UnknownSchema(Exception):
    """The database was migrated by a newer Artel than this one; the message says which migrations and what to do."""


@dataclass(frozen=True, slots=True)
class SchemaState:
    """Names are `application.migration`, sorted."""

    unknown: tuple[str, ...]
    pending: tuple[str, ...]


def schema_state() -> SchemaState:
    """Compare the database with the migrations of this code. Writes nothing."""
    loader = MigrationLoader(connection)
    applied = set(loader.applied_migrations)
    replaced = {name for migration in loader.disk_migrations.values() for name in migration.replaces}
    known = set(loader.disk_migrations) | replaced
    return SchemaState(
        unknown=tuple(sorted(".".join(name) for name in applied - known)),
        pending=tuple(sorted(".".join(name) for name in set(loader.graph.nodes) - applied)),
    )


def refuse_unknown(state: SchemaState) -> None:
    """Raise `UnknownSchema` if the database is ahead of this code."""
    if state.unknown:
        raise UnknownSchema(
            f"this database was used by a newer Artel than this one ({__version__}): it has migrations that this one "
            f"does not know ({', '.join(state.unknown)}). Start the newer Artel, or restore a backup made before the "
            "upgrade into an empty database (artel restore)."
        )


def migrate(verbosity: int = 0) -> SchemaState:
    """Bring the database to this code's schema; return what the state was before.

    Raises `UnknownSchema` and changes nothing when the database is ahead. Two that start at once wait for each other.
    """
    with _alone():
        state = schema_state()
        refuse_unknown(state)
        if state.pending:
            with connection.cursor() as cursor:
                # A migration that cannot get its lock must not hold up everybody else who waits behind it.
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
            call_command("migrate", interactive=False, verbosity=verbosity)
    return state


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
            cursor.execute("RESET lock_timeout")
