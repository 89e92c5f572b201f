"""The card of a real record as the draft would lay it out. Fields that are not applied yet show as empty."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.access.policy import visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import AccessDenied, NotFound
from artel.platform.screens.cards.facts import fact_sections
from artel.platform.screens.cards.record import Record, read_record
from artel.platform.screens.cards.screen import head_of
from artel.platform.screens.display import screen_display
from artel.platform.screens.place import place_for
from artel.platform.screens.reading.plans import CellValue
from artel.platform.sections.spec import FieldSpec, LayoutSpec, SectionSpec
from artel.platform.ui.component import join
from artel.platform.ui.feedback import EmptyState

MOST_OFFERED = 20


class DraftedRecord(Record):
    """A record of today with fields of tomorrow, which hold nothing yet."""

    def cell(self, field: FieldSpec) -> CellValue:
        """See `Record.cell`; a field without a column is empty."""
        known = {f.key for f in self.plan.fields}
        return self.plan.cell(self.row, field.key) if field.key in known else CellValue(value=None)


def records_to_try(actor: Actor, section: str, query: str = "") -> list[tuple[int, str]]:
    """Return (id, name) of records to look at, the newest first; none of a section that is not applied yet."""
    spec = current_snapshot().sections.get(section)
    if spec is None or spec.retired:
        return []
    found: Any = visible_to(actor, section)
    if query:
        found = found.filter(name__icontains=query)
    return [
        (int(i), str(name or f"№ {i}")) for i, name in found.order_by("-id").values_list("id", "name")[:MOST_OFFERED]
    ]


def preview_of(actor: Actor, spec: SectionSpec, layout: LayoutSpec, record_id: int | None) -> SafeString:
    """Return the head and the facts of a record by this layout, or a word why there is nothing to show."""
    try:
        record = _drafted(actor, spec, layout, record_id)
    except (NotFound, AccessDenied):
        text = _("Once there is a record here, its card is shown as you lay it out.")
        return EmptyState(title=_("Nothing to show it on yet"), text=text, icon="id-badge-2").render()
    display = screen_display(record.place)
    head = head_of(record, display, [])
    shown = replace(head, actions=(), stages="", next_action="", is_main=False)
    return format_html(
        '<div class="a-preview" inert>{}<div class="pad">{}</div></div>', shown, join(fact_sections(record, display))
    )


def _drafted(actor: Actor, spec: SectionSpec, layout: LayoutSpec, record_id: int | None) -> Record:
    place = place_for(actor, spec.key)
    if record_id is None:
        raise NotFound(section=spec.key)
    record = read_record(place, record_id)
    fresh = {f.key: f for f in spec.shown_fields if f.key not in place.spec.fields}
    fields = {**{k: f for k, f in place.fields.items() if spec.field(k)}, **fresh}
    drafted = replace(
        place, spec=replace(place.spec, layout=layout, fields={**place.spec.fields, **fresh}), fields=fields
    )
    return DraftedRecord(
        place=drafted, plan=record.plan, row=record.row, can_change=False, states=record.states, layout=layout
    )
