"""Choices from long lists and linked ones: searched on the server by typing, never sent whole to a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from artel.platform.kernel.errors import NotFound
from artel.platform.screens.display import screen_display
from artel.platform.screens.place import Place
from artel.platform.sections.linked import LINKED, Links, links_of
from artel.platform.sections.listed import search_values
from artel.platform.sections.spec import FieldSpec, Kind, LookupValue, Snapshot

MOST_LISTED = 100
"""A longer list is searched."""
MOST = 20
Item = dict[str, str]


def is_searched(field: FieldSpec, snapshot: Snapshot) -> bool:
    """Tell whether the values of a choice are searched on the server."""
    if field.kind not in (Kind.CHOICE, Kind.CHOICES) or field.type == "stage":
        return False
    lookup = snapshot.lookups.get(field.lookup or "")
    return field.type == LINKED or (lookup is not None and len(lookup.values) > MOST_LISTED)


def found_values(place: Place, field: FieldSpec, text: str, given: Mapping[str, str]) -> list[Item]:
    """Return values by the words typed, those that go with what `given` says of the fields above."""
    lookup = place.snapshot.lookups.get(field.lookup or "")
    if lookup is None:
        return []
    links = links_of(place.spec, place.snapshot)
    if field.key in links.above:
        chosen = {key: given.get(key) or None for key in links.above[field.key]}
        return [_item(place, field, v, links) for v in links.offered(field.key, text, chosen, MOST)]
    return [_item(place, field, v, links) for v in search_values(lookup.values, text, MOST)]


def _item(place: Place, field: FieldSpec, value: LookupValue, links: Links) -> Item:
    """Return a value for a list; what stands above it tells namesakes apart."""
    language = place.actor.language
    above = links.lineage(field.key, value.key) if field.key in links.above else {}
    names = [place.snapshot.choice_label(links.fields[k], v) for k, v in above.items() if v]
    note = ", ".join(name.text(language) for name in names if name)
    return {"value": value.key, "label": value.label.text(language), "note": note}


def link_attributes(place: Place, field: FieldSpec) -> dict[str, Any]:
    """Return what the script of a form needs of a field that hangs on others or has others hang on it."""
    links = links_of(place.spec, place.snapshot)
    if field.key not in links.fields:
        return {}
    above = " ".join(key for key in links.above.get(field.key, ()) if key in place.fields)
    url = reverse("screens:linked", kwargs={"section": place.spec.key, "field": field.key})
    return {"data-linked": url, "data-above": above or None}


def fields_above(place: Place, field: FieldSpec) -> tuple[FieldSpec, ...]:
    """Return the fields that a choice hangs on, as far as the actor reads them."""
    return place.shown(links_of(place.spec, place.snapshot).above.get(field.key, ()))


def settled_values(place: Place, key: str, given: Mapping[str, str]) -> dict[str, Item]:
    """Return field key → the value it must get after a person chose or emptied `key`; raises NotFound."""
    links = links_of(place.spec, place.snapshot)
    if key not in links.fields or key not in place.fields:
        raise NotFound
    values = {field: given.get(field) or None for field in links.fields if field in place.fields}
    display = screen_display(place)
    return {
        field: {"value": value or "", "label": display.choice(links.fields[field], value) if value else ""}
        for field, value in links.settled(values, key).items()
    }
