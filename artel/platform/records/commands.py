"""`artel recompute SECTION.FIELD`: computes a derived field anew for all records, and what follows from it."""

from __future__ import annotations

import argparse
import sys

from artel.cli.parsing import Parser
from artel.platform.definitions.current import holding, latest_snapshot
from artel.platform.formulas.pending import note
from artel.platform.records.derived.recomputing import recompute_pending


def register(subparsers: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("recompute", help="Compute computed fields and rollups anew")
    parser.add_argument("fields", nargs="+", metavar="SECTION.FIELD")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Compute the fields named; all of them exist, or none is computed."""
    with holding(latest_snapshot()) as snapshot:
        named = [name.partition(".")[::2] for name in arguments.fields]
        for section, key in named:
            spec = snapshot.sections.get(section)
            field = spec.field(key) if spec is not None and not spec.retired else None
            if field is None or not field.derived:
                print(f"no computed field or rollup: {section}.{key}", file=sys.stderr)
                return 1
        for section, key in named:
            note(section, [key])
        print(f"{recompute_pending(snapshot)} records looked at", file=sys.stderr)
    return 0
