"""`artel doctor`: is the installation well? Prints one line per check; exits with 0 when all is well, else 1."""

from __future__ import annotations

import argparse
import sys

from artel.cli.parsing import Parser


def register(subparsers: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("doctor", help="Check the installation")
    parser.add_argument("--full", action="store_true", help="Also compare every record; takes long on big tables")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print every check; the advice of those that failed goes below them."""
    from artel.installation.doctor import all_checks

    is_well = True
    for check in all_checks(is_full=arguments.full):
        is_well = is_well and check.is_ok
        print(f"{'ok  ' if check.is_ok else 'FAIL'}  {check.name}: {check.detail}")
        if not check.is_ok and check.advice:
            print(f"      {check.advice}")
    print("All is well." if is_well else "Something needs attention.", file=sys.stderr)
    return 0 if is_well else 1
