"""The doctor's look at packs: conflicts between a newer version and the company's changes that nobody decided."""

from __future__ import annotations

from collections.abc import Iterable

from artel.installation.checking import Check
from artel.platform.packs.models import InstalledPack
from artel.platform.packs.places import shipped_pack, shipped_packs
from artel.platform.packs.planning import plan_packs


def checks() -> Iterable[Check]:
    """Yield the check of undecided conflicts of the shipped packs in force."""
    in_force = set(InstalledPack.objects.values_list("key", flat=True)) & set(shipped_packs())
    if not in_force:
        return
    planned = plan_packs([shipped_pack(name) for name in sorted(in_force)])
    waiting = [conflict.address for conflict in planned.plan.conflicts] if planned.plan else []
    advice = f"Decide: artel pack plan {' '.join(sorted(in_force))}, then apply with --ours or --theirs."
    yield Check("packs", not waiting, "; ".join(waiting[:20]) if waiting else "no conflicts", advice)
