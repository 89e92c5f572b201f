"""`artel up`: the whole product on one machine under one supervisor. Prints one line: the address and the login."""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path

from artel.cli import main
from artel.cli.forking import fork
from artel.cli.parsing import Parser
from artel.cli.preloading import preload, preload_configuration
from artel.cli.supervisor import Child, Supervisor, say
from artel.cli.web import add_address_options, answer_to
from artel.installation import embedded_postgres, environment

FIRST_PORT = 8000
PORTS_TO_TRY = 20


def register(subparsers: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("up", help="Start everything: database, web, jobs")
    add_address_options(parser)
    parser.add_argument("--demo", metavar="NAME", help="Install the pack solutions/NAME with its demo data")
    parser.set_defaults(run=run, needs_database=False)


def run(arguments: argparse.Namespace) -> int:
    """Start everything and keep it running until SIGTERM or SIGINT; 0 when it was stopped so."""
    data = Path(os.environ["ARTEL_DATA"])
    port = _port(arguments)
    if port is None:
        say(f"Port {arguments.port} of {arguments.host} is taken; choose another one with --port")
        return 1
    is_embedded = not environment.DATABASE_URL.read()
    with _only_one(data) as is_ours:
        if not is_ours:
            say(f"Artel already runs on {data}: {_known_address(data)}")
            return 1
        with embedded_postgres.running(data) if is_embedded else nullcontext() as url:
            if url:
                os.environ["DATABASE_URL"] = url
            # Everything below is a fork of this process, which has read its settings now.
            answer_to(arguments.host)
            preload()
            prepared = _prepare(arguments)
            if prepared is None:
                return 1
            preload_configuration()
            return _serve(arguments, data, port, prepared, is_embedded=is_embedded)


def _serve(
    arguments: argparse.Namespace, data: Path, port: int, prepared: dict[str, str | None], *, is_embedded: bool
) -> int:
    address = environment.URL.read() or f"http://{_shown_host(arguments.host)}:{port}"
    processes = str(arguments.processes or environment.PROCESSES.read())
    web = ("web", "--host", arguments.host, "--port", str(port), "--processes", processes)
    children = [Child("web", partial(main, web)), Child("worker", partial(main, ("worker",)))]

    def announce() -> None:
        (data / "address").write_text(address + "\n", encoding="utf-8")
        print(_announcement(address, prepared), flush=True)

    def revive_database() -> None:
        try:
            if is_embedded and embedded_postgres.revive(data):
                say("PostgreSQL had died; started again")
        except embedded_postgres.EmbeddedPostgresError as error:
            # It may still be on its way down; we ask again in a moment.
            say(str(error).splitlines()[0])

    supervisor = Supervisor(
        children, when_ready=announce, is_ready=lambda: _answers(arguments.host, port), watch=revive_database
    )
    try:
        supervisor.run()
    finally:
        (data / "address").unlink(missing_ok=True)
    return 0


def _announcement(address: str, prepared: dict[str, str | None]) -> str:
    login, password = prepared["login"], prepared["password"]
    if password:
        return f"Artel: {address}/  login: {login}  password: {password}"
    return f"Artel: {address}/  login: {login}  (forgotten the password? artel user password {login})"


def _prepare(arguments: argparse.Namespace) -> dict[str, str | None] | None:
    """Run `artel prepare`; return what it says about the first user, or None when it refused (it has said why)."""
    words = ("prepare", "--demo", arguments.demo) if arguments.demo else ("prepare",)
    answer, said = os.pipe()
    pid = fork(partial(main, words), name="artel-prepare", stdout=said, stderr=sys.stderr.fileno())
    os.close(said)
    try:
        with os.fdopen(answer, encoding="utf-8") as lines:
            told = lines.read()
        _pid, status = os.waitpid(pid, 0)
    except KeyboardInterrupt:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
        raise
    if status:
        return None
    prepared: dict[str, str | None] = json.loads(told.strip().splitlines()[-1])
    return prepared


def _port(arguments: argparse.Namespace) -> int | None:
    """Return the port asked for if it is free; without one the first free from 8000 on."""
    wanted = [arguments.port] if arguments.port else range(FIRST_PORT, FIRST_PORT + PORTS_TO_TRY)
    return next((port for port in wanted if _is_free(arguments.host, port)), None)


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _answers(host: str, port: int) -> bool:
    """Tell whether the web process answers `/healthz`."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection((target, port), timeout=5) as connection:
            connection.sendall(request)
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def _shown_host(host: str) -> str:
    """Return the name by which a browser reaches the site; security keys want a name, an address they refuse."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        return socket.gethostname()
    if _is_localhost(host):
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _is_localhost(host: str) -> bool:
    """Tell whether this machine's `localhost` leads to the address, and the site answers to that name."""
    try:
        leads_to = {entry[4][0] for entry in socket.getaddrinfo("localhost", None, proto=socket.IPPROTO_TCP)}
    except OSError:
        return False
    return host in leads_to and "localhost" in environment.HOSTS.read()


def _known_address(data: Path) -> str:
    file = data / "address"
    return file.read_text(encoding="utf-8").strip() if file.exists() else "still starting"


@contextmanager
def _only_one(data: Path) -> Iterator[bool]:
    """Hold the data folder for one supervisor; gives False when another one has it."""
    import fcntl

    data.mkdir(parents=True, exist_ok=True)
    with (data / "up.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        yield True
