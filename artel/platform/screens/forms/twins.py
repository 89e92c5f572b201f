"""Who may already be there, said while a new record is typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.duplicates.finding import Twin, find_twins
from artel.platform.duplicates.specs import rules_of
from artel.platform.kernel.text import in_a_phrase
from artel.platform.process.beginning import beginning
from artel.platform.screens.place import Place
from artel.platform.sections.fieldtype import ValueProblem, field_types
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.ui import formats
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.feedback import Notice

SHOWN = 3
SHORTEST = 4
"""Characters of a text from which on it is compared: two letters are like half the base."""


def watched(place: Place) -> frozenset[str]:
    """Return the fields whose values are compared while one types."""
    return frozenset(key for rule in rules_of(place.spec.key, place.snapshot, "typing") for key in rule.compared)


def twins_watch(place: Place, asked: Iterable[FieldSpec]) -> Html:
    """Return the box in a form that asks again whenever a value changes; nothing where no rule acts on typing."""
    if not watched(place) & place.fields.keys() or not any(True for _field in asked):
        return EMPTY
    return format_html(
        '<span class="a-twins" hx-post="{}" hx-trigger="input from:closest form delay:500ms, '
        'change from:closest form delay:200ms" hx-sync="this:replace" '
        'hx-include="closest form" hx-target="this" hx-swap="innerHTML" aria-live="polite"></span>',
        place.url("twins"),
    )


def twins_notice(place: Place, typed: Mapping[str, str]) -> Html:
    """Return who agrees with what was typed, nothing when nobody does. Values half typed are left out."""
    row = _typed_row(place, typed)
    if not row:
        return EMPTY
    # A rule may speak only of records in some stages: a new one stands where it will begin.
    found = find_twins(place.spec.key, [beginning(place.spec, place.actor, row)], actor=place.actor, act="typing")[0]
    return Notice(text=told(place, found[:SHOWN]), tone="soon") if found else EMPTY


def _typed_row(place: Place, typed: Mapping[str, str]) -> dict[str, object]:
    row: dict[str, object] = {}
    for key, field in place.fields.items():
        value = typed.get(key, "").strip()
        if not value or (field.kind is Kind.TEXT and len(value) < SHORTEST):
            continue
        try:
            row[key] = field_types.get(field.type).parse(field, value)
        except ValueProblem:
            continue
    return row


def told(place: Place, twins: Sequence[Twin]) -> Html:
    """Return «Похоже на …» with links and what agrees; of hidden ones only that they are there."""
    seen = [t for t in twins if t.is_visible]
    if not seen:
        return format_html("{}", _("It may be there already, in a record that you do not see."))
    links = join(
        (
            format_html(
                '<a class="a-link" href="{}" target="_blank">{}</a> <span class="muted">({})</span>',
                place.url("card", record_id=twin.record_id),
                twin.name or formats.record_number(twin.record_id),
                ", ".join(in_a_phrase(rule.label.text()) for rule in twin.rules),
            )
            for twin in seen
        ),
        ", ",
    )
    more = format_html(" {}", _("and on records that you do not see")) if len(seen) < len(twins) else EMPTY
    return format_html("{} {}{}", _("Looks like"), links, more)
