"""The doctor's look at packs: conflicts between a newer version and the company's changes that nobody decided."""

from __future__ import annotations

from collections.abc import Iterable

from artel.installation.checking import Check
from artel.platform.packs.models import InstalledPack
from artel.platform.packs.places import shipped_pack, shipped_packs
from artel.platform.packs.planning import plan_packs
from artel.platform.packs.reading import read_pack


def checks() -> Iterable[Check]:
    """Yield the check of undecided conflicts of the shipped packs in force."""
    digests = dict(InstalledPack.objects.values_list("key", "digest"))
    folders = {name: shipped_pack(name) for name in shipped_packs() if name in digests}
    # A pack in force from elsewhere, or in another version, is not what a start of the product applied.
    names = [name for name, folder in folders.items() if read_pack(folder).digest == digests[name]]
    if not names:
        return
    planned = plan_packs([folders[name] for name in names])
    waiting = [conflict.address for conflict in planned.plan.conflicts] if planned.plan else []
    advice = f"Decide: artel pack plan {' '.join(names)}, then apply with --ours or --theirs."
    yield Check("packs", not waiting, "; ".join(waiting[:20]) if waiting else "no conflicts", advice)
