"""The `artel` command line. One file per command here; a feature brings its own in `commands.py` of its folder.

A command module has one public function, `register(subparsers)`, which adds its parser(s) and says what runs:

    parser = subparsers.add_parser("import", help="Import a file into a section")
    parser.set_defaults(run=run)                      # run(arguments: argparse.Namespace) -> int, the exit status
    parser.set_defaults(run=run, needs_database=False)

Modules of features are imported after `django.setup()`, so they import models like any other module. Before `run`
the database answers: the embedded PostgreSQL is started for the length of the command unless somebody runs it
already, and stopped afterwards by the last one. Every command takes `--data DIR`; that is added here.

What a script reads goes to standard output, everything else to standard error. Exit status: 0 done, 1 refused or
failed, 2 the command's own "there is something to do" (`pack plan`), 64 the command line is wrong.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path

from artel.cli.parsing import Parser, add_data_option, data_folder
from artel.installation import embedded_postgres
from artel.installation.environment import DATABASE_URL, SettingError

LACKING = ("42P01", "42703", "42883", "42704")
"""What PostgreSQL calls a table, a column, a function, a type that is not there."""
OWN_COMMANDS = ("up", "web", "worker", "migrate", "prepare", "doctor", "backup", "restore", "registry")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "artel.settings")
    os.environ["ARTEL_DATA"] = str(data_folder(words))
    try:
        parsed = _parser(words).parse_args(words)
        return _run(parsed)
    except SettingError as error:
        return _fail(str(error))
    except embedded_postgres.EmbeddedPostgresError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone, `artel … | head` for one; a second complaint on exit helps nobody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _parser(words: Sequence[str]) -> Parser:
    parser = Parser(prog="artel", description="Artel: customers, orders and the work that keeps the promises.")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for name in OWN_COMMANDS:
        import_module(f"artel.cli.{name}").register(subparsers)
    named = next((word for word in words if word in OWN_COMMANDS), None)
    if named is None:
        _register_features(subparsers)
    add_data_option(parser)
    return parser


def _register_features(subparsers: argparse._SubParsersAction[Parser]) -> None:
    """Register the commands that features bring. Loads the whole product, so our own commands do without."""
    import django
    from django.apps import apps
    from django.utils.module_loading import module_has_submodule

    django.setup()
    for config in apps.get_app_configs():
        if config.name.startswith("artel.") and module_has_submodule(config.module, "commands"):
            import_module(f"{config.name}.commands").register(subparsers)


def _run(parsed: argparse.Namespace) -> int:
    needs_database = getattr(parsed, "needs_database", True)
    data = Path(os.environ["ARTEL_DATA"])
    is_embedded = needs_database and not DATABASE_URL.read()
    with embedded_postgres.running(data) if is_embedded else nullcontext():
        return _run_with_django(parsed) if needs_database else parsed.run(parsed)


def _run_with_django(parsed: argparse.Namespace) -> int:
    import django
    from django.db import OperationalError, connections

    from artel.platform.kernel.errors import ArtelError, ValidationFailed

    django.setup()
    try:
        return parsed.run(parsed)
    except ValidationFailed as error:
        problems = ((problem.field, problem.message) for problem in error.problems)
        return _fail(*(f"{field}: {message}" if field else str(message) for field, message in problems))
    except ArtelError as error:
        return _fail(str(error))
    except OperationalError as error:
        return _fail(f"The database does not answer: {error}")
    except Exception as error:
        said = _schema_fault(error)
        if not said:
            raise
        return _fail(said)
    finally:
        connections.close_all()


def _schema_fault(error: BaseException) -> str:
    """Return what to say when a command failed since the database has not this version's tables; else nothing."""
    found: BaseException | None = error
    while found is not None and getattr(found, "sqlstate", None) not in LACKING:
        found = found.__cause__ or found.__context__
    if found is None:
        return ""
    from artel.installation.schema_state import UnknownSchema, refuse_unknown, schema_state

    state = schema_state()
    try:
        refuse_unknown(state)
    except UnknownSchema as unknown:
        return str(unknown)
    if not state.pending:
        return ""
    return (
        f"the database lacks {len(state.pending)} migrations of this version. Run `artel migrate`, or start `artel up`."
    )


def _fail(*messages: str) -> int:
    for message in messages:
        print(f"artel: {message}", file=sys.stderr)
    return 1
