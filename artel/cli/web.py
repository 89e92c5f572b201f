"""`artel web`: the processes that answer browsers. Usually a child of `artel up`; alone on a bigger installation."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import socket
import sys

from artel.cli.parsing import Parser
from artel.cli.preloading import APPLICATION, preload
from artel.installation import environment

# A connection beyond the first is closed when it was not wanted for so long.
SECONDS_IDLE = 120


def register(subparsers: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("web", help="Answer browsers and the API")
    add_address_options(parser)
    parser.set_defaults(run=run, needs_database=False)


def add_address_options(parser: argparse.ArgumentParser) -> None:
    """Add what `web` and `up` share: where to listen and with how many processes."""
    parser.add_argument("--host", default="127.0.0.1", help="Address to listen on; 0.0.0.0 for every network")
    parser.add_argument("--port", type=int, default=None, help="Port to listen on (default 8000)")
    parser.add_argument("--processes", type=int, default=None, help="Web processes (ARTEL_PROCESSES; default 2)")


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    answer_to(arguments.host)
    if "fork" in multiprocessing.get_all_start_methods() and sys.platform.startswith("linux"):
        multiprocessing.set_start_method("fork", force=True)
    preload()
    _share_connections()
    Granian(
        APPLICATION,
        address=arguments.host,
        port=arguments.port or 8000,
        interface=Interfaces.ASGI,
        workers=arguments.processes or environment.PROCESSES.read(),
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=1,
        # An open page keeps a stream of events open for ever; after this long the process goes all the same.
        workers_kill_timeout=3,
    ).serve()
    return 0


def _share_connections() -> None:
    """Let the threads of each web process take connections to the database from a pool; it opens with the first."""
    from django.db import connection

    size = environment.DATABASE_POOL.read()
    if size:
        pool = {"min_size": 1, "max_size": size, "timeout": 10, "max_idle": SECONDS_IDLE, "num_workers": 1}
        connection.settings_dict["OPTIONS"]["pool"] = pool


def answer_to(address: str) -> None:
    """Set the names of this site in the environment; before the settings are read."""
    os.environ[environment.HOSTS.name] = ",".join(hosts(address))


def hosts(address: str) -> list[str]:
    """Return the names this site answers to: those configured, and this machine's own when it listens to networks."""
    names = list(environment.HOSTS.read())
    if address in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        names += [socket.gethostname(), socket.getfqdn(), *own_addresses()]
    elif address not in names:
        names.append(f"[{address}]" if ":" in address else address)
    return list(dict.fromkeys(names))


def own_addresses() -> list[str]:
    """Return this machine's IP addresses, those of loopback left out; empty when it has no name for itself."""
    try:
        found = socket.getaddrinfo(socket.gethostname(), None, proto=socket.IPPROTO_TCP)
    except OSError:
        print("artel: this machine does not know its own address; name it in ARTEL_HOSTS", file=sys.stderr)
        return []
    return list(dict.fromkeys(str(entry[4][0]) for entry in found if not str(entry[4][0]).startswith("127.")))
