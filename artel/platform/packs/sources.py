"""What `artel pack diff` compares: a pack's files, a version of it that was in force, or a whole revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.applying import state_at
from artel.platform.definitions.differences import ItemDifference, compare
from artel.platform.definitions.documents import Document
from artel.platform.definitions.models import Revision
from artel.platform.kernel.errors import ConfigurationRefused, NotFound
from artel.platform.packs.places import find_pack
from artel.platform.packs.planning import read_with_required
from artel.platform.packs.words.collecting import Collected
from artel.platform.packs.words.standing import Standing

State = Mapping[tuple[str, str], Document]


@dataclass(frozen=True, slots=True)
class Source:
    """Everything that would be in force, and which of it `pack` speaks of (None: a revision, which speaks of all)."""

    state: State
    spoken: frozenset[tuple[str, str]] = frozenset()
    pack: str | None = None

    def of_pack(self, key: str) -> frozenset[tuple[str, str]]:
        """Return what a pack declares or amends here."""
        return frozenset(i for i, d in self.state.items() if key in (d.owner, *(layer.pack for layer in d.layers)))


def compare_sources(before: str, after: str) -> tuple[ItemDifference, ...]:
    """Return what differs between two sources: a number of a revision, a pack's name or folder, or `NAME@VERSION`.

    A pack counts as what it makes of the packs that it requires; a revision beside a pack only with what that pack
    speaks of. Raises NotFound, or ConfigurationRefused for a pack that has problems.
    """
    old, new = _source(before), _source(after)
    packs = {source.pack for source in (old, new) if source.pack is not None}
    counted = old.spoken | new.spoken
    for key in packs:
        counted |= old.of_pack(key) | new.of_pack(key)
    states = [[d for i, d in source.state.items() if not packs or i in counted] for source in (old, new)]
    return compare(*states)


def _source(text: str) -> Source:
    if text.isdecimal():
        return Source(state_at(int(text[:18])))
    name, at, version = text.rpartition("@")
    if at and "/" not in version:
        return _version(name, version)
    return made_by(find_pack(text))


def made_by(folder: Path) -> Source:
    """Return what a pack makes of all that it requires, from the files alone.

    Raises ConfigurationRefused with everything that is wrong with them.
    """
    packs, problems = read_with_required([folder])
    pack = packs[-1]
    problems.extend(p for each in packs for p in each.problems)
    words = Collected((), Standing({}).with_packs(packs))
    problems.extend(words.read(packs, packs))
    state = {}
    for each in words.touched():
        document, found = each.joined()
        problems.extend((*found, *(contest.as_problem() for contest in each.contests)))
        if document is not None and not document.is_retired:
            state[document.identity] = document
    if problems:
        raise ConfigurationRefused(problems)
    return Source(state, frozenset(d.identity for d in pack.documents), pack.key)


def _version(name: str, version: str) -> Source:
    """Return what a version of a pack said when it was last applied to this database."""
    wanted = f"{name} {version}"
    for number, note in Revision.objects.filter(note__contains=wanted).values_list("number", "note"):
        if wanted in note.split(", "):
            source = Source({i: replace(d, body=d.word) for i, d in state_at(number).items()}, pack=name)
            return replace(source, spoken=source.of_pack(name))
    raise NotFound(
        _("Version %(version)s of the pack “%(name)s” was never applied here.") % {"version": version, "name": name}
    )
