"""Installing packs as a whole: what `artel up --demo NAME` and a fresh installation do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from artel.platform.definitions.planning import Plan
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import ConfigurationRefused
from artel.platform.packs.demo.loading import Loaded, load_demo
from artel.platform.packs.models import InstalledPack
from artel.platform.packs.places import shipped_pack, shipped_packs
from artel.platform.packs.planning import apply_packs, plan_packs
from artel.platform.packs.reading import Pack, read_pack

BASE = "base"
"""The platform's own pack: what the product itself needs goes the same road as a company's configuration."""


@dataclass(frozen=True, slots=True)
class Installed:
    """`plan` is what was applied (maybe empty), `demo` what was loaded for each named pack."""

    plan: Plan
    demo: tuple[Loaded, ...] = ()


def install(names: Sequence[str], *, demo: bool, actor: Actor) -> Installed:
    """Bring the base pack and the named shipped packs into force, and with `demo` load their demo data.

    Quick when the files are those last applied; a newer version of the product brings its newer packs. What the
    company changed by itself stays. Raises PackNotFound, or ConfigurationRefused with all problems.
    """
    folders = [shipped_pack(name) for name in dict.fromkeys((BASE, *names))]
    planned = plan_packs(folders, is_upgrade_only=True)
    applied = apply_packs(planned, actor=actor)
    loaded = tuple(load_demo_of(read_pack(folder)) for folder in folders[1:]) if demo else ()
    return Installed(plan=applied, demo=loaded)


def folders_in_force() -> dict[str, Path]:
    """Return the shipped packs that are in force, in exactly this version, by name.

    A pack from elsewhere, or in another version, is not what a start of the product applied.
    """
    digests = dict(InstalledPack.objects.values_list("key", "digest"))
    folders = {name: shipped_pack(name) for name in shipped_packs() if name in digests}
    return {name: folder for name, folder in folders.items() if read_pack(folder).digest == digests[name]}


def load_demo_of(pack: Pack) -> Loaded:
    """Load the demo data of a pack that is in force; what is loaded already is left alone."""
    if pack.problems:
        raise ConfigurationRefused(pack.problems)
    return load_demo(pack.key, pack.demo)
