"""Which pack stands on which, and the fixed order that follows: what is required first, then by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from artel.platform.packs.manifest import Requirement
from artel.platform.packs.models import InstalledPack
from artel.platform.packs.reading import Pack


class Standing:
    """What each pack requires. A pack that is not known stands on nothing."""

    def __init__(self, requires: Mapping[str, Iterable[str]]) -> None:
        self._requires = {pack: frozenset(names) for pack, names in requires.items()}
        self._all: dict[str, frozenset[str]] = {}

    @classmethod
    def in_force(cls) -> Standing:
        """Return that of the packs in force. One query."""
        return cls(requirements_in_force())

    def with_packs(self, packs: Iterable[Pack]) -> Standing:
        """Return that in which these packs say anew what they require."""
        said = {p.key: frozenset(r.pack for r in p.manifest.requirements) for p in packs if p.manifest}
        return Standing({**self._requires, **said})

    def on(self, pack: str, other: str | None) -> bool:
        """True when `pack` requires `other`, itself or through others."""
        return other in self._beneath(pack)

    def order(self, pack: str) -> tuple[int, str]:
        """Return the key that puts packs in their order: a pack comes after all that it stands on."""
        return len(self._beneath(pack)), pack

    def _beneath(self, pack: str) -> frozenset[str]:
        if pack not in self._all:
            seen: set[str] = set()
            waiting = [pack]
            while waiting:
                for name in self._requires.get(waiting.pop(), frozenset()) - seen:
                    seen.add(name)
                    waiting.append(name)
            self._all[pack] = frozenset(seen)
        return self._all[pack]


def requirements_in_force() -> dict[str, set[str]]:
    """Return the packs in force, each with the names of those that it requires."""
    manifests = InstalledPack.objects.values_list("key", "manifest")
    return {key: {Requirement.of(text).pack for text in manifest.get("requires", ())} for key, manifest in manifests}
