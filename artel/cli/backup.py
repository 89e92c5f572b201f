"""`artel backup` and what it writes: one .tar.gz with the database, the uploaded files, the keys and a manifest."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from artel.cli.parsing import Parser


def register(subparsers: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("backup", help="Write the database, the files and the keys into one file")
    parser.add_argument("file", type=Path, help="Where to write, for example artel.tar.gz")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the backup; prints its path."""
    from artel.installation.backup import BackupError, back_up

    try:
        manifest = back_up(arguments.file)
    except BackupError as error:
        print(f"artel: {error}", file=sys.stderr)
        return 1
    print(f"The database of Artel {manifest.version}; {manifest.about_files}.", file=sys.stderr)
    print(arguments.file)
    return 0
