"""All that packs say of one thing → one Document with the word of each kept beside it, or why they don't fit.

One pack declares a thing, or several that know nothing of each other declare it in the same words: then they share it.
Packs that stand on them amend it; one that declares it whole again amends it, too, by all that differs. A pack that
does without it takes it out of force, unless another one amends it: an empty amendment says «I need it as it is».
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.documents import LOCAL, Document, Layer, Says
from artel.platform.definitions.overlays.amending import Joint, Said, join
from artel.platform.definitions.overlays.bodies import compact, differing, indexed
from artel.platform.definitions.overlays.finding import NOTHING, smallest
from artel.platform.definitions.overlays.resolving import Decisions, normal
from artel.platform.definitions.overlays.shapes import shape_of_kind
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.packs.words.contests import Contest, Judge
from artel.platform.packs.words.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One pack's word. `document` is it as read from the pack's files, None when only the database remembers it."""

    layer: Layer
    document: Document | None = None

    @property
    def pack(self) -> str:
        """Who says it."""
        return self.layer.pack

    def problem(self, code: str, message: str | Promise, path: str = "", *, kind: str, key: str) -> DefinitionProblem:
        """Return a problem at a place of this word."""
        lines = self.document.lines if self.document else {}
        where = path
        while where and where not in lines:
            where = where.rpartition(".")[0]
        return DefinitionProblem(
            code=code,
            message=message,
            path=f"{kind} {key}" + (f": {path}" if path else ""),
            file=self.document.file if self.document else "",
            line=lines.get(where, lines.get("", 0)),
        )


@dataclass(slots=True)
class Words:
    """Everything that is said of one thing, and what is stored of it now."""

    kind: str
    key: str
    present: Document | None
    standing: Standing
    spoken: dict[str, Spoken] = field(default_factory=dict)
    tombstone: Document | None = None
    """The owner's own: its pack takes the thing away for good."""
    contests: list[Contest] = field(default_factory=list)

    def joined(self, decisions: Decisions | None = None) -> tuple[Document | None, list[DefinitionProblem]]:
        """Return the packs' joint word (None: there is nothing to say), and what does not fit.

        Places that packs contest and nobody decided stand in `contests` then; there what is in force stays.
        """
        said = sorted(self.spoken.values(), key=lambda s: self.standing.order(s.pack))
        declared = [s for s in said if s.layer.says is Says.DECLARES]
        roots = [s for s in declared if not any(self.standing.on(s.pack, other.pack) for other in declared)]
        if not roots:
            return self._nobody_s(said)
        problems = list(self._differing(roots))
        problems.extend(self._strangers(said, roots))
        if problems:
            return None, problems
        over = [self._as_amendment(s, roots[0]) for s in said if s not in roots]
        return self._made(roots, over, decisions or Decisions())

    def _nobody_s(self, said: Sequence[Spoken]) -> tuple[Document | None, list[DefinitionProblem]]:
        if self.tombstone is not None:
            return self.tombstone, []
        message = _("No pack that “%(pack)s” requires declares this: there is nothing to change.")
        return None, [self._problem(s, "unknown_item", message % {"pack": s.pack}) for s in said if s.document]

    def _differing(self, roots: Sequence[Spoken]) -> Iterator[DefinitionProblem]:
        first, shape = roots[0], shape_of_kind(self.kind)
        for other in roots[1:]:
            places = list(differing(shape, normal(self.kind, first.layer.body), normal(self.kind, other.layer.body)))
            if not places:
                continue
            message = _(
                "The packs “%(owner)s” and “%(pack)s” both declare this, each in its own way (%(places)s): "
                "one must require the other, or give it another key."
            )
            told = other if other.document else first
            data = {"owner": first.pack, "pack": other.pack, "places": ", ".join(places)}
            yield self._problem(told, "foreign_owner", message % data)

    def _strangers(self, said: Iterable[Spoken], roots: Sequence[Spoken]) -> Iterator[DefinitionProblem]:
        for s in said:
            if s in roots or any(self.standing.on(s.pack, root.pack) for root in roots):
                continue
            message = _("“%(pack)s” changes what “%(owner)s” declares: it must require it.")
            yield self._problem(s, "not_required", message % {"pack": s.pack, "owner": roots[0].pack})

    def _as_amendment(self, s: Spoken, root: Spoken) -> Spoken:
        if s.layer.says is not Says.DECLARES:
            return s
        shape = shape_of_kind(self.kind)
        said = smallest(shape, compact(self.kind, root.layer.body), compact(self.kind, s.layer.body))
        body = {} if said is NOTHING else said
        return Spoken(layer=Layer(pack=s.pack, says=Says.AMENDS, body=body), document=s.document)

    def _made(
        self, roots: Sequence[Spoken], over: Sequence[Spoken], decisions: Decisions
    ) -> tuple[Document | None, list[DefinitionProblem]]:
        owner = roots[0]
        amending = [s for s in over if s.layer.says is Says.AMENDS]
        out = [s for s in over if s.layer.says is Says.WITHDRAWS]
        needed = [s for s in amending if not any(self.standing.on(o.pack, s.pack) for o in out)]
        layers = tuple(s.layer for s in (*roots, *over))
        source = owner.document
        plain = Document(
            kind=self.kind,
            key=self.key,
            body=owner.layer.body,
            owner=owner.pack,
            layers=layers if len(layers) > 1 else (),
            is_retired=bool(out) and not needed,
            file=source.file if source else "",
            lines=source.lines if source else {},
        )
        if not amending:
            return plain, []
        words = [Said(s.pack, s.layer.body) for s in amending]
        judge = Judge(
            kind=self.kind,
            key=self.key,
            present=self.present,
            decisions=decisions,
            sources={s.pack: s.document for s in amending},
            own=tuple(self._decided_here()),
        )
        joint = join(shape_of_kind(self.kind), compact(self.kind, plain.body), words, self.standing.on, judge)
        self.contests = judge.open
        if problems := list(self._faults(joint)):
            return None, problems
        return self._with_body(_with_winners(plain, judge.won), joint, amending), []

    def _with_body(self, plain: Document, joint: Joint, amending: Sequence[Spoken]) -> Document:
        """Return the document with the joint body; each of its places knows the file and line where it was said."""
        files = {s.pack: s.document for s in amending if s.document}
        last = next(iter(reversed(files.values())), None)
        lines: dict[str, int] = {"": last.lines.get("", 0)} if last else {}
        places: dict[str, str] = {}
        for path, name in indexed(shape_of_kind(self.kind), joint.body):
            said = joint.origins.get(name)
            document = files.get(said.pack) if said else None
            if said is not None and document is not None:
                lines[path] = document.lines.get(said.at, document.lines.get("", 0))
                places[path] = document.file
        return Document(
            kind=plain.kind,
            key=plain.key,
            body=joint.body,
            owner=plain.owner,
            layers=plain.layers,
            is_retired=plain.is_retired,
            file=last.file if last else plain.file,
            lines=lines,
            places=places,
        )

    def _decided_here(self) -> Iterable[str]:
        """Return the places where the company's own value is in force: there no pack's word counts."""
        if self.present is None or self.present.base is None or self.present.owner == LOCAL:
            return ()
        word, body = normal(self.kind, self.present.base), normal(self.kind, self.present.body)
        return differing(shape_of_kind(self.kind), word, body)

    def _faults(self, joint: Joint) -> Iterator[DefinitionProblem]:
        for fault in joint.faults:
            spoken = self.spoken[fault.pack]
            # What a pack beneath has dropped since is told when the pack that speaks of it is applied again.
            if spoken.document is not None:
                yield self._problem(spoken, fault.code, fault.message, fault.at)

    def _problem(self, s: Spoken, code: str, message: str | Promise, path: str = "") -> DefinitionProblem:
        return s.problem(code, message, path, kind=self.kind, key=self.key)


def layers_of(document: Document) -> tuple[Layer, ...]:
    """Return what packs say of a stored document: kept one by one, or the owner's word alone."""
    if document.layers or document.owner == LOCAL:
        return document.layers
    if document.is_retired and document.base is None:
        return ()
    return (Layer(pack=document.owner, says=Says.DECLARES, body=document.word),)


def _with_winners(document: Document, won: Mapping[str, str]) -> Document:
    """Return the document that remembers where the company decided for whom."""
    layers = (
        replace(layer, over=tuple(sorted(path for path, pack in won.items() if pack == layer.pack)))
        for layer in document.layers
    )
    return replace(document, layers=tuple(layers))
