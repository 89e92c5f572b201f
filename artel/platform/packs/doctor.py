"""The doctor's look at packs: conflicts between a newer version and the company's changes that nobody decided."""

from __future__ import annotations

from collections.abc import Iterable

from artel.installation.checking import Check
from artel.platform.packs.installing import folders_in_force
from artel.platform.packs.planning import plan_packs


def checks() -> Iterable[Check]:
    """Yield the check of undecided conflicts of the shipped packs in force."""
    folders = folders_in_force()
    if not folders:
        return
    planned = plan_packs(list(folders.values()))
    waiting = [conflict.address for conflict in planned.plan.conflicts] if planned.plan else []
    waiting += [contest.address for contest in planned.contests]
    by_command = f"artel pack plan {' '.join(folders)}, then apply with --ours, --theirs or --take PACK"
    advice = f"Decide in the browser: Settings, Contested places. Or: {by_command}."
    yield Check("packs", not waiting, "; ".join(waiting[:20]) if waiting else "no conflicts", advice)
