"""A scratch database beside the installation's own, on the same server, dropped afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

from django.db import connection
from psycopg import sql

from artel.installation.schema_state import migrate
from artel.platform.definitions.current import forget_snapshots
from artel.platform.kernel.actor import SYSTEM
from artel.platform.packs.installing import install

NAME = "artel_bench"


@contextmanager
def scratch_database(contents: str, *, is_kept: bool) -> Iterator[bool]:
    """Turn this process to a scratch database; yield whether one with these contents was there already.

    Drops it afterwards unless `is_kept`; whoever fills it says so with `mark_filled`.
    """
    own = connection.settings_dict["NAME"]
    is_there = is_kept and _contents() == contents
    if not is_there:
        _execute("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        _execute("CREATE DATABASE {}")
    _turn_to(NAME)
    try:
        migrate()
        install((), demo=False, actor=SYSTEM)
        yield is_there
    finally:
        _turn_to(own)
        if not is_kept:
            _execute("DROP DATABASE {} WITH (FORCE)")


def address() -> str:
    """Return the address of the database in use, for child processes."""
    parts = connection.get_connection_params()
    who = quote(str(parts.get("user") or ""))
    password = f":{quote(str(parts['password']))}" if parts.get("password") else ""
    rest = {key: str(parts[key]) for key in ("host", "port") if parts.get(key)}
    return f"postgresql://{who}{password}@/{quote(str(parts['dbname']))}?{urlencode(rest)}"


def _turn_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    forget_snapshots()


def mark_filled(contents: str) -> None:
    """Write down that the scratch database is complete: an interrupted filling leaves no such mark."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(NAME), sql.Literal(contents)))


def _contents() -> str | None:
    """Return what the scratch database was marked with; None when there is none, or none complete."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [NAME])
        row = cursor.fetchone()
    return row[0] if row else None


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(NAME)))
