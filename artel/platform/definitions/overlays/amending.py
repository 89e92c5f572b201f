"""Amendments: what packs say about a thing that another pack declares, each only what it adds or changes, as one body.

Pure. An amendment is a mapping: what stands under a key changes what stands there, `null` takes it out, all else stays.
A list of named things is amended by name, too; `after` and `before` say where a thing goes:

    label: {ru: Потребность}
    stages: {decision: {after: in_work, label: {…}}, new: {hint: {…}}, payment: null}
    columns: {phone: null, x_lifts: {after: name}}        # or [x_lifts]: at the end
    filters: {"=": [owner, stage]}                        # the list whole

The words come in a fixed order, so the joint body does not depend on which pack was applied first. A pack overrules
those that it stands on; two that know nothing of each other and set one place differently are in a Dispute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.overlays.merging import ABSENT
from artel.platform.definitions.overlays.placing import Placing, circles, placed
from artel.platform.definitions.overlays.shapes import VALUE, Keyed, Named, Naming, Shape

WHOLE = "="
"""Stands for the whole list; no name looks so."""
PLACES = ("after", "before")

StandsOn = Callable[[str, str], bool]
"""Does the first pack require the second?"""


@dataclass(frozen=True, slots=True)
class Said:
    """What one pack says of one place; `at` is the path in its own amendment. None takes the thing out."""

    pack: str
    value: Any
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A place that packs set differently, none of which stands on the other. The first one's value is in the body."""

    path: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something in a pack's amendment that does not fit what it amends."""

    pack: str
    at: str
    code: str
    message: str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """The body that all words make together. `origins`: path in the body → who set it, and where he said so."""

    body: Any
    disputes: tuple[Dispute, ...]
    faults: tuple[Fault, ...]
    origins: Mapping[str, Said]


Decide = Callable[["Dispute"], str | None]
"""Whose word holds in a dispute; None: nobody decided."""


def join(
    shape: Shape,
    declared: Mapping[str, Any],
    words: Iterable[Said],
    stands_on: StandsOn,
    decide: Decide = lambda _dispute: None,
) -> Joint:
    """Return what is declared with all words over it. `words` stand in their fixed order."""
    joiner = _Joiner(stands_on, decide)
    body = joiner.value("", shape, declared, list(words))
    return Joint(body=body, disputes=tuple(joiner.disputes), faults=tuple(joiner.faults), origins=joiner.origins)


class _Joiner:
    def __init__(self, stands_on: StandsOn, decide: Decide) -> None:
        self._stands_on = stands_on
        self._decide = decide
        self.disputes: list[Dispute] = []
        self.faults: list[Fault] = []
        self.origins: dict[str, Said] = {}

    def value(self, path: str, shape: Shape, base: Any, said: list[Said]) -> Any:
        """Return what stands at a path; ABSENT when it is taken out or was never there."""
        base, said = self._without_taken_out(path, base, said)
        if not said:
            return base
        for each in said:
            self.origins.setdefault(path, each)
        if isinstance(shape, Keyed):
            return self._keyed(path, shape, base, said)
        if isinstance(shape, Named):
            return self._named(path, shape, base, said)
        return self._agreed(path, said)

    def _without_taken_out(self, path: str, base: Any, said: list[Said]) -> tuple[Any, list[Said]]:
        out = [s for s in said if s.value is None]
        if not out:
            return base, said
        kept = [s for s in said if s.value is not None and not self._is_overruled(s, out)]
        out = [s for s in out if not self._is_overruled(s, kept)]
        if not out:
            return ABSENT, kept
        if changing := [s for s in kept if _changes(s.value)]:
            winner = self._winner(path, (*out, *changing))
            if winner in {s.pack for s in changing}:
                return base, kept
        self.origins[path] = out[0]
        return ABSENT, []

    def _is_overruled(self, one: Said, others: Iterable[Said]) -> bool:
        return any(self._stands_on(other.pack, one.pack) for other in others)

    def _winner(self, path: str, said: tuple[Said, ...]) -> str:
        """Return the pack whose word holds where they differ: the first one's when nobody decided."""
        dispute = Dispute(path=path, said=said)
        decided = self._decide(dispute)
        if decided is None:
            self.disputes.append(dispute)
        return decided or said[0].pack

    def _agreed(self, path: str, said: list[Said]) -> Any:
        standing = [s for s in said if not self._is_overruled(s, said)]
        holds = standing[0]
        if any(s.value != holds.value for s in standing):
            winner = self._winner(path, tuple(standing))
            holds = next((s for s in standing if s.pack == winner), holds)
        self.origins[path] = holds
        return holds.value

    def _keyed(self, path: str, shape: Keyed, base: Any, said: list[Said]) -> Any:
        said = [Said(s.pack, _both_languages(shape, s.value), s.at) for s in said]
        body = {}
        old = base if isinstance(base, Mapping) else {}
        for key in dict.fromkeys((*old, *(key for s in said for key in s.value))):
            sub = [Said(s.pack, s.value[key], _below(s.at, key)) for s in said if key in s.value]
            body[key] = self.value(_below(path, key), shape.part(key) or VALUE, old.get(key, ABSENT), sub)
        return {key: value for key, value in body.items() if value is not ABSENT}

    def _named(self, path: str, shape: Named, base: Any, said: list[Said]) -> Any:
        if whole := [Said(s.pack, s.value[WHOLE], s.at) for s in said if _is_whole(s.value)]:
            beside = [s for s in said if not _is_whole(s.value) and not self._is_overruled(s, whole)]
            over = [s for s in beside if any(self._stands_on(s.pack, w.pack) for w in whole)]
            strangers = [s for s in beside if s not in over]
            if strangers and self._winner(path, (*whole, *strangers)) in {s.pack for s in strangers}:
                said = strangers
            else:
                base, said = self._agreed(path, whole), over
        things = shape.by_name([] if base is ABSENT else base)
        if things is None:
            for s in said:
                message = _('The things of this list have no names: say it whole, as {"=": […]}.')
                self._fault(s, s.at, "no_names", message)
            return base
        found = {name: self._thing(path, shape, name, things, said) for name in _names(things, said)}
        order = self._order(things, said)
        return [found[name] for name in order if found[name] is not ABSENT]

    def _thing(self, path: str, shape: Named, name: str, things: Mapping[str, Any], said: list[Said]) -> Any:
        entries = [
            Said(s.pack, _facts(entry), _below(s.at, name))
            for s in said
            if (entry := entries_of(s.value).get(name, ABSENT)) is not ABSENT
        ]
        place = f"{path}[{name}]"
        base, entries = self._without_taken_out(place, things.get(name, ABSENT), entries)
        if name not in things and self._is_strange(shape, name, entries or list(_out_of(said, name))):
            return ABSENT
        if not entries:
            return base
        self.origins.setdefault(place, entries[0])
        if shape.naming is Naming.PLAIN:
            return name
        return self.value(place, shape.item, shape.identity(name) if base is ABSENT else base, entries)

    def _is_strange(self, shape: Named, name: str, entries: Sequence[Said]) -> bool:
        """Note who speaks of a thing that is not there and does not say enough to make it; then it is not made."""
        needed = shape.item.required - shape.identity(name).keys() if isinstance(shape.item, Keyed) else frozenset()
        given = {key for s in entries for key in s.value or ()}
        for s in entries:
            if s.value is None:
                message = _("There is no “%(name)s” here to take out.") % {"name": name}
                self._fault(s, s.at, "unknown_element", message)
            elif needed - given:
                lacking = _("There is no “%(name)s” here; a new one needs: %(needed)s.")
                data = {"name": name, "needed": ", ".join(sorted(needed - given))}
                self._fault(s, s.at, "unknown_element", lacking % data)
        return bool(needed - given)

    def _order(self, things: Mapping[str, Any], said: list[Said]) -> Sequence[str]:
        wanted = [
            Placing(pack=s.pack, name=name, at=_below(s.at, name), side=side, anchor=anchor)
            for s in said
            for name, entry in entries_of(s.value).items()
            if entry is not None
            for side, anchor in [_place(entry)]
        ]
        order, lost = placed(list(things), wanted, self._stands_on)
        for each in lost:
            self._misplaced(each, "unknown_anchor", _("“%(name)s” is to stand beside “%(anchor)s”, which is not here."))
        for pack in dict.fromkeys(each.pack for each in wanted):
            for each in circles([w for w in wanted if w.pack == pack]):
                circle = _("These are to stand beside each other in a circle: “%(name)s”, “%(anchor)s”.")
                self._misplaced(each, "circle", circle)
        return order

    def _misplaced(self, each: Placing, code: str, message: str | Promise) -> None:
        told = str(message) % {"name": each.name, "anchor": each.anchor}
        self.faults.append(Fault(pack=each.pack, at=each.at, code=code, message=told))

    def _fault(self, said: Said, at: str, code: str, message: str | Promise) -> None:
        self.faults.append(Fault(pack=said.pack, at=at, code=code, message=message))


def entries_of(value: Any) -> Mapping[str, Any]:
    """Return the entries of an amended list: a plain list adds its names at the end."""
    return value if isinstance(value, Mapping) else {str(name): {} for name in value}


def _out_of(said: Iterable[Said], name: str) -> Iterator[Said]:
    for s in said:
        entries = entries_of(s.value)
        if name in entries and entries[name] is None:
            yield Said(s.pack, None, _below(s.at, name))


def _names(things: Mapping[str, Any], said: Iterable[Said]) -> Iterable[str]:
    return dict.fromkeys((*things, *(name for s in said for name in entries_of(s.value))))


def _facts(entry: Any) -> Any:
    if not isinstance(entry, Mapping):
        return entry
    return {key: value for key, value in entry.items() if key not in PLACES}


def _place(entry: Mapping[str, Any]) -> tuple[str, str | None]:
    for side in PLACES:
        if side in entry:
            return side, str(entry[side])
    return "", None


def _is_whole(value: Any) -> bool:
    return isinstance(value, Mapping) and WHOLE in value


def _changes(value: Any) -> bool:
    return not isinstance(value, Mapping) or any(_changes(inner) for inner in value.values())


def _both_languages(shape: Keyed, value: Any) -> Any:
    return {"ru": value, "en": value} if shape.is_label and isinstance(value, str) else value


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
