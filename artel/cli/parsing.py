"""How the command line is read: one parser class, and the option that every command has."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

WRONG_COMMAND_LINE = 64


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaint exits with 64: argparse's own 2 would read as "there is something to do"."""

    def error(self, message: str) -> NoReturn:
        """Say how the command is used and what is wrong with this one."""
        self.print_usage(sys.stderr)
        self.exit(WRONG_COMMAND_LINE, f"{self.prog}: {message}\n")


def data_folder(words: Sequence[str]) -> Path:
    """Return the data folder that the words name, before anything else is understood; else ARTEL_DATA; else ./data."""
    finder = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    finder.add_argument("--data", default=os.environ.get("ARTEL_DATA") or "data")
    try:
        named, _others = finder.parse_known_args(words)
    except argparse.ArgumentError:
        return Path("data").resolve()
    return Path(named.data).expanduser().resolve()


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """Give `--data` to the parser and to every command and subcommand below it that lacks it."""
    if not any("--data" in action.option_strings for action in parser._actions):  # noqa: SLF001 - no public way
        parser.add_argument(
            "--data",
            metavar="DIR",
            default=argparse.SUPPRESS,
            help="Folder of the files, the keys and Artel's own PostgreSQL (ARTEL_DATA; default ./data)",
        )
    for action in parser._actions:  # noqa: SLF001
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for child in action.choices.values():
                add_data_option(child)
