"""A place that packs set differently, none of which stands on another: what each says, where, and whose word holds.

The company decides for one of them; the decision is kept with that pack's word (`Layer.over`) for as long as they
differ, so it goes into a revision with it and is met no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.documents import Document
from artel.platform.definitions.overlays.amending import Dispute, Said
from artel.platform.definitions.overlays.bodies import compact, named_values
from artel.platform.definitions.overlays.merging import ABSENT
from artel.platform.definitions.overlays.resolving import Decisions
from artel.platform.definitions.overlays.shapes import shape_of_kind
from artel.platform.kernel.errors import DefinitionProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What one pack says of the place (None: it takes the thing out), `at` which path of its own words and where."""

    pack: str
    value: Any
    at: str
    file: str = ""
    line: int = 0

    @property
    def where(self) -> str:
        """`lifts/extends/leads.yaml:12`; empty for a pack that only the database remembers."""
        return f"{self.file}:{self.line}" if self.file else ""

    def __str__(self) -> str:
        told = "-" if self.value is None else str(self.value)
        return f"{self.pack}: {told}" + (f" ({self.where})" if self.file else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """A place that nobody has decided. `in_force` is the pack whose word stands there now, empty when none does."""

    kind: str
    key: str
    path: str
    voices: tuple[Voice, ...]
    in_force: str = ""

    @property
    def address(self) -> str:
        """What a decision about it is filed under, as that of a conflict."""
        return f"{self.kind} {self.key}: {self.path}"

    def as_problem(self) -> DefinitionProblem:
        """Return it as a problem that stands in the way of applying; it points at the file of a pack that comes new."""
        message = _(
            "These packs set one place differently (%(values)s). Decide whose word holds (--take PACK), set a value of "
            "your own there, or apply a pack that requires them and decides."
        )
        known = [voice for voice in self.voices if voice.file] or [*self.voices]
        last = next((voice for voice in reversed(known) if voice.pack != self.in_force), known[-1])
        values = "; ".join(map(str, self.voices))
        return DefinitionProblem(
            code="dispute", message=message % {"values": values}, path=self.address, file=last.file, line=last.line
        )


@dataclass(slots=True)
class Judge:
    """Says whose word holds in each dispute about one thing: as decided now, as decided before, or else nobody's yet.

    `won` are the places decided, by pack; `open` those that nobody decided. There what is in force stays.
    """

    kind: str
    key: str
    present: Document | None
    decisions: Decisions
    sources: Mapping[str, Document | None]
    own: tuple[str, ...] = ()
    won: dict[str, str] = field(default_factory=dict)
    open: list[Contest] = field(default_factory=list)

    def __call__(self, dispute: Dispute) -> str | None:
        """Return the pack whose word holds; None: the first one's."""
        if any(dispute.path == place or dispute.path.startswith((f"{place}.", f"{place}[")) for place in self.own):
            return None
        packs = tuple(dict.fromkeys(said.pack for said in dispute.said))
        now = self._in_force(dispute)
        contest = Contest(
            kind=self.kind,
            key=self.key,
            path=dispute.path,
            voices=tuple(self._voice(said) for said in dispute.said),
            in_force=now or "",
        )
        winner = self.decisions.between(contest.address, packs, now) or self._before().get(dispute.path)
        if winner in packs:
            self.won[dispute.path] = str(winner)
            return winner
        self.open.append(contest)
        return now

    def _voice(self, said: Said) -> Voice:
        document = self.sources.get(said.pack)
        if document is None:
            return Voice(pack=said.pack, value=said.value, at=said.at)
        line = document.lines.get(said.at, document.lines.get("", 0))
        return Voice(pack=said.pack, value=said.value, at=said.at, file=document.file, line=line)

    def _before(self) -> Mapping[str, str]:
        layers = self.present.layers if self.present else ()
        return {path: layer.pack for layer in layers for path in layer.over}

    def _in_force(self, dispute: Dispute) -> str | None:
        if self.present is None or self.present.is_retired:
            return None
        values = dict(named_values(shape_of_kind(self.kind), compact(self.kind, self.present.body)))
        now = values.get(dispute.path, ABSENT)
        spoke = {layer.pack for layer in self.present.layers}
        is_about_being = any(said.value is None for said in dispute.said)
        found = [
            said.pack
            for said in dispute.said
            if ((now is ABSENT) is (said.value is None) if is_about_being else said.value == now)
        ]
        return next((pack for pack in found if pack in spoke), found[0] if found else None)


def placed(contest: Contest, documents: Mapping[tuple[str, str, str], Document]) -> Contest:
    """Return the contest with the places of voices that only the database remembered; documents by pack, kind, key."""
    return Contest(
        kind=contest.kind,
        key=contest.key,
        path=contest.path,
        voices=tuple(
            _placed(voice, documents.get((voice.pack, contest.kind, contest.key))) for voice in contest.voices
        ),
        in_force=contest.in_force,
    )


def _placed(voice: Voice, document: Document | None) -> Voice:
    if voice.file or document is None:
        return voice
    line = document.lines.get(voice.at, document.lines.get("", 0))
    return Voice(pack=voice.pack, value=voice.value, at=voice.at, file=document.file, line=line)


def unknown_places(contests: list[Contest]) -> Iterator[str]:
    """Yield the packs whose places are not known yet."""
    yield from dict.fromkeys(voice.pack for contest in contests for voice in contest.voices if not voice.file)
