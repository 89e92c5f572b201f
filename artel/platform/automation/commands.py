"""`artel webhook`: what receivers of webhooks need to know, for the machine's administrator."""

from __future__ import annotations

import argparse

from artel.cli.parsing import Parser
from artel.platform.automation.outbox import signing_key


def register(subparsers: argparse._SubParsersAction[Parser]) -> None:
    """Add the command and its verb."""
    verbs = subparsers.add_parser("webhook", help="What rules send out").add_subparsers(metavar="VERB", required=True)
    key = verbs.add_parser("key", help="Print the key of `X-Artel-Signature`, in hexadecimal, and nothing else")
    key.set_defaults(run=run_key, needs_database=False)


def run_key(_arguments: argparse.Namespace) -> int:
    """Print the key."""
    print(signing_key().hex())
    return 0
