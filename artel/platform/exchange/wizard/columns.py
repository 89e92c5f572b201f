"""The table of columns: where each goes, its type, an example, how full it is, what reading will do to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.definitions.current import current_snapshot
from artel.platform.exchange.actions import look_at
from artel.platform.exchange.human.blanks import text_of
from artel.platform.exchange.mapping import map_from_body
from artel.platform.exchange.models import Import, ImportProblem
from artel.platform.exchange.reading.header import Column as FileColumn
from artel.platform.exchange.reading.header import Table as FileTable
from artel.platform.exchange.recognising.describing import sections_of_row, writable_fields
from artel.platform.exchange.recognising.recognise import share_filled
from artel.platform.exchange.wizard.hints import hint_of
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.text import fold
from artel.platform.sections.fieldtype import field_types
from artel.platform.sections.spec import FieldSpec, SectionSpec
from artel.platform.ui import formats
from artel.platform.ui.atoms import Meter
from artel.platform.ui.component import Html, join
from artel.platform.ui.table import Column, Group, Row, Table

MANY = 60
"""In a wider table columns that nothing was recognised in are left out until asked for."""
LONGEST_EXAMPLE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsPart:
    """The table with its numbers for the heading."""

    table: Table
    known: int
    total: int
    hidden: int
    map_name: str


def columns_part(run: Import, actor: Actor, *, is_full: bool = False) -> ColumnsPart:
    """Return the table of columns of a stored file. Reads the first rows of the file; raises UnreadableFile."""
    snapshot = current_snapshot()
    table = look_at(run)
    found = map_from_body(run.mapping)
    places = {fold(c.column): f"{c.target}.{c.field}" for c in found.columns}
    sections = {s.key: s for s in sections_of_row(run.section, snapshot, actor)}
    options = _options(run.section, sections, actor)
    wrong = _wrong_by_column(run)
    shown = [c for c in table.columns if is_full or c.index < MANY or fold(c.name) in places]
    rows = [_row(c, table, places.get(fold(c.name), ""), sections, options, wrong) for c in shown]
    body = snapshot.documents.get("importmap", {}).get(run.map_key, {})
    return ColumnsPart(
        table=Table(
            columns=_headings(),
            groups=[Group(rows=rows)],
            caption=_("Columns of the file"),
            is_static=True,
            attrs={"data-controller": None},
        ),
        known=len([c for c in table.columns if fold(c.name) in places]),
        total=len(table.columns),
        hidden=len(table.columns) - len(shown),
        map_name=str(body.get("label", {}).get("ru", "")) if body else "",
    )


def _headings() -> list[Column]:
    return [
        Column(key="column", label=_("Column of the file"), width=240, is_name=True),
        Column(key="field", label=_("Field"), width=280),
        Column(key="type", label=_("Type"), width=180, is_soft=True),
        Column(key="example", label=_("Example from the file"), is_soft=True),
        Column(key="filled", label=_("Filled"), width=240),
    ]


def _wrong_by_column(run: Import) -> Mapping[str, int]:
    rows = ImportProblem.objects.filter(run=run, level="error", answer__isnull=True).exclude(column="")
    return {fold(name): count for name, count in rows.values_list("column").annotate(Count("id"))}


Options = Sequence[tuple[str, Sequence[tuple[str, str]]]]


def _options(main: str, sections: Mapping[str, SectionSpec], actor: Actor) -> Options:
    """Return (heading, [(«section.field», label)]) of the sections that a row may speak of, the main one first."""
    found = []
    for section in sections.values():
        prefix = "" if section.key == main else f"{section.singular.text()}: "
        fields = [(f"{section.key}.{f.key}", f"{prefix}{f.label.text()}") for f in writable_fields(section, actor)]
        found.append((section.label.text(), fields))
    return found


def _row(
    column: FileColumn,
    table: FileTable,
    place: str,
    sections: Mapping[str, SectionSpec],
    options: Options,
    wrong: Mapping[str, int],
) -> Row:
    values = [row.cells[column.index] for row in table.shown]
    section, _dot, key = place.partition(".")
    spec = sections[section].field(key) if section in sections else None
    example = next((text_of(v) for v in values if v is not None and text_of(v)), "")
    cells: dict[str, Any] = {
        "column": f"{column.letter} · {column.header or _('no heading')}",
        "field": _select(column, place, options),
        "type": _type_label(spec) if spec else "",
        "example": example[:LONGEST_EXAMPLE],
        "filled": _filled(column, values, section, spec, wrong.get(fold(column.name), 0)),
    }
    return Row(id=column.index, values=cells, name=column.name)


def _type_label(spec: FieldSpec) -> str:
    if spec.options.get("check"):
        return _("%(type)s, checked") % {"type": spec.label.text()}
    return field_types.get(spec.type).label.text().lower()


def _select(column: FileColumn, place: str, options: Options) -> SafeString:
    groups = join(
        format_html(
            '<optgroup label="{}">{}</optgroup>',
            heading,
            join(
                format_html('<option value="{}"{}>{}</option>', value, " selected" if value == place else "", label)
                for value, label in fields
            ),
        )
        for heading, fields in options
    )
    return format_html(
        '<input type="hidden" name="column" value="{}" form="columns">'
        '<select class="form-select{}" name="place" form="columns" aria-label="{}">'
        '<option value="">{}</option>{}</select>',
        column.name,
        "" if place else " muted",
        _("Field for the column “%(name)s”") % {"name": column.name},
        _("Do not load"),
        groups,
    )


def _filled(column: FileColumn, values: Sequence[Any], section: str, spec: FieldSpec | None, wrong: int) -> Html:
    share = round(100 * share_filled(values))
    hint = hint_of(section, spec, values) if spec else ""
    text = formats.percent(share)
    parts = [
        text,
        ngettext("%(count)s error", "%(count)s errors", wrong) % {"count": formats.number(wrong)} if wrong else hint,
    ]
    return format_html(
        '<span class="row-x">{}<span class="small {}">{}</span></span>',
        Meter(value=share, label=_("Filled: “%(name)s”") % {"name": column.name}, tone="quiet"),
        "late" if wrong else "muted",
        " · ".join(part for part in parts if part),
    )
