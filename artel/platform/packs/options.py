"""The verbs of `artel pack` and their options."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from artel.platform.packs.deciding import add_options, add_take
from artel.platform.packs.manifest import STAGE, TARGET

Run = Callable[[argparse.Namespace], int]

HELP = {
    "plan": "Print what applying a pack would change; exit with 2 if anything, 3 if conflicts must be decided",
    "apply": "Apply a pack after showing the plan",
    "export": "Write the configuration in force as a pack",
    "diff": "Print what differs; exit with 2 if anything",
    "drift": "Print what was changed or made here and is not what the packs say; exit with 2 if anything",
    "remove": "Take a pack out of force after showing what goes; refused with a list while something uses it",
    "schema": "Write JSON Schemas of a pack's files, for completion in an editor",
    "list": "Print the packs that come with the product and those in force",
}
SOURCE = "A pack's name or folder, NAME@VERSION as applied here, or the number of a revision"


MOVE = re.compile(rf"({STAGE[1:-1]})=({TARGET[1:-1]})")


def _move(text: str) -> tuple[str, str]:
    found = MOVE.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError("write PIPELINE.STAGE=STAGE, or PIPELINE.STAGE=OTHER_PIPELINE.STAGE")
    return found[1], found[2]


def add_verbs(subparsers: argparse._SubParsersAction[argparse.ArgumentParser], run: Mapping[str, Run]) -> None:
    """Add `pack` and its verbs, each with the function that runs it."""
    pack = subparsers.add_parser("pack", help="Plan, apply, compare, export and remove packs of configuration")
    verbs = pack.add_subparsers(metavar="VERB", required=True)
    parsers = {verb: verbs.add_parser(verb, help=text) for verb, text in HELP.items()}
    for verb, parser in parsers.items():
        parser.add_argument("--json", action="store_true", help="Print one JSON value instead of words")
        parser.set_defaults(run=run[verb])
    for verb in ("plan", "apply"):
        parsers[verb].add_argument("packs", nargs="+", metavar="PACK", help="Name of a shipped pack, or a folder")
        add_options(parsers[verb])
    for verb in ("apply", "remove"):
        parsers[verb].add_argument("--yes", action="store_true", help="Ask nothing")
    for verb in ("plan", "apply", "remove"):
        parsers[verb].add_argument(
            "--move",
            action="append",
            default=[],
            type=_move,
            metavar="PIPELINE.STAGE=STAGE",
            help="Where the records of a stage go that goes; repeatable",
        )
    parsers["apply"].add_argument("--demo", action="store_true", help="Also load the demo data of these packs")
    parsers["export"].add_argument("folder", type=Path, metavar="DIR", help="A new or empty folder")
    parsers["export"].add_argument("--owner", help="Only what this pack declared, or `local`: what was made by hand")
    parsers["export"].add_argument("--key", help="Key of the new pack; by default the owner or the folder's name")
    parsers["diff"].add_argument("before", metavar="A", help=SOURCE)
    parsers["diff"].add_argument("after", metavar="B", help=SOURCE)
    parsers["drift"].add_argument("pack", nargs="?", metavar="PACK", help="Only changes of this pack's definitions")
    parsers["remove"].add_argument("pack", metavar="PACK", help="A pack in force")
    add_take(parsers["remove"])
    parsers["remove"].add_argument("--dry-run", action="store_true", help="Show what would go, and stop")
    parsers["remove"].add_argument("--demo", action="store_true", help="Delete its demo records for good, too")
    parsers["schema"].add_argument(
        "--out", type=Path, default=Path("schema"), metavar="DIR", help="Folder to write to (default: schema)"
    )
