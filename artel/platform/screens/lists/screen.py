"""Puts a list together: what the page says, the table with its groups and totals, and where one may go from here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.screens.activities import planned_for, planned_paths
from artel.platform.screens.display import Display, screen_display
from artel.platform.screens.lists.bar import empty_state, filter_notice, list_bar
from artel.platform.screens.lists.columns import column_of, fit_columns, refresh, rows_of
from artel.platform.screens.lists.grouping import GroupOf, group_of
from artel.platform.screens.lists.selecting import selection_bar
from artel.platform.screens.opening.head import create_button, export_menu, kind_switch, pipeline_in, view_tabs
from artel.platform.screens.opening.opened import NEXT_ACTION, Opened
from artel.platform.screens.reading.figures import Figures, figures_of, summed_fields
from artel.platform.screens.reading.paging import Page as ReadPage
from artel.platform.screens.reading.paging import read_page
from artel.platform.screens.reading.plans import ReadPlan, plan_reading
from artel.platform.screens.reading.plans import Row as ReadRow
from artel.platform.sections.spec import FieldSpec
from artel.platform.ui import formats
from artel.platform.ui.component import EMPTY, Html, attributes, join
from artel.platform.ui.page import Page
from artel.platform.ui.table import Group, Pager, Row, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class ListScreen:
    """Everything the template of a list prints; it asks nothing of the database. `url` reproduces the list."""

    page: Page
    url: str
    section: str
    tabs: Html
    bar: Html
    notice: Html
    table: Html
    selection: Html
    said: str


def list_screen(opened: Opened, *, ticked: Collection[int] = ()) -> ListScreen:
    """Return the list that the address opens; `ticked` records stay selected when it refreshes by itself.

    At most six queries: views, counters, rows, plans, figures, groups.
    """
    place = opened.place
    display = screen_display(place)
    plan = plan_reading(
        place.spec,
        [f for f in opened.columns if f is not NEXT_ACTION] + _group_field(opened),
        extra=planned_paths(place.spec) if NEXT_ACTION in opened.columns else (),
    )
    records = opened.records()
    found = read_page(plan, records, opened.keys(), after=opened.state.after, before=opened.state.before)
    sums = tuple(f for f in summed_fields(place.spec, [f.key for f in place.money_fields]) if f in opened.columns)
    figures = figures_of(place.spec, [records], sums, is_exact=opened.state.totals)[0]
    count = count_text(figures)
    return ListScreen(
        page=Page(
            title=place.spec.label.text(),
            count=count,
            actions=(
                kind_switch(opened, "list"),
                export_menu(opened),
                create_button(place, pipeline=pipeline_in(opened)),
            ),
        ),
        url=opened.state.at(place.url("list")),
        section=place.spec.key,
        tabs=view_tabs(opened, "list"),
        bar=list_bar(opened, display),
        notice=filter_notice(opened),
        table=_table(opened, display, plan, found, figures, sums, ticked) if found.rows else empty_state(opened),
        selection=selection_bar(opened, total=count),
        said=f"{count} {place.spec.counted.text(figures.count)}",
    )


def count_text(figures: Figures) -> str:
    """Return «64», or «1 000+» where nobody counted further."""
    return f"{formats.number(figures.count)}{'+' if figures.is_more else ''}"


def _group_field(opened: Opened) -> list[FieldSpec]:
    return [opened.group] if opened.group is not None else []


def _table(
    opened: Opened,
    display: Display,
    plan: ReadPlan,
    found: ReadPage,
    figures: Figures,
    sums: Sequence[FieldSpec],
    ticked: Collection[int],
) -> Html:
    place = opened.place
    wants_next = NEXT_ACTION in opened.columns
    planned = planned_for(place.snapshot, place.actor, plan, found.rows) if wants_next else {}
    rows = rows_of(place, plan, found.rows, planned, opened.columns, ticked)
    fit = fit_columns(opened)
    table = Table(
        columns=[column_of(opened, display, f, fit) for f in opened.columns],
        groups=_groups(opened, display, plan, found.rows, rows, sums),
        caption=f"{place.spec.label.text()}: {opened.view.label}",
        totals={key: display.sums(value) for key, value in figures.sums.items()},
        summary=_summary(opened, figures),
        more=_pager(opened, found, figures, len(rows)),
        is_selectable=True,
        is_static=fit.is_scrolled,
        id="table",
    )
    return format_html('<div class="a-scroll-x">{}</div>', table) if fit.is_scrolled else table


def _groups(
    opened: Opened,
    display: Display,
    plan: ReadPlan,
    found: Sequence[ReadRow],
    rows: Sequence[Row],
    sums: Sequence[FieldSpec],
) -> list[Group]:
    if opened.group is None:
        return [Group(rows=rows)]
    members: dict[str, list[Row]] = {}
    heads: dict[str, GroupOf] = {}
    for values, row in zip(found, rows, strict=True):
        head = group_of(opened.group, plan.cell(values, opened.group.key), display)
        heads.setdefault(head.key, head)
        members.setdefault(head.key, []).append(row)
    records = opened.records()
    figures = figures_of(opened.place.spec, [records.filter(h.condition) for h in heads.values()], sums)
    return [
        Group(
            rows=members[key],
            label=head.label,
            count=count_text(each),
            totals={k: display.sums(v) for k, v in each.sums.items()},
            tone=head.tone,
            key=key,
        )
        for (key, head), each in zip(heads.items(), figures, strict=True)
    ]


def _summary(opened: Opened, figures: Figures) -> Html:
    """Return how many there are; where counting stopped, a link that counts and adds up everything."""
    noun = opened.place.spec.counted.text(figures.count)
    shown = f"{count_text(figures)} {noun}"
    if not figures.is_more:
        return shown
    url = replace(opened.state, totals=True).at(opened.place.url("list"))
    link = format_html('<a class="a-link" href="{}"{}>{}</a>', url, attributes(refresh(url)), _("count all"))
    return join((shown, " · ", link))


def _pager(opened: Opened, found: ReadPage, figures: Figures, shown: int) -> Html:
    if not found.next_cursor and not found.previous_cursor:
        return EMPTY
    start = opened.state.start
    url = opened.place.url("list")

    def at(start: int, *, after: str = "", before: str = "") -> str:
        return replace(opened.state, start=max(1, start), after=after, before=before).at(url)

    words = _("%(first)s–%(last)s of %(total)s") % {
        "first": formats.number(start),
        "last": formats.number(start + shown - 1),
        "total": count_text(figures),
    }
    return Pager(
        shown=words,
        next_url=at(start + shown, after=found.next_cursor) if found.next_cursor else "",
        previous_url=at(start - 50, before=found.previous_cursor) if found.previous_cursor else "",
        attrs={"hx-boost": "true", "hx-target": "#list", "hx-select": "#list", "hx-swap": "outerHTML show:top"},
    )
