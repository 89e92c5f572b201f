"""Who may already be there, said while a new record is typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.records.duplicates import comparable_fields, find_matches
from artel.platform.screens.place import Place
from artel.platform.sections.fieldtype import ValueProblem, field_types
from artel.platform.sections.spec import FieldSpec
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.feedback import Notice

SHOWN = 3
SHORTEST_NAME = 4


def watched(place: Place) -> tuple[str, ...]:
    """Return the fields whose values are compared while one types."""
    return tuple(key for key in comparable_fields(place.spec) if key in place.fields)


def twins_watch(place: Place, asked: Iterable[FieldSpec]) -> Html:
    """Return the box in a form that asks again whenever a compared value changes; nothing where none is asked."""
    if not {f.key for f in asked} & set(watched(place)):
        return EMPTY
    return format_html(
        '<span class="a-twins" hx-post="{}" hx-trigger="change from:closest form delay:200ms" '
        'hx-include="closest form" hx-target="this" hx-swap="innerHTML" aria-live="polite"></span>',
        place.url("twins"),
    )


def twins_notice(place: Place, typed: Mapping[str, str]) -> Html:
    """Return who agrees with what was typed, nothing when nobody does. Values half typed are left out."""
    row: dict[str, object] = {}
    for key in watched(place):
        value = typed.get(key, "").strip()
        if not value or (key == "name" and len(value) < SHORTEST_NAME):
            continue
        try:
            row[key] = field_types.get(place.fields[key].type).parse(place.fields[key], value)
        except ValueProblem:
            continue
    if not row:
        return EMPTY
    found = find_matches(place.spec.key, [row], actor=place.actor, by=tuple(row))[0][:SHOWN]
    if not found:
        return EMPTY
    links = join(
        (
            format_html(
                '<a class="a-link" href="{}" target="_blank">{}</a> <span class="muted">({})</span>',
                place.url("card", record_id=match.record_id),
                match.name or f"№ {match.record_id}",
                ", ".join(place.fields[k].label.text().lower() for k in match.by if k in place.fields),
            )
            for match in found
        ),
        ", ",
    )
    return Notice(text=format_html("{} {}", _("Perhaps it is there already:"), links), tone="soon")
