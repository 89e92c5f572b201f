"""One file that holds an installation: `manifest.json`, `database.dump` (pg_dump's custom format), `files/`, `secret/`.

The database is one consistent snapshot; files are taken after it, so every file that the snapshot names is there.
Restoring takes an empty database, or is told to throw away what is there. Files in S3 are not copied: a bucket has
its own versions and copies. The manifest names the bucket, and restoring says that it must be the same one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from artel import __version__
from artel.installation import embedded_postgres, environment

FORMAT = 1


class BackupError(Exception):
    """The backup was not made or not restored; the message says why and nothing was half-done."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself. Times are ISO 8601 in UTC."""

    format: int
    version: str
    made_at: str
    files: int
    has_files: bool
    bucket: str = ""

    @property
    def about_files(self) -> str:
        """Say where the files are."""
        if self.bucket:
            return f"the files stay in the bucket {self.bucket}; keep its versions or a copy of it"
        return f"{self.files} files"


def back_up(target: Path) -> Manifest:
    """Write the backup to `target` at once when it is complete; refuses to write over a file."""
    if target.exists():
        raise BackupError(f"{target} exists already; choose another name")
    data = environment.DATA.read().resolve()
    bucket = environment.S3_BUCKET.read()
    has_files = not bucket
    with tempfile.TemporaryDirectory(dir=target.resolve().parent, prefix=".artel-backup-") as folder:
        dump = Path(folder) / "database.dump"
        _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}"])
        uploaded = sorted(path for path in (data / "files").rglob("*") if path.is_file()) if has_files else []
        made_at = timezone.now().isoformat(timespec="seconds")
        manifest = Manifest(FORMAT, __version__, made_at, len(uploaded), has_files, bucket)
        (Path(folder) / "manifest.json").write_text(json.dumps(asdict(manifest), indent=2), encoding="utf-8")
        draft = Path(folder) / "draft.tar.gz"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as archive:
            archive.add(Path(folder) / "manifest.json", "manifest.json")
            archive.add(dump, "database.dump")
            for path in uploaded:
                archive.add(path, str(Path("files") / path.relative_to(data / "files")))
            for path in sorted((data / "secret").glob("*.key*")):
                archive.add(path, f"secret/{path.name}")
        draft.rename(target)
    return manifest


def restore(source: Path, *, is_forced: bool = False) -> Manifest:
    """Fill this installation's database and data folder from a backup; returns what the backup says about itself.

    Raises `BackupError` when the file is not a backup, or when there is data here already and `is_forced` is false.
    """
    data = environment.DATA.read().resolve()
    if not is_forced:
        _refuse_if_used(data)
    with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as name:
        folder = Path(name)
        manifest = _unpack(source, folder)
        _refuse_other_place(manifest)
        connection.close()
        # One transaction: what is there goes, and the backup's tables come, or nothing changes at all.
        script = folder / "restore.sql"
        _run(["pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(folder / "database.dump")])
        command = ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public"]
        wipe = [option for statement in command for option in ("--command", statement)]
        psql = ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
        _run([*psql, *wipe, f"--file={script}"])
        for part in ("files", "secret"):
            if (folder / part).exists():
                _replace(data / part, folder / part)
    return manifest


def _refuse_if_used(data: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.users_user')")
        (table,) = cursor.fetchone()
        if table:
            raise BackupError("this database holds an installation already; --force throws it away")
    if any(path.is_file() for path in (data / "files").rglob("*")):
        raise BackupError(f"{data / 'files'} holds files already; --force throws them away")


def _refuse_other_place(manifest: Manifest) -> None:
    """Refuse a backup whose files would not be where this installation looks for them."""
    bucket = environment.S3_BUCKET.read()
    if manifest.files and bucket:
        raise BackupError(
            f"this backup holds {manifest.files} files, but this installation keeps files in the bucket {bucket}: "
            "restore without ARTEL_S3_BUCKET, copy <data>/files into the bucket, then set it"
        )
    if manifest.bucket and manifest.bucket != bucket:
        raise BackupError(
            f"the files of this backup are in the bucket {manifest.bucket}: set ARTEL_S3_BUCKET={manifest.bucket}, "
            "restore, and move to another place afterwards"
        )


def _unpack(source: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        manifest = Manifest(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, EOFError, tarfile.TarError, ValueError, TypeError) as error:
        raise BackupError(f"{source} is not a backup of Artel: {error}") from error
    if manifest.format != FORMAT:
        raise BackupError(f"{source} has format {manifest.format}; this Artel reads format {FORMAT}")
    return manifest


def _replace(there: Path, new: Path) -> None:
    """Put a folder in the place of another; the old one goes only when the new one stands."""
    old = there.with_name(f".{there.name}-old")
    if there.exists():
        there.rename(old)
    new.rename(there)
    there.chmod(0o700)
    shutil.rmtree(old, ignore_errors=True)


def _run(command: list[str]) -> None:
    """Run a program of PostgreSQL's against our database. The embedded server's own if it has it: same version."""
    database = settings.DATABASES["default"]
    program, *arguments = command
    own = embedded_postgres.binaries() / program
    found = str(own) if own.exists() else shutil.which(program)
    if not found:
        raise BackupError(f"{program} is not installed: install PostgreSQL's client programs")
    environ = {
        **os.environ,
        "PGDATABASE": str(connection.settings_dict["NAME"]),
        "PGHOST": str(database["HOST"]),
        "PGPORT": str(database["PORT"]),
        "PGUSER": str(database["USER"]),
        "PGPASSWORD": str(database["PASSWORD"]),
    }
    environ = {name: value for name, value in environ.items() if value or not name.startswith("PG")}
    finished = subprocess.run([found, *arguments], env=environ, capture_output=True, text=True, check=False)
    if finished.returncode:
        raise BackupError(f"{program}: {finished.stderr.strip()}")
