"""`artel restore`: fills an empty installation from a backup. Never writes over data unless forced."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from artel.cli.parsing import Parser


def register(subparsers: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("restore", help="Fill an empty installation from a backup")
    parser.add_argument("file", type=Path, help="A file made by artel backup")
    parser.add_argument("--force", action="store_true", help="Throw away what the database and the folder hold now")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Restore, then migrate to this version's schema."""
    from artel.installation.backup import BackupError, restore
    from artel.installation.schema_state import UnknownSchema, migrate

    try:
        manifest = restore(arguments.file, is_forced=arguments.force)
        migrate()
    except (BackupError, UnknownSchema) as error:
        print(f"artel: {error}", file=sys.stderr)
        return 1
    print(
        f"Restored the backup of {manifest.made_at} (Artel {manifest.version}); {manifest.about_files}.",
        file=sys.stderr,
    )
    return 0
