"""Related lists of a card: records that point at this one, all kinds in one statement.

A record that only links two others (a participant of a deal) is shown by the name of the other end and leads there.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.access.policy import may, readable_fields, visible_to
from artel.platform.screens.cards.record import Record
from artel.platform.screens.display import Display
from artel.platform.screens.reading.plans import label_path
from artel.platform.sections.fieldtypes.money import show_money
from artel.platform.sections.showing import currency_field
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec
from artel.platform.ui import formats
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.icons import icon, known
from artel.platform.ui.record import Entry, Section

SHOWN = 5
NO_TEXT = Value("", output_field=TextField())


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One related list: records of `spec` whose `field` points here; `other` is the far end of a link."""

    spec: SectionSpec
    field: FieldSpec
    other: FieldSpec | None
    note: FieldSpec | None
    money: FieldSpec | None
    may_create: bool

    @property
    def is_lined(self) -> bool:
        """Return whether the records are details, shown as lines of a table (`lines.py`), and no links."""
        return self.spec.parent == self.field.key and self.other is None


def relations_of(record: Record) -> tuple[Relation, ...]:
    """Return the related lists that the layout names and the actor may read."""
    place = record.place
    named = record.layout.details or tuple(
        (d.section, d.field)
        for d in place.snapshot.details(place.spec.key)
        if _is_shown(place.snapshot.sections[d.section])
    )
    found = []
    for section, key in named:
        spec = place.snapshot.sections.get(section)
        if spec is None or spec.retired or not may(place.actor, section, "read"):
            continue
        readable = {f.key: f for f in readable_fields(place.actor, spec)}
        if key in readable:
            found.append(_relation(spec, readable, readable[key], may_create=may(place.actor, section, "create")))
    return tuple(found)


def _is_shown(spec: SectionSpec) -> bool:
    return not spec.retired and (spec.in_menu or spec.parent is not None)


def _relation(spec: SectionSpec, fields: dict[str, FieldSpec], field: FieldSpec, *, may_create: bool) -> Relation:
    is_link = spec.parent is not None and not spec.fields["name"].required
    pointers = [f for f in fields.values() if f.kind is Kind.REFERENCE and f.key != field.key]
    other = pointers[0] if is_link and pointers else None
    notes = [f for f in fields.values() if f.kind is Kind.CHOICE and f.type != "stage" and f.key != "currency"]
    stage = fields.get("stage")
    note = stage if stage is not None else notes[0] if is_link and notes else None
    money = next((f for f in fields.values() if f.kind is Kind.MONEY), None)
    return Relation(spec=spec, field=field, other=other, note=note, money=money, may_create=may_create)


def related_sections(record: Record, display: Display) -> list[Section]:
    """Return the related lists of a card with their first records; one query for all of them."""
    relations = tuple(r for r in relations_of(record) if not r.is_lined)
    rows = _rows(record, relations)
    return [_section(record, display, r, [row for row in rows if row[0] == n]) for n, r in enumerate(relations)]


def _rows(record: Record, relations: tuple[Relation, ...]) -> list[tuple[Any, ...]]:
    if not relations:
        return []
    parts = [_part(record, n, relation) for n, relation in enumerate(relations)]
    return list(parts[0].union(*parts[1:], all=True)) if len(parts) > 1 else list(parts[0])


def _part(record: Record, number: int, relation: Relation) -> QuerySet[Any]:
    """Return (relation, id, label, id of the far end, note, pipeline, sum, currency) of the newest records."""
    other, note, money = relation.other, relation.note, relation.money
    by = currency_field(relation.spec, money) if money else None
    # What links two records has no name of its own, most often; then it is called as its far end.
    name = Coalesce(NullIf(F("name"), Value("")), F(label_path(other))) if other else F("name")
    found = visible_to(record.place.actor, relation.spec.key).filter(**{f"{relation.field.key}_id": record.id})
    return (
        found.order_by("-id")
        .annotate(
            r_number=Value(number, output_field=IntegerField()),
            r_label=Cast(name, TextField()),
            r_other=Cast(F(f"{other.key}_id"), TextField()) if other else NO_TEXT,
            r_note=Cast(F(note.key), TextField()) if note else NO_TEXT,
            r_pipeline=Cast(F("pipeline"), TextField()) if note and note.type == "stage" else NO_TEXT,
            r_money=Cast(F(money.key), TextField()) if money else NO_TEXT,
            r_currency=Cast(F(by), TextField()) if by else NO_TEXT,
            r_id=Cast(F("id"), CharField()),
        )
        .values_list("r_number", "id", "r_label", "r_other", "r_note", "r_pipeline", "r_money", "r_currency")[
            : SHOWN + 1
        ]
    )


def _section(record: Record, display: Display, relation: Relation, rows: list[tuple[Any, ...]]) -> Section:
    entries = [_entry(record, display, relation, row) for row in rows[:SHOWN]]
    more: Html = EMPTY
    if len(rows) > SHOWN:
        more = format_html('<a class="a-link small" href="{}">{}</a>', all_url(record, relation), _("All records"))
    body: Html = join((*entries, more)) if entries else format_html('<p class="muted small">{}</p>', _("None yet"))
    return Section(
        title=relation.spec.label.text(display.language),
        count=len(rows) if 0 < len(rows) <= SHOWN else None,
        body=body,
        action=add_button(record, relation),
        attrs={"data-related": relation.spec.key},
    )


def all_url(record: Record, relation: Relation) -> str:
    """Return the list of all records of a relation."""
    query = urlencode({"view": "all", "filter": f"{relation.field.key} eq {record.id}"})
    return f"/{relation.spec.key}/?{query}"


def add_button(record: Record, relation: Relation) -> Html:
    """Return the button that opens the form of a new related record, nothing for whom may not."""
    if not relation.may_create or record.is_trashed:
        return EMPTY
    url = f"/{relation.spec.key}/new/?{urlencode({relation.field.key: record.id})}"
    label = _("Add: %(what)s") % {"what": relation.spec.singular.text()}
    return Button(
        label=label,
        icon="plus",
        kind="bare",
        url=url,
        is_small=True,
        is_icon_only=True,
        attrs={"hx-get": url, "hx-target": "#dialog", "data-dialog": "sheet"},
    )


def _entry(record: Record, display: Display, relation: Relation, row: tuple[Any, ...]) -> Entry:
    _number, record_id, label, other, note, pipeline, money, currency = row
    target, target_id = (relation.other.target, other) if relation.other and other else (relation.spec.key, record_id)
    value: Html = EMPTY
    if money:
        fixed = str(relation.money.options.get("currency", "RUB")) if relation.money else "RUB"
        value = show_money(Decimal(money), currency or fixed, display.language)
    shown = _note(record, display, relation, note, pipeline)
    spec = record.place.snapshot.sections.get(target or "")
    return Entry(
        label=label or formats.record_number(record_id),
        url=f"/{target}/{target_id}/",
        note=shown,
        mark=icon(known(spec.icon if spec else "folder"), css="muted"),
        value=value,
    )


def _note(record: Record, display: Display, relation: Relation, note: str, pipeline: str) -> Html:
    if not note or relation.note is None:
        return EMPTY
    if relation.note.type == "stage":
        stage = relation.spec.stage(pipeline, note)
        return stage.label.text(display.language) if stage else note
    label = record.place.snapshot.choices(relation.note).get(note)
    return label.text(display.language) if label else note
