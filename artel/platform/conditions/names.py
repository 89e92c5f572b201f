"""Names of a condition against the specs: which column a path means. Nothing undeclared can be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext_lazy as _

from artel.platform.conditions.bound import TYPE_OF_KIND, BoundField, Hop, Related, ValueType
from artel.platform.conditions.errors import ConditionError
from artel.platform.conditions.syntax import Path
from artel.platform.kernel.text import fold
from artel.platform.sections.spec import Detail, FieldSpec, Kind, SectionSpec, Snapshot

Allowed = Callable[[str, str], bool]
"""Tells by section key and field key whether a condition may name the field."""

PERSON_PARTS: Mapping[str, ValueType] = {
    "id": ValueType.INTEGER,
    "name": ValueType.TEXT,
    "email": ValueType.TEXT,
    "team": ValueType.TEAM,
}
TEAM_PARTS: Mapping[str, ValueType] = {"id": ValueType.INTEGER, "name": ValueType.TEXT}
FILE_PARTS: Mapping[str, ValueType] = {"id": ValueType.INTEGER, "name": ValueType.TEXT}
PARTS = {ValueType.PERSON: PERSON_PARTS, ValueType.TEAM: TEAM_PARTS, ValueType.FILE: FILE_PARTS}
"""What may be asked of things that are no records of a section: never a password, never a token."""

ITSELF = "$it"


def everything_allowed(_section: str, _field: str) -> bool:
    """Allow every declared field: for definitions, which are written by administrators."""
    return True


@dataclass(frozen=True, slots=True)
class Scope:
    """A record that names may start from: the one filtered (variable "") or one of a lambda."""

    section: SectionSpec
    variable: str = ""


@dataclass(slots=True)
class Names:
    """Resolves paths within scopes; the last scope is the innermost."""

    snapshot: Snapshot
    allowed: Allowed
    scopes: tuple[Scope, ...]

    def field(self, path: Path) -> BoundField:
        """Return the column that a path means; raises ConditionError (unknown_field) at the wrong segment."""
        level, index = self._start(path)
        section: SectionSpec | None = self.scopes[level].section
        orm: list[str] = []
        hops: list[Hop] = []
        spec: FieldSpec | None = None
        type_ = ValueType.RECORD
        for number in range(index, len(path.segments)):
            if orm and type_ is ValueType.RECORD and section is not None:
                hops.append(Hop(orm="__".join(orm), section=section.key))
            if section is not None:
                spec = self._field_of(section, path, number)
                type_ = TYPE_OF_KIND[spec.kind]
                section = self._target(spec)
                orm.append(spec.key)
            else:
                type_ = self._part_of(type_, path, number)
                spec = None
                orm.append(path.segments[number])
        return BoundField(type=type_, at=path.at, orm="__".join(orm), level=level, hops=tuple(hops), spec=spec)

    def related(self, path: Path) -> Related:
        """Return the related records that a path means: `deals`, `account/deals`, `d/payments`."""
        level, index = self._start(path, is_of_many=True)
        holder = Path(segments=path.segments[:-1], places=path.places[:-1], at=path.at)
        section = self.scopes[level].section
        anchor = BoundField(type=ValueType.INTEGER, at=path.at, orm="id", level=level)
        if len(path.segments) > index + 1:
            found = self.field(holder)
            target = self._target(found.spec) if found.spec else None
            if target is None:
                raise self._unknown(path, len(path.segments) - 1, ())
            section = target
            anchor = BoundField(
                type=ValueType.INTEGER, at=path.at, orm=f"{found.orm}__id", level=level, hops=found.hops
            )
        details = self._details(section)
        detail = details.get(path.segments[-1])
        if detail is None:
            raise self._unknown(path, len(path.segments) - 1, details, of_many=True)
        return Related(section=detail.section, field=detail.field, anchor=anchor)

    def suggestion(self, word: str) -> str | None:
        """Return the field of the record filtered that was probably meant."""
        return _nearest(word, self._labels(self.scopes[0].section))

    def _start(self, path: Path, *, is_of_many: bool = False) -> tuple[int, int]:
        first = path.segments[0]
        for level in range(len(self.scopes) - 1, 0, -1):
            if self.scopes[level].variable == first:
                break
        else:
            return 0, 1 if first == ITSELF and len(path.segments) > 1 else 0
        if len(path.segments) == 1:
            message = _("A field of “%(word)s” is expected: %(word)s/name.") % {"word": first}
            raise ConditionError("wrong_type", message, position=path.at, word=first, suggestion=f"{first}/name")
        return level, 1

    def _field_of(self, section: SectionSpec, path: Path, number: int) -> FieldSpec:
        word = path.segments[number]
        found = section.field(word)
        if found is None and word.endswith("_id"):
            pointer = section.field(word.removesuffix("_id"))
            found = pointer if pointer is not None and pointer.is_pointer else None
        if found is None or not self.allowed(section.key, found.key):
            raise self._unknown(path, number, self._labels(section))
        return found

    def _part_of(self, type_: ValueType, path: Path, number: int) -> ValueType:
        parts = PARTS.get(type_, {})
        found = parts.get(path.segments[number])
        if found is None:
            raise self._unknown(path, number, parts)
        return found

    def _target(self, spec: FieldSpec | None) -> SectionSpec | None:
        if spec is None or spec.kind is not Kind.REFERENCE or spec.target is None:
            return None
        target = self.snapshot.sections.get(spec.target)
        return None if target is None or target.retired else target

    def _details(self, section: SectionSpec) -> dict[str, Detail]:
        named = details_by_name(section, self.snapshot)
        return {name: d for name, d in named.items() if self.allowed(d.section, d.field)}

    def _labels(self, section: SectionSpec) -> dict[str, str]:
        """Folded words by which a field may be meant → its key."""
        words: dict[str, str] = {}
        for spec in section.shown_fields:
            if self.allowed(section.key, spec.key):
                for word in (spec.label.ru, spec.label.en, spec.key):
                    words[fold(word)] = spec.key
        return words

    def _unknown(
        self, path: Path, number: int, known: Mapping[str, object] | Iterable[str], *, of_many: bool = False
    ) -> ConditionError:
        word = path.segments[number]
        words = {k: v if isinstance(v, str) else k for k, v in known.items()} if isinstance(known, Mapping) else {}
        near = _nearest(word, words)
        what = _("There are no related records “%(word)s”.") if of_many else _("There is no field “%(word)s”.")
        message = what % {"word": word}
        if near:
            message = _("%(message)s Perhaps “%(near)s” is meant.") % {"message": message, "near": near}
        return ConditionError("unknown_field", message, position=path.place(number), word=word, suggestion=near)


def _nearest(word: str, words: Mapping[str, str]) -> str | None:
    near = get_close_matches(fold(word), words, n=1, cutoff=0.6)
    return str(words[near[0]]) if near else None


def details_by_name(section: SectionSpec, snapshot: Snapshot) -> dict[str, Detail]:
    """Return the relations that point at a section, by the names that conditions and the API use.

    `<section>` when one field of that section points here and no field of ours is called so; `<section>_<field>`
    always.
    """
    details = snapshot.details(section.key)
    from_section: dict[str, int] = {}
    for detail in details:
        from_section[detail.section] = from_section.get(detail.section, 0) + 1
    named: dict[str, Detail] = {}
    for detail in details:
        if from_section[detail.section] == 1 and section.field(detail.section) is None:
            named[detail.section] = detail
    for detail in details:
        named.setdefault(f"{detail.section}_{detail.field}", detail)
    return named


def resolve_path(
    text: str, section: SectionSpec, snapshot: Snapshot, allowed: Allowed = everything_allowed
) -> BoundField:
    """Return the column that a path such as `account/owner/name` means, for ordering and choosing columns.

    Raises ConditionError (unknown_field).
    """
    segments = tuple(text.split("/"))
    places = [sum(len(s) + 1 for s in segments[:number]) for number in range(len(segments))]
    names = Names(snapshot, allowed, (Scope(section),))
    return names.field(Path(segments=segments, places=tuple(places)))
