"""From the fields of a section to the columns of a table, and from rows of the database to rows of the screen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.screens.activities import PLANNED, Activity
from artel.platform.screens.display import NUMERIC, Display
from artel.platform.screens.opening.opened import NEXT_ACTION, Opened
from artel.platform.screens.place import Place
from artel.platform.screens.reading.plans import CellValue, ReadPlan
from artel.platform.screens.reading.plans import Row as ReadRow
from artel.platform.sections.fieldtype import field_types
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec
from artel.platform.ui import formats
from artel.platform.ui.atoms import Due
from artel.platform.ui.component import EMPTY, AttributeValue, Html
from artel.platform.ui.table import Column, Row

WIDTHS: dict[Kind, tuple[int, int]] = {
    Kind.INTEGER: (100, 80),
    Kind.DECIMAL: (120, 100),
    Kind.MONEY: (160, 160),
    Kind.DATE: (120, 100),
    Kind.DATETIME: (120, 100),
    Kind.BOOLEAN: (80, 80),
    Kind.DURATION: (120, 100),
    Kind.CHOICE: (160, 140),
    Kind.CHOICES: (220, 160),
    Kind.REFERENCE: (240, 180),
    Kind.PERSON: (180, 160),
    Kind.TEXT: (200, 140),
    Kind.LONG_TEXT: (280, 180),
    Kind.FILE: (180, 140),
    Kind.FILES: (200, 140),
}
"""Comfortable and least width of a column, in pixels."""
NEXT_WIDTHS = (280, 240)
PHONE_WIDTHS = (160, 160)
"""A number without its end is no number."""
STAGE_WIDTHS = (140, 180, 240)
"""Least, enough in a crowd, and most of the column of stages: their names are read whole where there is room."""
LETTER, AROUND_LETTERS = 6.6, 48
"""Pixels of a letter in the mark of a stage, and of what stands around them."""
ROOM = 1200
"""Pixels for columns on a screen of 1440: what does not fit beside a readable name waits for a wider one."""
NAME_WIDTH = 260
IN_PLACE = frozenset(
    {
        "text",
        "textarea",
        "email",
        "phone",
        "url",
        "money",
        "number",
        "decimal",
        "date",
        "datetime",
        "duration",
        "address",
    }
) | {
    "choice",
    "choices",
    "person",
    "reference",
    "checkbox",
}
"""Widgets that fit into a cell of a table."""

REFRESH: dict[str, AttributeValue] = {"hx-target": "#list", "hx-swap": "outerHTML", "hx-push-url": "true"}
"""How every control of a list asks for the list again."""


def refresh(url: str) -> dict[str, AttributeValue]:
    """Return the attributes of a link that refreshes the list in place; the link works without a script too."""
    return {"hx-get": url, **REFRESH}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How the columns share the width: pixels by key, keys that only wide screens show, whether the table scrolls."""

    widths: dict[str, int]
    wide_only: frozenset[str] = frozenset()
    is_scrolled: bool = False


def fit_columns(opened: Opened) -> Fit:
    """Return how the columns share the width.

    Columns that nobody chose give way one by one from the end, what is next and whose it is last of all; chosen ones
    all stay, and the table scrolls when they do not fit.
    """
    columns = [f for f in opened.columns if f.key != "name"]
    spec = opened.place.spec
    least = {f.key: _widths(f, spec)[1] for f in columns}
    comfortable = {f.key: _widths(f, spec)[0] for f in columns}
    if sum(comfortable.values()) + NAME_WIDTH <= ROOM:
        return Fit(widths=comfortable)
    if sum(least.values()) + NAME_WIDTH <= ROOM:
        return Fit(widths=least)
    if opened.has_chosen_columns:
        return Fit(widths={**comfortable, "name": 320}, is_scrolled=True)
    hidden: list[str] = []
    for field in reversed([f for f in columns if f is not NEXT_ACTION and f.key != "owner"]):
        if sum(w for k, w in least.items() if k not in hidden) + NAME_WIDTH > ROOM:
            hidden.append(field.key)
    return Fit(widths=least, wide_only=frozenset(hidden))


def _widths(field: FieldSpec, spec: SectionSpec) -> tuple[int, int]:
    """Return the comfortable and the least width of a column."""
    if field is NEXT_ACTION:
        return NEXT_WIDTHS
    if field.type == "phone":
        return PHONE_WIDTHS
    if field.type != "stage":
        return WIDTHS.get(field.kind, (160, 140))
    least, enough, most = STAGE_WIDTHS
    longest = max((len(s.label.text()) for p in spec.pipelines for s in p.stages), default=0)
    fitting = min(max(int(longest * LETTER) + AROUND_LETTERS, least), most)
    return fitting, min(fitting, enough)


def column_of(opened: Opened, display: Display, field: FieldSpec, fit: Fit) -> Column:
    """Return the column of a field: its heading sorts, its cells are shown by kind."""
    is_next = field is NEXT_ACTION
    key = PLANNED[0] if is_next else field.key
    is_sortable = key in opened.place.fields and field.kind is not Kind.FILES
    current = (opened.order or opened.place.spec.default_order)[:1]
    is_down, is_up = f"-{key}" in current, key in current
    url = opened.at(order=(f"-{key}" if is_up else key,)) if is_sortable else ""
    return Column(
        key=field.key,
        label=field.label.text(display.language),
        render=_next_cell(display) if is_next else _cell(display, field),
        width=fit.widths.get(field.key, 0),
        is_wide_only=field.key in fit.wide_only,
        is_number=field.kind in NUMERIC or field.kind is Kind.DURATION,
        is_name=field.key == "name",
        is_soft=field.kind in (Kind.REFERENCE, Kind.PERSON),
        is_editable=can_edit_in_place(opened.place, field),
        sort_url=url,
        sorted="asc" if is_up else "desc" if is_down else "",
        sort_attrs=refresh(url) if url else {},
    )


def can_edit_in_place(place: Place, field: FieldSpec) -> bool:
    """Return whether a cell of the field can be edited in the table by this actor."""
    if field is NEXT_ACTION or field.key == "name" or not place.may("change"):
        return False
    return place.can_write(field) and field_types.get(field.type).widget in IN_PLACE


def _cell(display: Display, field: FieldSpec) -> Any:
    def show(value: CellValue, _row: Mapping[str, Any]) -> Html:
        return display.html(field, value)

    return show


def _next_cell(display: Display) -> Any:
    def show(value: Activity | None, _row: Mapping[str, Any]) -> Html:
        return next_action(value, display.now)

    return show


def next_action(activity: Activity | None, now: datetime) -> Html:
    """Return when the next action is due and what it is, or that nothing is planned."""
    if activity is None:
        return format_html('<span class="muted">{}</span>', _("nothing planned"))
    due: Html = Due(activity.due_at, now) if activity.due_at else EMPTY
    return format_html(
        '<span class="a-next">{}<span class="clip" title="{}">{}</span></span>', due, activity.name, activity.name
    )


def rows_of(
    place: Place,
    plan: ReadPlan,
    found: Sequence[ReadRow],
    planned: Mapping[int, Activity],
    columns: Sequence[FieldSpec],
    ticked: Collection[int] = (),
) -> list[Row]:
    """Return the rows of the table for rows of the database."""
    template = place.url("cell", record_id=0, field="FIELD").replace("/0/", "/{id}/").replace("FIELD", "{field}")
    can_change = place.may("change")
    fields = [f for f in columns if f is not NEXT_ACTION]
    rows = []
    for values in found:
        record_id, version, name = values[0], values[1], values[2] or formats.record_number(values[0])
        cells: dict[str, Any] = {f.key: plan.cell(values, f.key) for f in fields}
        cells["name"] = CellValue(value=name)
        cells[NEXT_ACTION.key] = planned.get(record_id)
        rows.append(
            Row(
                id=record_id,
                values=cells,
                url=place.url("card", record_id=record_id),
                name=name,
                edit_url=template.replace("{id}", str(record_id)) if can_change else "",
                is_selected=record_id in ticked,
                attrs={"data-version": version},
            )
        )
    return rows
