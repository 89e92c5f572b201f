"""The card of a real record as the draft would lay it out and rule it, for somebody of a role.

Derived fields hold what they would be; others that are not applied yet are empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.access.policy import field_access, visible_to
from artel.platform.conditions.errors import ConditionError
from artel.platform.definitions.current import current_snapshot, holding
from artel.platform.designer.drafts import Working
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import AccessDenied, NotFound
from artel.platform.records.derived.drafted import work_out
from artel.platform.records.derived.proposed import with_sources
from artel.platform.records.field_states import FieldStates, rule_book
from artel.platform.screens.cards.facts import fact_sections
from artel.platform.screens.cards.record import Record, read_record
from artel.platform.screens.cards.screen import head_of
from artel.platform.screens.display import screen_display
from artel.platform.screens.place import place_for
from artel.platform.screens.reading.layouts import resolved
from artel.platform.screens.reading.plans import CellValue
from artel.platform.sections.showing import currency_field, currency_of
from artel.platform.sections.spec import FieldSpec, Kind, LayoutSpec, SectionSpec
from artel.platform.ui import formats
from artel.platform.ui.component import join
from artel.platform.ui.feedback import EmptyState

MOST_OFFERED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftedRecord(Record):
    """A record of today with fields of tomorrow: `derived` are worked out, others hold nothing yet."""

    derived: Mapping[str, object]

    def cell(self, field: FieldSpec) -> CellValue:
        """See `Record.cell`; a field without a column is empty."""
        if field.key in self.derived:
            return CellValue(value=self.derived[field.key], currency=self._currency(field))
        known = {f.key for f in self.plan.fields}
        return self.plan.cell(self.row, field.key) if field.key in known else CellValue(value=None)

    def _currency(self, field: FieldSpec) -> str | None:
        if field.kind is not Kind.MONEY:
            return None
        by = currency_field(self.place.spec, field)
        return currency_of(field, self.values().get(by) if by else None)


def records_to_try(actor: Actor, section: str, query: str = "") -> list[tuple[int, str]]:
    """Return (id, name) of records to look at, the newest first; none of a section that is not applied yet."""
    spec = current_snapshot().sections.get(section)
    if spec is None or spec.retired:
        return []
    found: Any = visible_to(actor, section)
    if query:
        found = found.filter(name__icontains=query)
    return [
        (int(i), str(name or formats.record_number(i)))
        for i, name in found.order_by("-id").values_list("id", "name")[:MOST_OFFERED]
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """What is looked at: a section with the draft on top by one of its layouts, one record, as somebody of a role.

    Without a role it is the actor himself, and the layout is shown whether it is for him or not.
    """

    working: Working
    spec: SectionSpec
    layout: LayoutSpec
    record_id: int | None
    role: str = ""

    def eyes(self, actor: Actor) -> Actor:
        """Return as whom the record is judged: somebody of the role chosen, else of the first the layout is for."""
        role = self.role or next(iter(self.layout.roles), "")
        return replace(actor, roles=(role,), is_admin=False) if role else actor


def preview_of(actor: Actor, looking: Looking) -> SafeString:
    """Return the head and the facts of a record as they would be, or a word why there is nothing to show."""
    try:
        record = _drafted(actor, looking)
    except (NotFound, AccessDenied):
        text = _("Once there is a record here, its card is shown as you lay it out.")
        return EmptyState(title=_("Nothing to show it on yet"), text=text, icon="id-badge-2").render()
    display = screen_display(record.place)
    head = head_of(record, display, [])
    shown = replace(head, actions=(), stages="", next_action="", is_main=False)
    return format_html(
        '<div class="a-preview" inert>{}<div class="pad">{}{}</div></div>',
        shown,
        join(fact_sections(record, display)),
        _told(record),
    )


def _drafted(actor: Actor, looking: Looking) -> Record:
    spec, working = looking.spec, looking.working
    place = place_for(actor, spec.key)
    if looking.record_id is None:
        raise NotFound(section=spec.key)
    record = read_record(place, looking.record_id)
    eyes = looking.eyes(actor)
    with holding(working.snapshot):
        hidden = field_access(eyes, spec.key).hidden
    fresh = {f.key: f for f in spec.shown_fields if f.key not in place.spec.fields}
    fields = {**{k: f for k, f in place.fields.items() if spec.field(k)}, **fresh}
    states = _judged(record, spec, working, eyes)
    layout = resolved(spec, states.layouts) if looking.role else looking.layout
    drafted = replace(
        place,
        spec=replace(place.spec, layout=layout, fields={**place.spec.fields, **fresh}),
        fields={key: field for key, field in fields.items() if key not in hidden},
    )
    return DraftedRecord(
        place=drafted,
        plan=record.plan,
        row=record.row,
        can_change=False,
        states=states,
        layout=layout,
        derived=_worked_out(record, spec, working),
    )


def _worked_out(record: Record, spec: SectionSpec, working: Working) -> Mapping[str, object]:
    keys = with_sources(spec, working.snapshot, (f.key for f in spec.shown_fields if f.derived))
    return work_out(_stored(record, keys), spec, working.snapshot) if keys else {}


def _stored(record: Record, keys: Iterable[str]) -> dict[str, object]:
    """Return what the record holds now of fields that are in force, whoever may read them."""
    present = record.place.spec
    known = sorted(k for k in {*keys, "id"} if (f := present.field(k)) and not f.retired)
    found = visible_to(record.place.actor, present.key, include_trashed=True).filter(id=record.id)
    return dict(zip(known, next(iter(found.values_list(*known)), ()), strict=True))


def _judged(record: Record, spec: SectionSpec, working: Working, eyes: Actor) -> FieldStates:
    """Return what the rules of the draft say of the record's fields now.

    Its values stand beside the tables as proposed ones do, so that a rule may read a field that is not applied yet: it
    is empty. Where a condition looks into another section for such a field, the rules in force hold.
    """
    book = rule_book(spec, working.snapshot, eyes)
    try:
        with transaction.atomic():
            return book.judge([_stored(record, book.reads(book.texts))])[0]
    except (DatabaseError, ConditionError):
        return record.states


def _told(record: Record) -> SafeString:
    """Return what can't be seen of a card: which fields must be filled now, which are locked, which are not shown."""
    names = {f.key: f.label.text() for f in record.place.fields.values()}
    states = record.states
    lines = (
        (_("Must be filled"), states.required),
        (_("Locked"), states.readonly),
        (_("Not shown now"), states.hidden),
    )
    said = [
        format_html("<li>{}: {}</li>", label, ", ".join(sorted(names[k] for k in keys if k in names)))
        for label, keys in lines
        if any(k in names for k in keys)
    ]
    return format_html('<ul class="a-names small muted">{}</ul>', join(said)) if said else SafeString("")
