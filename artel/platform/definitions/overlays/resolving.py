"""Whose word holds: one document stored, one wanted → the document as it will be stored, and what clashes.

A local change of a pack's document keeps the pack as its owner and the pack's word as its base. A newer word of the
pack meets the change by a three-way merge (`merging.py`); what both changed is a Conflict to be decided by a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, get_args, get_origin

from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.documents import LOCAL, Document
from artel.platform.definitions.kind import definition_kinds, problem
from artel.platform.definitions.overlays.merging import ABSENT, Clash, Side, merge
from artel.platform.kernel.errors import DefinitionProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One place of one document that the pack and the company changed, each in its own way.

    `address` names it in decisions: `<kind> <key>: <path>`, without a path for the document as a whole.
    """

    document: Document
    clash: Clash

    @property
    def address(self) -> str:
        """What a decision about it is filed under."""
        item = f"{self.document.kind} {self.document.key}"
        return f"{item}: {self.clash.path}" if self.clash.path else item

    def as_problem(self) -> DefinitionProblem:
        """Return it as a problem that stands in the way of applying."""
        message = _(
            "You and the pack both changed this: it was “%(base)s”, the pack says “%(theirs)s”, you say “%(ours)s”."
        )
        values = {"base": self.clash.base, "theirs": self.clash.theirs, "ours": self.clash.ours}
        return problem(self.document, self.clash.path, "conflict", message % values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """Who decided what: addresses of conflicts → side, and the side of all that are not named (None: nobody yet).

    An address may also name a whole document (`field deals.x_floors`). With `keeps_undecided` a conflict that nobody
    decided does not stand in the way: the company's value stays in force, and the conflict waits.

    Between packs that contest a place: address → pack in `packs`, and those `preferred` wherever they speak.
    """

    sides: Mapping[str, Side] = field(default_factory=dict)
    otherwise: Side | None = None
    keeps_undecided: bool = False
    packs: Mapping[str, str] = field(default_factory=dict)
    preferred: tuple[str, ...] = ()

    def of(self, conflict: Conflict) -> Side | None:
        """Return the side to take."""
        item = conflict.address.partition(": ")[0]
        return self.sides.get(conflict.address) or self.sides.get(item) or self.otherwise

    def between(self, address: str, packs: Sequence[str], in_force: str | None) -> str | None:
        """Return which of the packs that contest a place has it; None: nobody decided.

        «Ours» is the one whose word is in force now, «theirs» the other, if there is one other.
        """
        item = address.partition(": ")[0]
        named = (self.packs.get(address), self.packs.get(item), *self.preferred)
        if found := next((pack for pack in named if pack in packs), None):
            return found
        side = self.sides.get(address) or self.sides.get(item) or self.otherwise
        if side is None or in_force is None:
            return None
        others = [pack for pack in packs if pack != in_force]
        return in_force if side is Side.OURS else (others[0] if len(others) == 1 else None)


@dataclass(frozen=True, slots=True)
class Resolution:
    """`document` is what will be stored (None: all stays as it is); `conflicts` are those nobody has decided."""

    document: Document | None
    conflicts: tuple[Conflict, ...] = ()


AS_IT_IS = Resolution(None)


def resolve(present: Document | None, wanted: Document, decisions: Decisions) -> Resolution:
    """Return what becomes of a stored document (None: there is none) when its wanted form is applied."""
    if present is None:
        # What one pack makes and another does without is remembered: it comes when the other goes.
        return AS_IT_IS if wanted.is_retired and not wanted.layers else Resolution(replace(wanted, base=None))
    if wanted.is_exact:
        return Resolution(wanted)
    if wanted.owner == LOCAL:
        return Resolution(_local_word(present, wanted))
    if wanted.is_retired:
        return _tombstone(present, wanted, decisions)
    return _word_of_a_pack(present, wanted, decisions)


def _local_word(present: Document, wanted: Document) -> Document:
    is_given_up = present.is_retired and present.base is None
    if present.owner == LOCAL or is_given_up:
        body = present.body if wanted.is_retired else wanted.body
        # What its pack has taken out of use stays the pack's tombstone until the company wants it back.
        owner = present.owner if wanted.is_retired else LOCAL
        return replace(wanted, body=body, owner=owner, base=None)
    wanted = replace(wanted, owner=present.owner, layers=present.layers)
    if wanted.is_retired:
        return replace(wanted, body=present.body, base=present.word)
    is_same = normal(wanted.kind, wanted.body) == normal(wanted.kind, present.word)
    return replace(wanted, base=None if is_same else present.word)


def _tombstone(present: Document, wanted: Document, decisions: Decisions) -> Resolution:
    if present.owner == LOCAL:
        return AS_IT_IS
    if present.is_retired or present.base is None:
        return Resolution(replace(wanted, body=present.body, base=None))
    clash = Clash(path="", base=present.base, theirs=ABSENT, ours=present.body)
    conflict = Conflict(document=wanted, clash=clash)
    side = decisions.of(conflict)
    if side is None:
        return Resolution(None, (conflict,))
    if side is Side.OURS:
        return Resolution(replace(present, owner=LOCAL, base=None, layers=()))
    return Resolution(replace(wanted, body=present.body, base=None))


def _word_of_a_pack(present: Document, wanted: Document, decisions: Decisions) -> Resolution:
    if present.is_retired:
        if present.base is None:
            return Resolution(wanted)
        # The company has no use for it: the pack's newer word waits beneath.
        return Resolution(replace(present, owner=wanted.owner, base=wanted.body, layers=wanted.layers))
    body, word = normal(wanted.kind, present.body), normal(wanted.kind, wanted.body)
    if body == word:
        return Resolution(replace(wanted, body=present.body))
    is_of_a_pack = present.owner != LOCAL
    if is_of_a_pack and present.base is None:
        return Resolution(wanted)
    base = normal(wanted.kind, present.base) if present.base is not None else {}
    return _merged(present, wanted, (base, word, body), decisions)


def _merged(
    present: Document, wanted: Document, sides: tuple[Mapping[str, Any], ...], decisions: Decisions
) -> Resolution:
    def decide(clash: Clash) -> Side | None:
        return decisions.of(Conflict(document=wanted, clash=clash))

    base, word, body = sides
    merged = merge(base, word, body, decide, whole=_whole_lists(wanted.kind))
    conflicts = tuple(Conflict(document=wanted, clash=clash) for clash in merged.clashes)
    if conflicts and present.owner == LOCAL:
        return Resolution(None, conflicts)
    is_same = merged.body == merged.base
    return Resolution(replace(wanted, body=merged.body, base=None if is_same else merged.base), conflicts)


def normal(kind: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the body with defaults filled in, so that equal meanings compare equal."""
    known = definition_kinds.find(kind)
    if known is None:
        return body
    try:
        return known.body.model_validate(body).model_dump(mode="json")
    except ValueError:
        return body


def _whole_lists(kind: str) -> Iterable[str]:
    """Return the names of a body's lists of fixed length, such as the counted forms of a noun."""
    known = definition_kinds.find(kind)
    for name, described in known.body.model_fields.items() if known else ():
        if get_origin(described.annotation) is tuple and Ellipsis not in get_args(described.annotation):
            yield name
