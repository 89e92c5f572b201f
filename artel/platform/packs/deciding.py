"""Decisions from the command line: about conflicts with the company's changes, and between packs that contest a place.

`--ours`, `--theirs`, `--take PACK`, or a file of them: YAML, an address as the plan prints it, or an item as a whole →
`ours`, `theirs` or a pack's name.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.overlays.merging import Side
from artel.platform.definitions.overlays.resolving import Decisions
from artel.platform.kernel.errors import ConfigurationRefused, DefinitionProblem
from artel.platform.packs.folder import MAX_FILE
from artel.platform.packs.models import InstalledPack
from artel.platform.packs.places import shipped_packs
from artel.platform.packs.yaml.text import parse_yaml

ALL = "*"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that decide conflicts."""
    for side, whose in ((Side.OURS, "what the company made"), (Side.THEIRS, "what the pack says")):
        parser.add_argument(
            f"--{side}",
            action="append",
            nargs="?",
            const=ALL,
            default=[],
            metavar="ADDRESS",
            help=f"Take {whose} in this conflict, as `plan` names it; without an address: in all",
        )
    add_take(parser)
    help_text = "YAML: address of a conflict → ours, theirs or a pack's name"
    parser.add_argument("--decisions", type=Path, metavar="FILE", help=help_text)


def add_take(parser: argparse.ArgumentParser) -> None:
    """Add the option that decides between packs."""
    parser.add_argument(
        "--take",
        action="append",
        default=[],
        metavar="PACK[=ADDRESS]",
        help="Take what this pack says where packs contest a place; without an address: wherever it does",
    )


def decisions_of(arguments: argparse.Namespace) -> Decisions:
    """Return the decisions of a command line. Raises ConfigurationRefused for a file that can't be understood."""
    written = dict(_from_file(arguments.decisions, _packs_known(arguments))) if arguments.decisions else {}
    sides = {address: Side(side) for address, side in written.items() if side in set(Side)}
    packs = {address: pack for address, pack in written.items() if address not in sides}
    otherwise = None
    for side in Side:
        for address in getattr(arguments, side.value):
            if address == ALL:
                otherwise = side
            else:
                sides[address] = side
    taken = taken_of(arguments)
    return Decisions(sides=sides, otherwise=otherwise, packs={**packs, **taken.packs}, preferred=taken.preferred)


def taken_of(arguments: argparse.Namespace) -> Decisions:
    """Return what `--take` decides."""
    split = [text.partition("=") for text in arguments.take]
    return Decisions(
        packs={address: pack for pack, _equals, address in split if address},
        preferred=tuple(pack for pack, _equals, address in split if not address),
    )


def _packs_known(arguments: argparse.Namespace) -> set[str]:
    named = {Path(name).name for name in arguments.packs}
    return {*named, *shipped_packs(), *InstalledPack.objects.values_list("key", flat=True)}


def _from_file(path: Path, packs: set[str]) -> Iterable[tuple[str, str]]:
    try:
        with path.open(encoding="utf-8") as file:
            parsed = parse_yaml(file.read(MAX_FILE), path.name)
    except (OSError, UnicodeDecodeError) as error:
        message = _("The file of decisions can't be read: %(why)s.") % {"why": error}
        raise ConfigurationRefused([DefinitionProblem(code="bad_file", message=message, file=str(path))]) from error
    problems = list(parsed.problems)
    value = parsed.value if isinstance(parsed.value, dict) else {}
    for address, side in value.items():
        if side not in {*(each.value for each in Side), *packs}:
            problems.append(
                DefinitionProblem(
                    code="bad_decision",
                    message=_("Write “ours”, “theirs”, or the name of a pack."),
                    path=address,
                    file=path.name,
                    line=parsed.lines.get(address, 0),
                )
            )
    if problems:
        raise ConfigurationRefused(problems)
    return [(address, str(side)) for address, side in value.items()]
