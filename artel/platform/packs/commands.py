"""`artel pack VERB`: the configuration as files, from the command line.

Exit statuses: 0 done, or nothing to do; 1 refused, with all problems on standard error, each with file, line and path;
2 something to do, or something differs; 3 conflicts that wait for a decision. With `--json` one JSON value goes to
standard output (`json_form.py`), problems included.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.definitions.current import stored_documents
from artel.platform.definitions.differences import ItemDifference, compare, local_changes
from artel.platform.definitions.documents import LOCAL
from artel.platform.definitions.planning import Plan
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import DefinitionProblem, NotFound
from artel.platform.packs.deciding import decisions_of, taken_of
from artel.platform.packs.exporting import export_pack
from artel.platform.packs.installing import load_demo_of
from artel.platform.packs.json_form import difference_form, plan_form
from artel.platform.packs.json_schema import write_schemas
from artel.platform.packs.models import InstalledPack
from artel.platform.packs.options import add_verbs
from artel.platform.packs.places import find_pack, shipped_packs
from artel.platform.packs.planning import PacksPlan, apply_packs, plan_packs
from artel.platform.packs.removing import apply_removal, plan_removal
from artel.platform.packs.sources import compare_sources
from artel.platform.packs.telling import tell, tell_difference, tell_steps
from artel.platform.process.settling import settle

DONE, REFUSED, SOMETHING_TO_DO, UNDECIDED = 0, 1, 2, 3


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its verbs."""
    verbs = {
        "plan": run_plan,
        "apply": run_apply,
        "export": run_export,
        "diff": run_diff,
        "drift": run_drift,
        "remove": run_remove,
        "schema": run_schema,
        "list": run_list,
    }
    add_verbs(subparsers, verbs)


def _planned(arguments: argparse.Namespace) -> PacksPlan:
    folders = [find_pack(name) for name in arguments.packs]
    return plan_packs(folders, decisions=decisions_of(arguments), moves=dict(arguments.move))


def run_plan(arguments: argparse.Namespace) -> int:
    """Print the plan; change nothing."""
    planned = _planned(arguments)
    if arguments.json:
        _print_json(plan_form(planned.plan, planned.problems, _versions(planned), planned.contests))
    elif not planned.problems:
        print("\n".join(tell(planned)))
    return _status(planned, arguments)


def run_apply(arguments: argparse.Namespace) -> int:
    """Show the plan, ask, apply."""
    planned = _planned(arguments)
    if arguments.json:
        _print_json(plan_form(planned.plan, planned.problems, _versions(planned), planned.contests))
    elif not planned.problems:
        print("\n".join(tell(planned)))
    if planned.refusals:
        return _status(planned, arguments)
    if not planned.is_empty and not arguments.yes and not _agreed(_("Apply? [y/N] ")):
        print(_("Nothing was applied."), file=sys.stderr)
        return REFUSED
    apply_packs(planned, actor=SYSTEM)
    status = _settle(planned.plan, arguments)
    if arguments.demo:
        _load_demo(planned, sys.stderr if arguments.json else sys.stdout)
    return status


def _settle(plan: Plan | None, arguments: argparse.Namespace) -> int:
    """Move the records of stages that went; say how many, and why some could not."""
    if plan is None or not plan.stranded:
        return DONE
    done = settle()
    print(
        ngettext("Moved to another stage: %(number)d record.", "Moved to other stages: %(number)d records.", done.moved)
        % {"number": done.moved},
        file=sys.stderr if arguments.json else sys.stdout,
    )
    if not done.kept and not done.problems:
        return DONE
    told = _("%(number)d could not be moved and stand where they stood: %(why)s")
    print(told % {"number": done.kept, "why": "; ".join(done.problems)}, file=sys.stderr)
    return REFUSED


def _load_demo(planned: PacksPlan, stream: Any) -> None:
    for pack in planned.packs:
        loaded = load_demo_of(pack)
        told = _("Demo data of %(pack)s: %(number)s new records.") % {"pack": pack.key, "number": loaded.records}
        print(told, file=stream)
        if loaded.password:
            told = _("The people of the demo sign in with the password %(word)s") % {"word": loaded.password}
            print(told, file=stream)


def run_export(arguments: argparse.Namespace) -> int:
    """Write a pack; print the files."""
    written = export_pack(arguments.folder, owner=arguments.owner, key=arguments.key)
    if arguments.json:
        _print_json({"files": [str(path) for path in written]})
    else:
        print("\n".join(str(path) for path in written))
    return DONE


def run_diff(arguments: argparse.Namespace) -> int:
    """Print what differs between two packs, versions, folders or revisions."""
    return _print_differences(compare_sources(arguments.before, arguments.after), arguments)


def run_drift(arguments: argparse.Namespace) -> int:
    """Print what the database has that the packs in force do not say."""
    stored = stored_documents()
    if arguments.pack:
        if not InstalledPack.objects.filter(key=arguments.pack).exists():
            raise NotFound(_("The pack “%(key)s” is not in force.") % {"key": arguments.pack})
        return _print_differences(local_changes(stored, arguments.pack), arguments)
    own = compare((), (d for d in stored if d.owner == LOCAL))
    return _print_differences((*local_changes(stored), *own), arguments)


def run_remove(arguments: argparse.Namespace) -> int:
    """Show what removing a pack takes away, ask, remove."""
    removal = plan_removal(arguments.pack, decisions=taken_of(arguments), moves=dict(arguments.move))
    if arguments.json:
        _print_json(plan_form(removal.plan, removal.problems, {}))
    if removal.problems:
        return _refuse(removal.problems, arguments)
    if not arguments.json:
        print("\n".join(tell_steps(removal.plan)))
    if arguments.dry_run:
        return SOMETHING_TO_DO
    if not arguments.yes and not _agreed(_("Remove? [y/N] ")):
        print(_("Nothing was removed."), file=sys.stderr)
        return REFUSED
    gone = apply_removal(removal, actor=SYSTEM, demo=arguments.demo)
    status = _settle(removal.plan, arguments)
    if arguments.demo:
        print(_("Demo records removed: %(number)s.") % {"number": gone}, file=sys.stderr)
    return status


def run_schema(arguments: argparse.Namespace) -> int:
    """Write the JSON Schemas of a pack's files; print their names."""
    written = write_schemas(arguments.out)
    if arguments.json:
        _print_json({"files": [str(path) for path in written]})
    else:
        print("\n".join(str(path) for path in written))
    return DONE


def run_list(arguments: argparse.Namespace) -> int:
    """Print a line for each pack: its key, and the version in force if it is applied."""
    versions = dict(InstalledPack.objects.values_list("key", "version"))
    shipped = shipped_packs()
    names = sorted({*shipped, *versions})
    if arguments.json:
        _print_json([{"key": key, "version": versions.get(key), "is_shipped": key in shipped} for key in names])
    else:
        print("\n".join(f"{key}\t{versions.get(key, '-')}" for key in names))
    return DONE


def _print_differences(found: Iterable[ItemDifference], arguments: argparse.Namespace) -> int:
    found = tuple(found)
    if arguments.json:
        _print_json([difference_form(each) for each in found])
    elif found:
        print("\n".join(line for each in found for line in tell_difference(each)))
    return SOMETHING_TO_DO if found else DONE


def _status(planned: PacksPlan, arguments: argparse.Namespace) -> int:
    if planned.problems:
        return _refuse(planned.problems, arguments)
    plan: Plan | None = planned.plan
    if plan is None:
        return DONE
    if plan.questions:
        return _refuse(plan.questions, arguments)
    if plan.conflicts or planned.contests:
        return UNDECIDED
    return SOMETHING_TO_DO if plan.steps or not plan.is_empty else DONE


def _versions(planned: PacksPlan) -> dict[str, str]:
    return {p.key: p.manifest.version for p in planned.packs if p.manifest}


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        print(_("There is nobody to ask; use --yes."), file=sys.stderr)
        return False
    # The question is no part of what a script reads.
    print(question, end="", flush=True, file=sys.stderr)
    return sys.stdin.readline().strip().lower() in {"y", "yes", "д", "да"}


def _refuse(problems: Sequence[DefinitionProblem], arguments: argparse.Namespace) -> int:
    if not arguments.json:
        for problem in problems:
            print(problem, file=sys.stderr)
        if any(problem.code == "stranded" for problem in problems):
            print(_("Write --move PIPELINE.STAGE=STAGE for each, or `moves` in pack.yaml."), file=sys.stderr)
    return REFUSED


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=False))
