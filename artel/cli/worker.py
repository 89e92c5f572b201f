"""`artel worker`: runs background jobs and starts the periodic ones. Several may run; each job is run by one."""

from __future__ import annotations

import argparse
import os

from artel.cli.parsing import Parser

# A worker told to stop lets running jobs finish for this long; jobs are safe to run again after that.
SECONDS_TO_FINISH = 3


def register(subparsers: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("worker", help="Run background and periodic jobs")
    parser.add_argument("--concurrency", type=int, default=2, help="Jobs at once (default 2)")
    parser.add_argument("--until-empty", action="store_true", help="Stop when no job is waiting")
    parser.set_defaults(run=run, needs_database=True)


def run(arguments: argparse.Namespace) -> int:
    """Work until told to stop, or until nothing is waiting."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params
    from procrastinate.psycopg_connector import PsycopgConnector

    # Web processes defer jobs over Django's own connection; a worker waits for them on connections of its own: one
    # listens, the others are for fetching and finishing.
    connector = PsycopgConnector(
        kwargs=connector_params(), min_size=1, max_size=arguments.concurrency + 2, num_workers=1
    )
    with app.replace_connector(connector) as worker_app:
        worker_app.run_worker(
            concurrency=arguments.concurrency,
            wait=not arguments.until_empty,
            delete_jobs="successful",
            shutdown_graceful_timeout=SECONDS_TO_FINISH,
            install_signal_handlers=True,
            name=f"worker-{os.getpid()}",
        )
    return 0
