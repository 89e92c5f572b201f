"""A database of its own per test, filled from a dump of an earlier version, used by the product's own commands."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

Run = Callable[..., subprocess.CompletedProcess[str]]
DUMP = Path(__file__).parent / "installation_0_1_0.sql.gz"


def address(name: str) -> str:
    """Return the address of a database on the suite's server."""
    parts = settings.DATABASES["default"]
    who = quote(str(parts["USER"] or "postgres"))
    password = f":{quote(str(parts['PASSWORD']))}" if parts["PASSWORD"] else ""
    rest = {key.lower(): str(parts[key]) for key in ("HOST", "PORT") if parts.get(key)}
    return f"postgresql://{who}{password}@/{quote(name)}?{urlencode(rest)}"


@contextmanager
def database() -> Iterator[str]:
    """Make a database with nothing in it; give its address."""
    name = f"artel_upgrade_{uuid4().hex[:8]}"
    with psycopg.connect(address("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield address(name)
    finally:
        with psycopg.connect(address("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def installation() -> Iterator[str]:
    """Return the address of an installation of version 0.1.0, customised by hand and in use."""
    with database() as where:
        with psycopg.connect(where) as connection:
            connection.execute(gzip.decompress(DUMP.read_bytes()))  # type: ignore[arg-type]
        yield where


@pytest.fixture
def artel(installation: str, tmp_path: Path) -> Run:
    """Return a function that runs one command of the product on the installation."""

    def run(*words: str | Path, status: int | None = 0) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "DATABASE_URL": installation, "DJANGO_SETTINGS_MODULE": "artel.settings"}
        command = [sys.executable, "-m", "artel", *map(str, words), "--data", str(tmp_path / "data")]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=180)
        assert status is None or done.returncode == status, done.stdout + done.stderr
        return done

    return run
