"""`artel migrate`: brings the database to the schema of this version, or says why it must not."""

from __future__ import annotations

import argparse
import sys

from artel.cli.parsing import Parser


def register(subparsers: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("migrate", help="Bring the database to this version's schema")
    parser.add_argument("--check", action="store_true", help="Change nothing; exit with 2 if there is something to do")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Migrate, or only look."""
    from artel.installation.schema_state import UnknownSchema, migrate, refuse_unknown, schema_state

    try:
        if arguments.check:
            state = schema_state()
            refuse_unknown(state)
            print("\n".join(state.pending) or "Nothing to do.", file=sys.stderr)
            return 2 if state.pending else 0
        state = migrate()
    except UnknownSchema as error:
        print(f"artel: {error}", file=sys.stderr)
        return 1
    print(f"Applied {len(state.pending)} migrations." if state.pending else "Nothing to do.", file=sys.stderr)
    return 0
