"""Puts the trash together: one section at a time, the last deleted first."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from artel.platform.access.permissions import Tool
from artel.platform.access.policy import may_use
from artel.platform.kernel.actor import Actor
from artel.platform.screens.display import screen_display
from artel.platform.screens.lists.screen import count_text
from artel.platform.screens.place import Place, place_for
from artel.platform.screens.reading.figures import figures_of
from artel.platform.screens.reading.paging import order_keys, read_page
from artel.platform.screens.reading.plans import plan_reading
from artel.platform.sections.spec import SectionSpec
from artel.platform.ui import formats
from artel.platform.ui.atoms import Ago
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, AttributeValue, Html
from artel.platform.ui.feedback import EmptyState
from artel.platform.ui.page import Page, Tab, Tabs
from artel.platform.ui.table import Column, Group, Pager, Row, SelectionBar, Table

SHOWN = ("owner", "updated_by", "trashed_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrashScreen:
    """Everything the template of the trash prints."""

    page: Page
    url: str
    tabs: Html
    table: Html
    selection: Html


def trash_screen(specs: tuple[SectionSpec, ...], actor: Actor, section: str, after: str, before: str) -> TrashScreen:
    """Return the trash of one section among those that the actor may read."""
    chosen = next((s for s in specs if s.key == section), specs[0])
    place = place_for(actor, chosen.key)
    return TrashScreen(
        page=Page(title=_("Trash")),
        url=f"/trash/?section={chosen.key}",
        tabs=_tabs(specs, chosen),
        table=_table(place, after, before),
        selection=_selection(place),
    )


def _tabs(specs: tuple[SectionSpec, ...], chosen: SectionSpec) -> Tabs:
    return Tabs(
        label=_("Whose trash"),
        tabs=[Tab(label=s.label.text(), url=f"/trash/?section={s.key}", is_current=s.key == chosen.key) for s in specs],
    )


def _table(place: Place, after: str, before: str) -> Html:
    display = screen_display(place)
    fields = place.shown(("name", *SHOWN))
    plan = plan_reading(place.spec, fields)
    records = place.records(only_trashed=True)
    keys = order_keys(place.spec, place.snapshot, ("-trashed_at",))
    found = read_page(plan, records, keys, after=after, before=before)
    if not found.rows:
        text = _("What is deleted in “%(section)s” waits here and can be taken back.") % {
            "section": place.spec.label.text()
        }
        return EmptyState(title=_("The trash is empty"), text=text, icon="trash")
    figures = figures_of(place.spec, [records], ())[0]
    rows = [
        Row(
            id=row[0],
            values={f.key: display.text(f, plan.cell(row, f.key)) for f in fields}
            | {"trashed_at": plan.value(row, "trashed_at")},
            url=place.url("card", record_id=row[0]),
            name=row[2] or formats.record_number(row[0]),
        )
        for row in found.rows
    ]
    columns = [
        Column(key="name", label=place.fields["name"].label.text(), is_name=True),
        Column(key="owner", label=_("Owner"), width=200, is_soft=True),
        Column(key="updated_by", label=_("Deleted by"), width=200, is_soft=True),
        Column(
            key="trashed_at", label=_("When"), width=120, render=lambda v, _row: Ago(v, display.now) if v else EMPTY
        ),
    ]
    at = f"/trash/?section={place.spec.key}"
    return Table(
        columns=columns,
        groups=[Group(rows=rows)],
        caption=_("Trash: %(section)s") % {"section": place.spec.label.text()},
        summary=f"{count_text(figures)} {place.spec.counted.text(figures.count)}",
        more=Pager(
            shown="",
            next_url=f"{at}&after={found.next_cursor}" if found.next_cursor else "",
            previous_url=f"{at}&before={found.previous_cursor}" if found.previous_cursor else "",
        )
        if found.next_cursor or found.previous_cursor
        else EMPTY,
        is_selectable=True,
        id="table",
    )


def _selection(place: Place) -> SelectionBar:
    acts: list[Html] = []
    if place.may("remove"):
        acts.append(_act(f"/trash/{place.spec.key}/restore/", _("Take back"), "restore"))
        if may_use(place.actor, Tool.PURGE):
            attrs: dict[str, AttributeValue] = {
                "hx-confirm": _("Delete for good? This can't be taken back."),
                "data-confirm-label": _("Delete for good"),
            }
            acts.append(_act(f"/trash/{place.spec.key}/purge/", _("Delete for good"), "trash-off", attrs))
    return SelectionBar(actions=acts)


def _act(url: str, label: str, mark: str, attrs: dict[str, AttributeValue] | None = None) -> Button:
    given: dict[str, AttributeValue] = {"hx-post": url, "hx-include": "#list [name=ids]:checked", "hx-swap": "none"}
    return Button(label=label, icon=mark, attrs={**given, **(attrs or {})})
