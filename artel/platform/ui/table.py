"""Table: rows of cells that Python writes once, escaped and joined; no template call per cell.

A list screen makes `Column`s from the section's fields, turns each row of plain values into cells with
`Column.cell`, and gives the table groups, totals, selection and in-place editing by a few switches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from artel.platform.ui.component import EMPTY, AttributeValue, Component, Html, Text, attributes, escaped, join
from artel.platform.ui.icons import icon

Cell = Html | None
Render = Callable[[Any, Mapping[str, Any]], Html]
"""From the value and the whole row to what stands in the cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `width` in pixels, 0 shares the rest (the name does). `render` makes a cell of (value, row).

    `sort_url` makes the heading a link; `sorted` is "", "asc" or "desc". `is_wide_only` hides it on narrow screens,
    `is_phone_main` and `is_phone_side` say what a phone keeps: the first line, and what stands at its right.
    """

    key: str
    label: Text
    render: Render | None = None
    width: int = 0
    is_number: bool = False
    is_name: bool = False
    is_soft: bool = False
    is_editable: bool = False
    is_wide_only: bool = False
    sort_url: str = ""
    sorted: str = ""
    sort_attrs: dict[str, AttributeValue] = field(default_factory=dict)

    @property
    def css(self) -> str:
        """Return the classes of the cells."""
        names = (
            ("num", self.is_number),
            ("name", self.is_name),
            ("soft", self.is_soft),
            ("is-wide-only", self.is_wide_only),
        )
        return " ".join(name for name, is_set in names if is_set)

    def content(self, row: Mapping[str, Any]) -> Html:
        """Return what stands in the cell of a row."""
        value = row.get(self.key)
        if self.render is not None:
            return self.render(value, row)
        return "" if value is None else value if isinstance(value, str) else str(value)

    def heading(self) -> SafeString:
        """Return the `<th>`."""
        aria = {"asc": "ascending", "desc": "descending"}.get(self.sorted)
        arrow = icon("arrow-up" if self.sorted == "asc" else "arrow-down", "sm") if aria else EMPTY
        inside: Html = join((arrow, " " if aria else "", self.label))
        if self.sort_url:
            inside = format_html('<a href="{}"{}>{}</a>', self.sort_url, attributes(self.sort_attrs), inside)
        given = {"class": self.css or None, "scope": "col", "aria-sort": aria, "data-column": self.key}
        return format_html("<th{}>{}</th>", attributes(given), inside)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: values by column key, the record's id and version, its address and name.

    `edit_url` is the address that gives the editor of a cell; `{field}` in it becomes the column's key.
    """

    id: int | str
    values: Mapping[str, Any]
    url: str = ""
    name: Text = ""
    edit_url: str = ""
    is_selected: bool = False
    attrs: dict[str, AttributeValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows under a heading with its counter and its sums (by column key)."""

    rows: Sequence[Row]
    label: Html = ""
    count: int | Text | None = None
    totals: Mapping[str, Html] = field(default_factory=dict)
    tone: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Component):
    """A table of records. `caption` is read aloud; `totals` make the last line; `id` is what htmx refreshes.

    `is_selectable` adds boxes named `ids` (the `selection` controller), `is_static` keeps the head from sticking,
    `more` stands in the last line at the right (pager).
    """

    columns: Sequence[Column]
    groups: Sequence[Group]
    caption: Text
    totals: Mapping[str, Html] = field(default_factory=dict)
    summary: Html = ""
    more: Html = ""
    is_selectable: bool = False
    is_static: bool = False
    id: str = ""
    attrs: dict[str, AttributeValue] = field(default_factory=dict)

    def render(self) -> SafeString:
        """See `Component`."""
        given: dict[str, AttributeValue] = {
            "class": "a-table is-static" if self.is_static else "a-table",
            "id": self.id or None,
            "data-controller": "rows edit" if any(column.is_editable for column in self.columns) else "rows",
            **self.attrs,
        }
        return format_html(
            '<table{}><caption class="visually-hidden">{}</caption>{}{}{}{}</table>',
            attributes(given),
            self.caption,
            self._widths(),
            self._head(),
            join(self._group(group) for group in self.groups),
            self._foot(),
        )

    def _widths(self) -> SafeString:
        boxes = SafeString('<col class="w-box">') if self.is_selectable else EMPTY
        # A width is a class of a fixed scale: the site's policy forbids style attributes.
        columns = join(
            format_html(
                "<col{}>",
                attributes(
                    {
                        "class": " ".join(
                            (
                                f"w-{width_step(c.width)}" if c.width else "w-rest",
                                "is-wide-only" if c.is_wide_only else "",
                            )
                        ).strip()
                    }
                ),
            )
            for c in self.columns
        )
        return format_html("<colgroup>{}{}</colgroup>", boxes, columns)

    def _head(self) -> SafeString:
        box = EMPTY
        if self.is_selectable:
            box = format_html(
                '<th scope="col" class="box"><input class="form-check-input" type="checkbox"'
                ' data-select-all aria-label="{}"></th>',
                _("Select all"),
            )
        return format_html("<thead><tr>{}{}</tr></thead>", box, join(column.heading() for column in self.columns))

    def _group(self, group: Group) -> SafeString:
        heading = self._group_heading(group) if group.label else EMPTY
        return format_html(
            "<tbody{}>{}{}</tbody>", attributes({"data-group": group.key or None}), heading, self.rows(group.rows)
        )

    def _group_heading(self, group: Group) -> SafeString:
        counter = format_html(' <span class="a-count">{}</span>', group.count) if group.count is not None else EMPTY
        tone = format_html('<span class="{}">{}</span>', group.tone, group.label) if group.tone else group.label
        head = format_html('<th scope="rowgroup" class="label">{}{}</th>', tone, counter)
        cells = join(
            format_html("<td{}>{}</td>", attributes({"class": column.css or None}), group.totals.get(column.key, ""))
            for column in self.columns[1:]
        )
        return format_html(
            '<tr class="a-group">{}{}{}</tr>', SafeString("<td></td>") if self.is_selectable else EMPTY, head, cells
        )

    def rows(self, rows: Sequence[Row]) -> SafeString:
        """Return `<tr>` of some rows: also what a «more» request answers."""
        return join(self._row(row) for row in rows)

    def _row(self, row: Row) -> SafeString:
        given: dict[str, AttributeValue] = {
            "data-id": row.id,
            "data-url": row.url or None,
            "aria-selected": ("true" if row.is_selected else "false") if self.is_selectable else None,
            **row.attrs,
        }
        box = EMPTY
        if self.is_selectable:
            box = format_html(
                '<td class="box"><input class="form-check-input" type="checkbox" name="ids" value="{}"{}'
                ' aria-label="{}"></td>',
                row.id,
                attributes({"checked": row.is_selected}),
                _("Select “%(name)s”") % {"name": row.name},
            )
        return format_html(
            "<tr{}>{}{}</tr>", attributes(given), box, join(self._cell(column, row) for column in self.columns)
        )

    def _cell(self, column: Column, row: Row) -> SafeString:
        content = column.content(row.values)
        if column.is_name and row.url:
            content = format_html('<a href="{}">{}</a>', row.url, content)
        # On a phone the headings are gone; a bare number or date then needs its word.
        given: dict[str, AttributeValue] = {
            "class": column.css or None,
            "data-label": None if column.is_name else column.label,
        }
        if isinstance(content, str) and not hasattr(content, "__html__") and content:
            given["title"] = content
        elif column.is_name and row.name:
            given["title"] = row.name
        if column.is_editable and row.edit_url:
            given |= {
                "data-edit": row.edit_url.replace("{field}", column.key),
                "data-field": column.key,
                "tabindex": -1,
            }
        return SafeString(f"<td{attributes(given)}>{escaped(content)}</td>")

    def _foot(self) -> SafeString:
        if not (self.totals or self.summary or self.more):
            return EMPTY
        first = next((n for n, column in enumerate(self.columns) if column.key in self.totals), len(self.columns))
        cells = self._spanned(self.columns[:first], self.summary) if first or self.is_selectable else []
        rest = self.columns[first:]
        cells += [
            format_html(
                "<td{}>{}</td>", attributes({"class": f"{column.css} strong".strip()}), self.totals.get(column.key, "")
            )
            for column in rest
        ]
        line = format_html("<tr>{}</tr>", join(cells))
        if self.more:
            line = join((line, format_html('<tr class="a-more">{}</tr>', join(self._spanned(self.columns, self.more)))))
        return format_html("<tfoot>{}</tfoot>", line)

    def _spanned(self, columns: Sequence[Column], content: Html) -> list[Html]:
        """Return a cell over these columns and the box of the selection.

        A span over columns that only wide screens show would make the table of others wider: they have a cell of
        their own, shown with them.
        """
        hidden = sum(column.is_wide_only for column in columns)
        shown = len(columns) - hidden + (1 if self.is_selectable else 0)
        wide = format_html('<td class="is-wide-only" colspan="{}"></td>', hidden) if hidden else EMPTY
        return [format_html('<td colspan="{}">{}</td>', shown or 1, content), wide]


WIDTHS = (40, 60, 80, 100, 120, 140, 160, 180, 200, 240, 280, 320, 400)
"""Widths of columns in pixels; the stylesheet has a class for each."""


def width_step(width: int) -> int:
    """Return the nearest width of the scale that is not narrower."""
    return next((step for step in WIDTHS if step >= width), WIDTHS[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager(Component):
    """Where one is in a long list, and the way on: «1–50 of 1,000+ · next». Addresses are whole pages."""

    shown: Text
    next_url: str = ""
    previous_url: str = ""
    attrs: dict[str, AttributeValue] = field(default_factory=dict)

    def render(self) -> SafeString:
        """See `Component`."""
        links = [
            format_html('<a class="a-link" href="{}" rel="{}"{}>{}</a>', url, rel, attributes(self.attrs), label)
            for url, rel, label in (
                (self.previous_url, "prev", pgettext("page", "back")),
                (self.next_url, "next", pgettext("page", "next")),
            )
            if url
        ]
        return format_html(
            '<nav class="a-pager" aria-label="{}"><span>{}</span>{}</nav>', _("Pages"), self.shown, join(links)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionBar(Component):
    """What can be done with the selected rows. It is in the page from the start and shows when something is selected.

    `total` is how many the filter holds: the bar then offers to take all of them (`scope=all` is sent).
    """

    actions: Sequence[Html]
    total: Text = ""

    def render(self) -> SafeString:
        """See `Component`."""
        everything = EMPTY
        if self.total:
            everything = format_html(
                '<label class="a-select-all"><input type="checkbox" class="visually-hidden" name="scope" value="all">'
                '<span class="btn">{}</span></label>',
                _("All %(total)s") % {"total": self.total},
            )
        return format_html(
            '<div class="a-select" role="toolbar" aria-label="{}" data-selection-bar hidden>'
            "<span><b data-selection-count></b></span>{}{}"
            '<button type="button" class="btn btn-icon" data-selection-clear aria-label="{}">{}</button></div>',
            _("Actions with the selected"),
            everything,
            join(self.actions),
            _("Clear the selection"),
            icon("x"),
        )
