"""What list and board share above the records: tabs of views with counters, the switch of kinds, «Create»."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from artel.platform.access.permissions import Tool
from artel.platform.access.policy import may_use
from artel.platform.conditions.filter_model import FilterCondition, Operator
from artel.platform.conditions.filter_text import from_text
from artel.platform.kernel.errors import ArtelError
from artel.platform.screens.opening.filtering import condition
from artel.platform.screens.opening.opened import Opened
from artel.platform.screens.opening.state import ALL, ListState
from artel.platform.screens.opening.tabs import View
from artel.platform.screens.place import Place
from artel.platform.screens.reading.figures import Figures, figures_of
from artel.platform.sections.pipelines import PipelineSpec
from artel.platform.ui import formats
from artel.platform.ui.atoms import Count
from artel.platform.ui.buttons import Button, Menu, MenuItem, Segments
from artel.platform.ui.component import Html, Text, join
from artel.platform.ui.page import Tab, Tabs


def view_tabs(opened: Opened, kind: str) -> Tabs:
    """Return the views as tabs; one bounded statement counts those that ask for a counter."""
    counters = _counters(opened)
    tabs = [_tab(opened, view, counters.get(view.key)) for view in opened.views]
    return Tabs(label=_("Views"), tabs=tabs, end=_view_menu(opened, kind))


def _tab(opened: Opened, view: View, figures: Figures | None) -> Tab:
    name = "board" if view.kind == "board" and opened.place.has_board else "list"
    url = ListState(view=view.key).at(opened.place.url(name))
    count = None if figures is None else f"{formats.number(figures.count)}{'+' if figures.is_more else ''}"
    return Tab(
        label=_with_count(view.label, count, is_late=view.counter == "late"),
        url=url,
        is_current=view == opened.view,
        icon="lock" if view.saved_id and not view.is_shared else "",
    )


def _with_count(label: Text, count: str | None, *, is_late: bool) -> Html:
    if count is None:
        return label
    return join((label, Count(count, is_late=is_late and count != "0")))


def _counters(opened: Opened) -> dict[str, Figures]:
    asked = [v for v in opened.views if v.counter]
    groups, counted = [], []
    for view in asked:
        try:
            groups.append(opened.place.records().filter(condition(opened.place, view.filter)))
            counted.append(view.key)
        except ArtelError:
            continue
    if not groups:
        return {}
    return dict(zip(counted, figures_of(opened.place.spec, groups, ()), strict=True))


def _view_menu(opened: Opened, kind: str) -> Html:
    """Return «+ View»: saves what the address says, and changes or removes a view of one's own."""
    place = opened.place
    keep = with_kind(opened.state.at(place.url("save_view")), kind)
    into = {"hx-target": "#dialog"}
    items: list[Html] = [
        MenuItem(label=_("Save as a new view…"), icon="plus", url=keep, attrs={"hx-get": keep, **into}),
    ]
    if opened.view.saved_id and opened.view.is_mine:
        edit = with_kind(opened.state.at(place.url("edit_view", view_id=opened.view.saved_id)), kind)
        gone = place.url("remove_view", view_id=opened.view.saved_id)
        items += [
            MenuItem(label=_("Change this view…"), icon="pencil", url=edit, attrs={"hx-get": edit, **into}),
            MenuItem(
                label=_("Remove this view"),
                icon="trash",
                is_danger=True,
                attrs={"hx-post": gone, "hx-confirm": _("Remove the view? The records stay.")},
            ),
        ]
    return Menu(label=_("Save view"), icon="plus", kind="bare", is_small=True, items=items)


def with_kind(url: str, kind: str) -> str:
    """Return an address that also says whether it speaks of a list or a board."""
    return f"{url}{'&' if '?' in url else '?'}kind={kind}"


def kind_switch(opened: Opened, current: str) -> Html:
    """Return the switch between list and board of the same records, nothing where there is only a list."""
    if not opened.place.has_board:
        return ""
    kinds = (("list", _("List"), "table"), ("board", _("Board"), "layout-kanban"))
    state = replace(opened.state, after="", before="", start=1, totals=False, view=opened.view.key)
    return Segments(
        label=_("Kind of view"),
        buttons=[
            Button(
                label=label,
                icon=mark,
                url=state.at(opened.place.url(name)),
                is_icon_only=True,
                is_small=True,
                attrs={"aria-current": "page" if name == current else None},
            )
            for name, label, mark in kinds
        ],
    )


def export_menu(opened: Opened) -> Html:
    """Return the choice of a file for what is shown, nothing when the actor may not take it out."""
    place = opened.place
    if not place.may("export") or not may_use(place.actor, Tool.EXPORT):
        return ""
    state = replace(opened.state, after="", before="", start=1, totals=False, view=opened.view.key)
    url = state.at(place.url("export"))
    items: list[Html] = [
        MenuItem(label=_("Excel workbook"), icon="file-spreadsheet", url=f"{url}&format=xlsx"),
        MenuItem(label=_("Text table (csv)"), icon="file-text", url=f"{url}&format=csv"),
    ]
    return Menu(label=_("Export"), icon="download", is_small=True, items=items)


def create_button(place: Place, *, pipeline: PipelineSpec | None = None) -> Html:
    """Return the button that makes a record of the section, nothing when the actor may not.

    On the board of a `pipeline`, or a list of its records, one begins there; elsewhere where conditions say, or in the
    default one.
    """
    if not place.may("create"):
        return ""
    url = place.url("new")
    is_told = pipeline is not place.spec.pipeline(None) or any(p.when for p in place.spec.pipelines)
    if pipeline is not None and is_told:
        url = f"{url}?{urlencode({'pipeline': pipeline.key})}"
    return Button(
        label=place.spec.singular.text(),
        icon="plus",
        url=url,
        shortcut="n",
        is_small=True,
        attrs={"hx-get": url, "hx-target": "#dialog", "data-dialog": "sheet"},
    )


def pipeline_in(opened: Opened) -> PipelineSpec | None:
    """Return the pipeline whose records alone a list shows; None when its filter says nothing of the kind.

    A filter says it by the pipeline itself, or by stages that only one pipeline has.
    """
    spec = opened.place.spec
    if len(spec.pipelines) < 2 or not opened.filter:
        return None
    found = from_text(opened.filter, spec, opened.place.snapshot)
    if found is None or (found.connective == "or" and len(found.items) > 1):
        return None
    left = list(spec.pipelines)
    for item in found.items:
        if isinstance(item, FilterCondition) and item.operator in (Operator.EQ, Operator.IN):
            values = set(item.value) if isinstance(item.value, tuple) else {item.value}
            if item.field == "pipeline":
                left = [p for p in left if p.key in values]
            elif item.field == "stage":
                left = [p for p in left if any(stage.key in values for stage in p.stages)]
    return left[0] if len(left) == 1 else None


def everything_url(place: Place) -> str:
    """Return the address of the list without any condition."""
    return ListState(view=ALL).at(place.url("list"))
