"""Choices that hang on one another: city → area → region → federal district.

A value names its parent, a value of the lookup of a field above; levels may be skipped (a city that belongs to a
region directly): then the fields between are empty. A value without a parent goes with anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from artel.platform.sections.listed import children, search_values
from artel.platform.sections.spec import FieldSpec, LookupSpec, LookupValue, SectionSpec, Snapshot

LINKED = "linked_choice"
PARENT = "parent"
"""Option of a linked choice: the key of the field above."""
Lineage = Mapping[str, str | None]
"""Field key → the value that must stand in it, None: it must be empty."""


@dataclass(frozen=True, slots=True)
class Links:
    """The linked choices of one section. `above` maps a field to those above it, the nearest first."""

    snapshot: Snapshot
    fields: Mapping[str, FieldSpec]
    above: Mapping[str, tuple[str, ...]]

    @property
    def deepest_first(self) -> tuple[str, ...]:
        """Return the fields that hang on others, those with most above them first."""
        return tuple(sorted(self.above, key=lambda key: -len(self.above[key])))

    def below(self, key: str) -> tuple[str, ...]:
        """Return the fields that hang on `key`, near and far."""
        return tuple(child for child, above in self.above.items() if key in above)

    def lookup(self, key: str) -> LookupSpec | None:
        """Return the list that a field takes its values from."""
        return self.snapshot.lookups.get(self.fields[key].lookup or "")

    def lineage(self, key: str, value: str) -> Lineage:
        """Return what must stand in the fields above for `value` to stand in `key`; nothing said: anything may."""
        found: dict[str, str | None] = {}
        at: str | None = value
        place = key
        while at is not None:
            lookup = self.lookup(place)
            held = lookup.values.get(at) if lookup else None
            parent = held.parent if held else None
            between: list[str] = []
            for above in self.above.get(place, ()):
                upper = self.lookup(above)
                if parent is not None and upper is not None and parent in upper.values:
                    found |= dict.fromkeys(between)
                    found[above] = parent
                    place = above
                    break
                between.append(above)
            else:
                return found
            at = parent
        return found

    def fits(self, key: str, value: str, chosen: Lineage) -> bool:
        """Tell whether a value goes with what is chosen above it; empty fields above allow anything."""
        lineage = self.lineage(key, value)
        return all(not chosen.get(above) or chosen[above] == wanted for above, wanted in lineage.items())

    def offered(self, key: str, text: str, chosen: Lineage, most: int) -> list[LookupValue]:
        """Return values in use that hold every word of `text` and go with what is chosen above.

        Those that begin with the text come first. Nothing is asked of the database.
        """
        lookup = self.lookup(key)
        if lookup is None:
            return []
        limits = {above: value for above in self.above.get(key, ()) if (value := chosen.get(above))}
        if not limits:
            return search_values(lookup.values, text, most)
        return search_values(self._below(key, limits), text, most, lambda value: self.fits(key, value.key, limits))

    def _below(self, key: str, limits: Mapping[str, str]) -> dict[str, LookupValue]:
        """Return the values that may hang on the nearest chosen one: so few are looked at closer."""
        above = self.above[key]
        nearest = next(place for place, field in enumerate(above) if field in limits)
        parents: set[str | None] = {None, limits[above[nearest]]}
        for between in reversed(above[:nearest]):
            upper = self.lookup(between)
            parents |= {v.key for parent in tuple(parents) for v in (children(upper.values, parent) if upper else ())}
        lookup = self.lookup(key)
        return {v.key: v for parent in parents for v in (children(lookup.values, parent) if lookup else ())}

    def settled(self, values: Mapping[str, str | None], changed: str) -> dict[str, str | None]:
        """Return the fields that must get another value after a person chose or emptied `changed`.

        Choosing fills what is above; whatever no longer fits is emptied.
        """
        now = dict(values)
        chosen = now.get(changed)
        if chosen:
            now |= self.lineage(changed, chosen)
        for key in self.deepest_first:
            held = now.get(key)
            if key == changed or not held:
                continue
            lineage = self.lineage(key, held)
            if any(now.get(above) != wanted for above, wanted in lineage.items()):
                now[key] = None
        return {key: value for key, value in now.items() if value != values.get(key)}


def links_of(section: SectionSpec, snapshot: Snapshot) -> Links:
    """Return the links of a section; without linked choices they are empty."""
    above: dict[str, tuple[str, ...]] = {}
    fields: dict[str, FieldSpec] = {}
    for field in section.shown_fields:
        if field.type == LINKED:
            chain = chain_above(section, field)
            above[field.key] = tuple(f.key for f in chain)
            fields |= {f.key: f for f in (field, *chain)}
    return Links(snapshot=snapshot, fields=fields, above=above)


def chain_above(section: SectionSpec, field: FieldSpec) -> tuple[FieldSpec, ...]:
    """Return the fields above one, the nearest first; a circle ends where it closes."""
    found: list[FieldSpec] = []
    seen = {field.key}
    upper = section.field(str(field.options.get(PARENT) or ""))
    while upper is not None and upper.key not in seen:
        seen.add(upper.key)
        found.append(upper)
        upper = section.field(str(upper.options.get(PARENT) or ""))
    return tuple(found)
