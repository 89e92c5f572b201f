"""What `artel pack diff` compares: a pack's files, a version of it that was in force, or a whole revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.applying import state_at
from artel.platform.definitions.differences import ItemDifference, compare
from artel.platform.definitions.documents import Document
from artel.platform.definitions.models import Revision
from artel.platform.kernel.errors import ConfigurationRefused, NotFound
from artel.platform.packs.places import find_pack
from artel.platform.packs.reading import read_pack

State = Mapping[tuple[str, str], Document]


def compare_sources(before: str, after: str) -> tuple[ItemDifference, ...]:
    """Return what differs between two sources: a number of a revision, a pack's name or folder, or `NAME@VERSION`.

    A revision beside a pack counts only with what that pack declares or owns. Raises NotFound,
    or ConfigurationRefused for a pack that has problems.
    """
    old, new = _state(before), _state(after)
    if before.isdecimal() != after.isdecimal():
        pack, revision = (new, old) if before.isdecimal() else (old, new)
        owners = {document.owner for document in pack.values()}
        kept = {i: d for i, d in revision.items() if i in pack or d.owner in owners}
        old, new = (kept, pack) if before.isdecimal() else (pack, kept)
    return compare(old.values(), new.values())


def _state(source: str) -> State:
    if source.isdecimal():
        return state_at(int(source[:18]))
    name, at, version = source.rpartition("@")
    if at and "/" not in version:
        return _version(name, version)
    pack = read_pack(find_pack(source))
    if pack.problems:
        raise ConfigurationRefused(pack.problems)
    return {d.identity: d for d in pack.documents if not d.is_retired}


def _version(name: str, version: str) -> State:
    """Return what a version of a pack said when it was last applied to this database."""
    wanted = f"{name} {version}"
    for number, note in Revision.objects.filter(note__contains=wanted).values_list("number", "note"):
        if wanted in note.split(", "):
            own = {i: d for i, d in state_at(number).items() if d.owner == name}
            return {i: replace(d, body=d.base) if d.base is not None else d for i, d in own.items()}
    raise NotFound(
        _("Version %(version)s of the pack «%(name)s» was never applied here.") % {"version": version, "name": name}
    )
