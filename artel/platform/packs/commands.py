"""`artel pack plan|apply|export|list`: the configuration as files, from the command line.

`plan` prints what applying would change and exits with 0 when there is nothing to change, 2 when there is, 1 when
the pack has problems (all of them go to standard error, each with file, line and path).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.packs.exporting import export_pack
from artel.platform.packs.installing import load_demo_of
from artel.platform.packs.models import InstalledPack
from artel.platform.packs.places import find_pack, shipped_packs
from artel.platform.packs.planning import PacksPlan, apply_packs, plan_packs
from artel.platform.packs.telling import tell

DONE, REFUSED, SOMETHING_TO_DO = 0, 1, 2


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its verbs."""
    pack = subparsers.add_parser("pack", help="Plan, apply and export packs of configuration")
    verbs = pack.add_subparsers(metavar="VERB", required=True)
    plan = verbs.add_parser("plan", help="Print what applying a pack would change; exit with 2 if anything")
    plan.add_argument("packs", nargs="+", metavar="PACK", help="Name of a shipped pack, or a folder")
    plan.set_defaults(run=run_plan)
    apply = verbs.add_parser("apply", help="Apply a pack after showing the plan")
    apply.add_argument("packs", nargs="+", metavar="PACK", help="Name of a shipped pack, or a folder")
    apply.add_argument("--yes", action="store_true", help="Ask nothing")
    apply.add_argument("--demo", action="store_true", help="Also load the demo data of these packs")
    apply.set_defaults(run=run_apply)
    export = verbs.add_parser("export", help="Write the configuration in force as a pack")
    export.add_argument("folder", type=Path, metavar="DIR", help="A new or empty folder")
    export.add_argument("--owner", help="Only what this pack declared, or `local`: what was made by hand")
    export.add_argument("--key", help="Key of the new pack; by default the owner or the folder's name")
    export.set_defaults(run=run_export)
    listed = verbs.add_parser("list", help="Print the packs that come with the product and those in force")
    listed.set_defaults(run=run_list)


def run_plan(arguments: argparse.Namespace) -> int:
    """Print the plan; change nothing."""
    planned = plan_packs([find_pack(name) for name in arguments.packs])
    if planned.problems:
        return _refuse(planned.problems)
    print("\n".join(tell(planned)))
    return DONE if planned.is_empty else SOMETHING_TO_DO


def run_apply(arguments: argparse.Namespace) -> int:
    """Show the plan, ask, apply."""
    planned = plan_packs([find_pack(name) for name in arguments.packs])
    if planned.problems:
        return _refuse(planned.problems)
    print("\n".join(tell(planned)))
    if not planned.is_empty and not arguments.yes and not _agreed():
        print(_("Nothing was applied."), file=sys.stderr)
        return REFUSED
    apply_packs(planned, actor=SYSTEM)
    if arguments.demo:
        _load_demo(planned)
    return DONE


def _load_demo(planned: PacksPlan) -> None:
    for pack in planned.packs:
        loaded = load_demo_of(pack)
        print(_("Demo data of %(pack)s: %(number)s new records.") % {"pack": pack.key, "number": loaded.records})
        if loaded.password:
            print(_("The people of the demo sign in with the password %(word)s") % {"word": loaded.password})


def run_export(arguments: argparse.Namespace) -> int:
    """Write a pack; print the files."""
    for path in export_pack(arguments.folder, owner=arguments.owner, key=arguments.key):
        print(path)
    return DONE


def run_list(_arguments: argparse.Namespace) -> int:
    """Print a line for each pack: its key, and the version in force if it is applied."""
    versions = dict(InstalledPack.objects.values_list("key", "version"))
    for name in sorted({*shipped_packs(), *versions}):
        print(f"{name}\t{versions.get(name, '-')}")
    return DONE


def _agreed() -> bool:
    if not sys.stdin.isatty():
        print(_("There is nobody to ask; use --yes."), file=sys.stderr)
        return False
    print(_("Apply? [y/N] "), end="", flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes", "д", "да"}


def _refuse(problems: Iterable[DefinitionProblem]) -> int:
    for problem in problems:
        print(problem, file=sys.stderr)
    return REFUSED
