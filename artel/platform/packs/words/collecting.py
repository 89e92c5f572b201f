"""Gathers the words about each thing: from the files of packs, and from what the database remembers of the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.documents import LOCAL, Document, Layer, Says
from artel.platform.definitions.kind import problem
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.packs.reading import Pack
from artel.platform.packs.words.joining import Spoken, Words, layers_of
from artel.platform.packs.words.standing import Standing

Identity = tuple[str, str]


class Collected:
    """The words about all things; `touched` are those of which a pack that is to be applied speaks, or spoke."""

    def __init__(self, stored: Iterable[Document], standing: Standing) -> None:
        self._standing = standing
        self._touched: dict[Identity, None] = {}
        self._words: dict[Identity, Words] = {}
        for document in stored:
            words = self._of(document.identity, document)
            words.spoken = {layer.pack: Spoken(layer=layer) for layer in layers_of(document)}

    def touched(self) -> Iterator[Words]:
        """Yield the words about each thing that may come out otherwise now."""
        return (self._words[identity] for identity in self._touched)

    def read(self, packs: Sequence[Pack], wanted: Sequence[Pack]) -> Iterator[DefinitionProblem]:
        """Take the files of packs. Those that are `wanted` say everything anew, the others only what is not known."""
        anew = {pack.key for pack in wanted}
        for pack in packs:
            if pack.key in anew:
                self._forget_amendments(pack)
            seen: set[Identity] = set()
            for document in pack.documents:
                if document.identity in seen:
                    yield problem(document, "", "duplicate_key", _("This key is declared twice."))
                elif pack.key in anew:
                    self._touched[document.identity] = None
                    self._take(pack.key, document)
                elif pack.key not in self._of(document.identity).spoken and not document.is_retired:
                    self._say(pack.key, document)
                seen.add(document.identity)

    def drop(self, pack: str) -> None:
        """Take away all that a pack says."""
        for identity, words in self._words.items():
            if words.spoken.pop(pack, None):
                self._touched[identity] = None

    def _forget_amendments(self, pack: Pack) -> None:
        """Let an amendment hold only as long as the files say it; what is declared stays until it is retired."""
        for identity, words in self._words.items():
            known = words.spoken.get(pack.key)
            if known is not None and known.layer.says is not Says.DECLARES:
                del words.spoken[pack.key]
                self._touched[identity] = None

    def _take(self, pack: str, document: Document) -> None:
        if not document.is_retired:
            self._say(pack, document)
            return
        words = self._of(document.identity)
        words.spoken.pop(pack, None)
        others = [s for s in words.spoken.values() if s.layer.says is Says.DECLARES]
        if any(self._standing.on(pack, other.pack) for other in others):
            # What a pack beneath declares it can only do without.
            words.spoken[pack] = Spoken(layer=Layer(pack=pack, says=Says.WITHDRAWS), document=document)
        elif words.present is not None and words.present.owner in (pack, LOCAL):
            words.tombstone = document

    def _say(self, pack: str, document: Document) -> None:
        layer = Layer(pack=pack, says=document.says, body=document.body)
        self._of(document.identity).spoken[pack] = Spoken(layer=layer, document=document)

    def _of(self, identity: Identity, present: Document | None = None) -> Words:
        if identity not in self._words:
            kind, key = identity
            self._words[identity] = Words(kind=kind, key=key, present=present, standing=self._standing)
        return self._words[identity]
