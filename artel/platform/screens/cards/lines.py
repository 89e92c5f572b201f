"""Details on a card as lines of a table: changed in their cells, added in the last row, taken away, added up.

Details are records of a section whose `parent` is the reference that points here (payments of a contract). What only
links two records is no line: `related.py` shows it by the name of the far end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.kernel.errors import NotFound, Problem
from artel.platform.records import door
from artel.platform.screens.cards.record import Record
from artel.platform.screens.cards.related import Relation, add_button, all_url, relations_of
from artel.platform.screens.display import NUMERIC, Display, screen_display
from artel.platform.screens.forms.inputs import input_for, typed
from artel.platform.screens.lists.columns import can_edit_in_place
from artel.platform.screens.place import Place, each_once, place_for
from artel.platform.screens.reading.figures import Figures, figures_of, summed_fields
from artel.platform.screens.reading.plans import ReadPlan, Row, plan_reading
from artel.platform.sections.spec import FieldSpec
from artel.platform.ui import formats
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, AttributeValue, Html, attributes, join
from artel.platform.ui.icons import icon
from artel.platform.ui.record import Section

SHOWN = 50
MOST_COLUMNS = 6
LEFT_OUT = frozenset({"owner", "updated_at", "created_at"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed into the row of a new line, and what is wrong with it. `goes_on`: the next one follows."""

    values: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    goes_on: bool = False


def line_relations(record: Record) -> tuple[Relation, ...]:
    """Return the details of a record that are shown as lines."""
    return tuple(r for r in relations_of(record) if r.is_lined)


def relation_named(record: Record, section: str, pointer: str) -> Relation:
    """Return the details that an address names; raises NotFound."""
    found = (r for r in line_relations(record) if (r.spec.key, r.field.key) == (section, pointer))
    relation = next(found, None)
    if relation is None:
        raise NotFound
    return relation


def line_sections(record: Record, *, csrf_token: str) -> list[Html]:
    """Return the tables of a card: the first at once, two queries; further ones ask for themselves."""
    relations = line_relations(record)
    at_once = [lines_section(record, relation, csrf_token=csrf_token) for relation in relations[:1]]
    return [*at_once, *(_asking_for_itself(record, relation) for relation in relations[1:])]


def lines_section(record: Record, relation: Relation, *, csrf_token: str, given: Typed | None = None) -> Section:
    """Return the table of the details of one section."""
    given = given or Typed()
    place = place_for(record.place.actor, relation.spec.key)
    display = screen_display(place)
    columns = _columns(place, relation)
    plan = plan_reading(place.spec, columns)
    records = place.records().filter(**{f"{relation.field.key}_id": record.id})
    rows = plan.rows(records.order_by("id")[: SHOWN + 1])
    summed = summed_fields(place.spec, [f.key for f in place.money_fields if f in columns])
    figures = figures_of(place.spec, [records], summed)[0] if rows else Figures()
    table = _Table(record=record, relation=relation, place=place, display=display, columns=columns, plan=plan)
    can_add = relation.may_create and not record.is_trashed
    return Section(
        title=relation.spec.label.text(display.language),
        count=None if figures.is_more else figures.count or None,
        note=_rolled_up(record, relation),
        action=add_button(record, relation),
        body=table.html(rows, figures, given, csrf_token if can_add else ""),
        attrs={
            "id": _id(relation),
            "data-controller": "lines",
            "data-lines-goes-on": "true" if given.goes_on else None,
        },
    )


def add_line(record: Record, relation: Relation, post: Mapping[str, str]) -> int:
    """Write a line from what was typed into the last row; return its id. Raises as the door does."""
    place = place_for(record.place.actor, relation.spec.key, "create")
    values = typed(_asked(place, _columns(place, relation)), post)
    written = {key: value for key, value in values.items() if value != ""}
    return door.create(place.spec.key, [{**written, relation.field.key: record.id}], actor=place.actor)[0]


def typed_line(record: Record, relation: Relation, post: Mapping[str, str], problems: Sequence[Problem]) -> Typed:
    """Return the row as it was typed, with what is wrong with it."""
    place = place_for(record.place.actor, relation.spec.key)
    return Typed(values={f.key: post.get(f.key, "") for f in place.fields.values()}, problems=problems)


def _columns(place: Place, relation: Relation) -> tuple[FieldSpec, ...]:
    """Return what the section's list shows, without what is the same in every line."""
    named = place.shown(("name", *place.spec.layout.columns))
    kept = [f for f in each_once(named) if f.key not in LEFT_OUT and f.key != relation.field.key]
    return tuple(kept[:MOST_COLUMNS])


def _asked(place: Place, columns: Sequence[FieldSpec]) -> tuple[FieldSpec, ...]:
    return tuple(f for f in columns if place.can_write(f) and f.type != "stage")


def _id(relation: Relation) -> str:
    return f"lines-{relation.spec.key}-{relation.field.key}"


def _url(record: Record, relation: Relation) -> str:
    parts = {"section": record.place.spec.key, "record_id": record.id}
    return reverse("screens:lines", kwargs={**parts, "details": relation.spec.key, "pointer": relation.field.key})


def _asking_for_itself(record: Record, relation: Relation) -> Html:
    body = format_html('<a class="a-link small" href="{}">{}</a>', all_url(record, relation), _("All records"))
    url = _url(record, relation)
    return Section(
        title=relation.spec.label.text(),
        body=body,
        attrs={"id": _id(relation), "hx-get": url, "hx-trigger": "load", "hx-target": "this", "hx-swap": "outerHTML"},
    )


def _rolled_up(record: Record, relation: Relation) -> Html:
    """Return what the record itself keeps of these details: «Paid 350 ₽ · Left 650 ₽»."""
    display = screen_display(record.place)
    said = []
    for found in record.place.fields.values():
        over = found.options.get("section"), found.options.get("field")
        if found.type == "rollup" and over == (relation.spec.key, relation.field.key):
            shown = display.text(found, record.cell(found)) or "—"
            said.append(format_html("{} <b>{}</b>", found.label.text(display.language), shown))
    return join(said, " · ")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Writes the table of one relation."""

    record: Record
    relation: Relation
    place: Place
    display: Display
    columns: Sequence[FieldSpec]
    plan: ReadPlan

    def html(self, rows: Sequence[Row], figures: Figures, given: Typed, csrf_token: str) -> Html:
        """Return the table, the row for a new line and the form it belongs to; no token: nothing is added."""
        lines = join(self._row(row) for row in rows[:SHOWN])
        more: Html = EMPTY
        if len(rows) > SHOWN:
            url = all_url(self.record, self.relation)
            more = format_html('<a class="a-link small" href="{}">{}</a>', url, _("All records"))
        table = format_html(
            '<div class="a-lines-box"><table class="a-mini" data-controller="rows edit">'
            '<caption class="visually-hidden">{}</caption>{}<tbody>{}</tbody>{}{}</table></div>{}',
            self.relation.spec.label.text(self.display.language),
            self._head(),
            lines,
            self._new(given) if csrf_token else EMPTY,
            self._foot(figures),
            more,
        )
        return join((table, self._form(csrf_token))) if csrf_token else table

    def _head(self) -> Html:
        cells = join(
            format_html(
                '<th scope="col"{}>{}</th>', attributes({"class": _css(f)}), f.label.text(self.display.language)
            )
            for f in self.columns
        )
        return format_html(
            '<thead><tr>{}<th scope="col"><span class="visually-hidden">{}</span></th></tr></thead>',
            cells,
            _("Actions"),
        )

    def _row(self, row: Row) -> Html:
        record_id, name = int(row[0]), str(row[2] or formats.record_number(row[0]))
        cells = join(self._cell(row, f, record_id, name) for f in self.columns)
        return format_html(
            '<tr data-id="{}">{}<td class="act">{}</td></tr>', record_id, cells, self._away(record_id, name)
        )

    def _cell(self, row: Row, found: FieldSpec, record_id: int, name: str) -> Html:
        if found.key == "name":
            url = self.place.url("card", record_id=record_id)
            return format_html('<td class="name"><a class="clip" href="{0}" title="{1}">{1}</a></td>', url, name)
        # On a phone the headings are gone: a bare number or date needs its word.
        label = found.label.text(self.display.language)
        facts: dict[str, AttributeValue] = {"class": _css(found), "data-label": label}
        if can_edit_in_place(self.place, found) and not self.record.is_trashed:
            url = self.place.url("cell", record_id=record_id, field=found.key)
            facts |= {"data-edit": url, "data-field": found.key, "tabindex": -1}
        shown = self.display.html(found, self.plan.cell(row, found.key))
        return format_html("<td{}>{}</td>", attributes(facts), shown)

    def _away(self, record_id: int, name: str) -> Html:
        if not self.place.may("remove") or self.record.is_trashed:
            return EMPTY
        return Button(
            label=_("To the trash: %(name)s") % {"name": name},
            icon="trash",
            kind="bare",
            is_small=True,
            is_icon_only=True,
            attrs={"hx-post": self.place.url("remove", record_id=record_id), "hx-swap": "none"},
        )

    def _new(self, given: Typed) -> Html:
        """Return the row that a new line is typed into."""
        asked = {f.key for f in _asked(self.place, self.columns)}
        wrong = {p.field for p in given.problems}
        cells = []
        for found in self.columns:
            editor: Html = EMPTY
            if found.key in asked:
                editor = input_for(
                    self.place,
                    self.display,
                    found,
                    value=given.values.get(found.key, ""),
                    error=("·",) if found.key in wrong else (),
                    prefix=_id(self.relation),
                    is_label_hidden=True,
                    attrs={"form": f"{_id(self.relation)}-form"},
                ).control()
            label = found.label.text(self.display.language)
            cells.append(format_html("<td{}>{}</td>", attributes({"class": _css(found), "data-label": label}), editor))
        add = format_html(
            '<button class="btn btn-icon btn-sm" form="{}-form" aria-label="{}">{}</button>',
            _id(self.relation),
            _("Add the line"),
            icon("plus", "sm"),
        )
        row = format_html('<tr class="a-line-new" data-line-new>{}<td class="act">{}</td></tr>', join(cells), add)
        return format_html("<tbody>{}{}</tbody>", row, self._problems(given.problems))

    def _problems(self, problems: Sequence[Problem]) -> Html:
        if not problems:
            return EMPTY
        named = ((self.place.fields.get(p.field or ""), p.message) for p in problems)
        told = (f"{f.label.text(self.display.language)}: {message}" if f else str(message) for f, message in named)
        return format_html(
            '<tr><td colspan="{}"><span class="a-error" role="alert">{}<span>{}</span></span></td></tr>',
            len(self.columns) + 1,
            icon("alert-circle", "sm"),
            " ".join(told),
        )

    def _form(self, csrf_token: str) -> Html:
        return format_html(
            '<form id="{0}-form" method="post" action="{1}" hx-post="{1}" hx-target="#{0}" hx-swap="outerHTML"'
            " novalidate>"
            '<input type="hidden" name="csrfmiddlewaretoken" value="{2}"></form>',
            _id(self.relation),
            _url(self.record, self.relation),
            csrf_token,
        )

    def _foot(self, figures: Figures) -> Html:
        """Return the sums of the columns; more lines than are added up at once have none here."""
        sums = {key: self.display.sums(found) for key, found in figures.sums.items() if found}
        if not sums or figures.is_more:
            return EMPTY
        cells = join(
            format_html(
                "<td{}>{}</td>",
                attributes({"class": _css(f), "data-label": f.label.text(self.display.language)}),
                sums.get(f.key, ""),
            )
            for f in self.columns[1:]
        )
        return format_html(
            '<tfoot><tr><th scope="row">{}</th>{}<td></td></tr></tfoot>',
            sums.get(self.columns[0].key, _("Total")),
            cells,
        )


def _css(found: FieldSpec) -> str | None:
    return "num" if found.kind in NUMERIC else None
