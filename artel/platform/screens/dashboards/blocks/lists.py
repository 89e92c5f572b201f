"""A list: the first rows of some records with a few columns; the heading leads to all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from artel.platform.definitions.kinds.blocks.bodies import BlockBody
from artel.platform.kernel.patience import patiently
from artel.platform.screens.dashboards.asked import Asked
from artel.platform.screens.dashboards.blocks.content import Content, nothing
from artel.platform.screens.dashboards.measuring import PATIENCE_MS
from artel.platform.screens.dashboards.narrowing import condition_text, every, list_url
from artel.platform.screens.display import NUMERIC, Display, screen_display
from artel.platform.screens.opening.filtering import condition
from artel.platform.screens.place import Place, place_for
from artel.platform.screens.reading.paging import order_keys, ordered
from artel.platform.screens.reading.plans import CellValue, plan_reading
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.ui import formats
from artel.platform.ui.component import Html
from artel.platform.ui.table import Column, Group, Row, Table

DEFAULT_COLUMNS = 3
WIDTHS = {Kind.MONEY: 140, Kind.DATE: 140, Kind.DATETIME: 140, Kind.PERSON: 160, Kind.CHOICE: 160}


def show(block: BlockBody, asked: Asked) -> Content:
    """Return the rows; one query."""
    place = place_for(asked.actor, block.section)
    view = next((v for v in place.spec.views if v.key == block.view), None)
    series = block.counted[0]
    text = every(view.filter if view else "", condition_text(series, asked))
    wanted = block.columns or (view.columns if view else ()) or place.layout.columns[: DEFAULT_COLUMNS + 1]
    fields = place.shown([key for key in wanted if key != "name"])
    plan = plan_reading(place.spec, fields)
    order = block.order or (view.order if view else ()) or place.spec.default_order
    keys = order_keys(place.spec, place.snapshot, [k for k in order if k.removeprefix("-") in place.fields])
    records = ordered(place.records().filter(condition(place, text)), keys)
    with patiently(PATIENCE_MS):
        rows = plan.rows(records[: block.top + 1])
    url = list_url(place, text)
    if not rows:
        return Content(body=nothing(_("Nothing here: all is done.") if block.tone == "late" else ""), url=url)
    shown = rows[: block.top]
    note = f"{block.top}+" if len(rows) > block.top else formats.number(len(rows))
    return Content(body=_table(block, place, plan, shown, fields), note=note, url=url)


def _table(block: BlockBody, place: Place, plan: Any, rows: Any, fields: tuple[FieldSpec, ...]) -> Html:
    display = screen_display(place)
    named = place.fields.get("name")
    columns = [Column(key="name", label=named.label.text() if named else _("Name"), is_name=True)]
    columns += [_column(display, field) for field in fields]
    lines = []
    for values in rows:
        name = values[2] or formats.record_number(values[0])
        cells: dict[str, Any] = {f.key: plan.cell(values, f.key) for f in fields}
        lines.append(
            Row(
                id=values[0],
                values={**cells, "name": name},
                url=place.url("card", record_id=values[0]),
                name=name,
            )
        )
    return Table(columns=columns, groups=[Group(rows=lines)], caption=block.label.label().text(), is_static=True)


def _column(display: Display, field: FieldSpec) -> Column:
    def show_cell(value: CellValue, _row: Mapping[str, Any]) -> Html:
        return display.html(field, value)

    return Column(
        key=field.key,
        label=field.label.text(display.language),
        render=show_cell,
        width=WIDTHS.get(field.kind, 120),
        is_number=field.kind in NUMERIC,
        is_soft=field.kind in (Kind.REFERENCE, Kind.PERSON),
    )
