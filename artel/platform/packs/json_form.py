"""Plans, differences and problems as plain JSON values: what the verbs of `artel pack` print with `--json`.

The forms are a promise to scripts: keys may be added, none is taken away within a major version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from artel.platform.definitions.consequences.effects import effects_of
from artel.platform.definitions.differences import Difference, ItemDifference, differences
from artel.platform.definitions.overlays.merging import ABSENT
from artel.platform.definitions.overlays.resolving import Conflict
from artel.platform.definitions.planning import Plan, Step, StepAction
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.packs.words.contests import Contest

Json = dict[str, Any]


def plan_form(
    plan: Plan | None,
    problems: Iterable[DefinitionProblem],
    packs: Mapping[str, str],
    contests: Iterable[Contest] = (),
) -> Json:
    """Return a plan; `packs` maps key → version. Without a plan (unreadable files) only the problems are told."""
    return {
        "packs": [{"key": key, "version": version} for key, version in packs.items()],
        "revision": plan.base if plan else None,
        "steps": [_step(step) for step in plan.steps] if plan else [],
        "effects": [
            {
                "kind": effect.step.document.kind,
                "key": effect.step.document.key,
                "columns": list(effect.columns),
                "records": effect.records,
                "text": effect.text,
                "is_loss": effect.is_loss,
            }
            for effect in (effects_of(plan) if plan else ())
        ],
        "moves": [
            {
                "address": each.address,
                "section": each.section,
                "records": each.records,
                "to": f"{each.target[0].key}.{each.target[1].key}" if each.target else None,
            }
            for each in (plan.stranded if plan else ())
        ],
        "conflicts": [_conflict(conflict) for conflict in plan.conflicts] if plan else [],
        "contests": [_contest(contest) for contest in contests],
        "problems": [problem_form(problem) for problem in problems],
    }


def difference_form(found: ItemDifference) -> Json:
    """Return one document that differs."""
    return {
        "action": found.action,
        "kind": found.kind,
        "key": found.key,
        "owner": found.owner,
        "before": found.before,
        "after": found.after,
        "lines": _lines(found.lines),
    }


def problem_form(problem: DefinitionProblem) -> Json:
    """Return a problem with its place."""
    return {
        "code": problem.code,
        "message": str(problem.message),
        "path": problem.path,
        "file": problem.file,
        "line": problem.line,
    }


def _step(step: Step) -> Json:
    told = step.action in (StepAction.CHANGE, StepAction.REVIVE)
    return {
        "action": step.action.value,
        "kind": step.document.kind,
        "key": step.document.key,
        "owner": step.document.owner,
        "before": step.before,
        "after": step.after,
        "lines": _lines(differences(step.before, step.after)) if told else [],
    }


def _conflict(conflict: Conflict) -> Json:
    clash = conflict.clash
    sides = {"base": clash.base, "theirs": clash.theirs, "ours": clash.ours}
    # A side that has nothing there is left out: null is a value of its own.
    values = {side: value for side, value in sides.items() if value is not ABSENT}
    item = {"kind": conflict.document.kind, "key": conflict.document.key}
    return {"address": conflict.address, **item, "path": clash.path, **values}


def _contest(contest: Contest) -> Json:
    voices = [{"pack": v.pack, "value": v.value, "file": v.file, "line": v.line} for v in contest.voices]
    item = {"kind": contest.kind, "key": contest.key, "path": contest.path}
    return {"address": contest.address, **item, "in_force": contest.in_force, "says": voices}


def _lines(found: Iterable[Difference]) -> list[Json]:
    return [{"path": line.path, "before": line.before, "after": line.after} for line in found]
