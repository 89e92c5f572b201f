"""Decisions about conflicts from the command line: `--ours`, `--theirs`, or a file of them.

The file is YAML: an address as the plan prints it, or an item as a whole → `ours` or `theirs`.
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
    parser.add_argument("--decisions", type=Path, metavar="FILE", help="YAML: address of a conflict → ours or theirs")


def decisions_of(arguments: argparse.Namespace) -> Decisions:
    """Return the decisions of a command line. Raises ConfigurationRefused for a file that can't be understood."""
    sides = dict(_from_file(arguments.decisions)) if arguments.decisions else {}
    otherwise = None
    for side in Side:
        for address in getattr(arguments, side.value):
            if address == ALL:
                otherwise = side
            else:
                sides[address] = side
    return Decisions(sides=sides, otherwise=otherwise)


def _from_file(path: Path) -> Iterable[tuple[str, Side]]:
    try:
        with path.open(encoding="utf-8") as file:
            parsed = parse_yaml(file.read(MAX_FILE), path.name)
    except (OSError, UnicodeDecodeError) as error:
        message = _("The file of decisions can't be read: %(why)s.") % {"why": error}
        raise ConfigurationRefused([DefinitionProblem(code="bad_file", message=message, file=str(path))]) from error
    problems = list(parsed.problems)
    value = parsed.value if isinstance(parsed.value, dict) else {}
    for address, side in value.items():
        if side not in {each.value for each in Side}:
            problems.append(
                DefinitionProblem(
                    code="bad_decision",
                    message=_("Write «ours» or «theirs»."),
                    path=address,
                    file=path.name,
                    line=parsed.lines.get(address, 0),
                )
            )
    if problems:
        raise ConfigurationRefused(problems)
    return [(address, Side(side)) for address, side in value.items()]
