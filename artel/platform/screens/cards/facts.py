"""The facts of a card: fields by groups, filled ones first in sight, each a press away from being edited."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.screens.cards.record import Record
from artel.platform.screens.display import Display
from artel.platform.screens.place import HIDDEN_COLUMNS
from artel.platform.sections.spec import FieldSpec
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.record import Fact, Facts, Section

MOST_EMPTY_SHOWN = 3
"""More empty fields than this fold away: what is known is read every day, what isn't, once."""
KEPT = ("id", "owner", "created_at", "created_by", "updated_at", "updated_by")
"""Fields of the last group, about the record itself."""


def fact_sections(record: Record, display: Display) -> list[Section]:
    """Return the groups of the layout, and a last one about the record itself."""
    place = record.place
    sections = []
    for group in place.spec.layout.groups:
        fields = place.shown(key for key in group.fields if key not in KEPT and key not in HIDDEN_COLUMNS)
        if fields:
            sections.append(Section(title=group.label.text(display.language), body=_body(record, display, fields)))
    kept = place.shown(KEPT)
    if kept:
        facts = Facts(facts=[fact(record, display, f) for f in kept])
        sections.append(Section(title=_("Record"), body=facts))
    return sections


def _body(record: Record, display: Display, fields: Sequence[FieldSpec]) -> Html:
    filled = [f for f in fields if record.cell(f).value not in (None, "")]
    empty = [f for f in fields if f not in filled]
    if len(empty) <= MOST_EMPTY_SHOWN or not filled:
        shown, folded = list(fields), []
        if not filled and len(fields) > 2 * MOST_EMPTY_SHOWN:
            shown, folded = list(fields[:MOST_EMPTY_SHOWN]), list(fields[MOST_EMPTY_SHOWN:])
    else:
        shown, folded = filled, empty
    return join((Facts(facts=[fact(record, display, f) for f in shown]), _folded(record, display, folded)))


def _folded(record: Record, display: Display, fields: Sequence[FieldSpec]) -> Html:
    if not fields:
        return EMPTY
    label = ngettext("%(number)s empty field", "%(number)s empty fields", len(fields)) % {"number": len(fields)}
    facts = Facts(facts=[fact(record, display, f) for f in fields])
    return format_html('<details class="a-folded"><summary>{}</summary>{}</details>', label, facts)


def fact(record: Record, display: Display, field: FieldSpec) -> Fact:
    """Return one labelled value; editable when the actor may change this field of this record."""
    place = record.place
    is_editable = record.can_change and not record.is_trashed and place.can_write(field)
    return Fact(
        label=field.label.text(display.language),
        value=display.html(field, record.cell(field), is_brief=False),
        key=field.key,
        edit_url=place.url("cell", record_id=record.id, field=field.key) + "?as=fact" if is_editable else "",
        help=field.help.text(display.language),
    )
