"""The line under the tabs: conditions as chips, quick search, order, grouping, columns."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.screens.display import Display
from artel.platform.screens.filters.chips import filter_chips
from artel.platform.screens.lists.columns import refresh
from artel.platform.screens.opening.head import create_button
from artel.platform.screens.opening.opened import GROUPED, NEXT_ACTION, Opened
from artel.platform.sections.spec import FieldSpec
from artel.platform.ui.buttons import Button, Menu, MenuItem
from artel.platform.ui.component import EMPTY, Html, attributes, join
from artel.platform.ui.icons import icon, known


def list_bar(opened: Opened, display: Display) -> Html:
    """Return the bar of a list."""
    return format_html(
        '<div class="a-bar">{}<span class="grow"></span>{}{}{}{}</div>',
        filter_chips(opened, display, "list"),
        search_box(opened, "list"),
        _order_menu(opened, display),
        _group_menu(opened, display),
        _columns_menu(opened, display),
    )


def search_box(opened: Opened, name: str) -> Html:
    """Return the quick search within the view; it refreshes while one types and works by Enter without a script."""
    hidden = {k: v for k, v in opened.state.first_page().query().items() if k != "q"}
    attrs = {
        "hx-get": opened.place.url(name),
        "hx-trigger": "input changed delay:300ms from:find input, submit",
        "hx-target": f"#{name}",
        "hx-swap": "outerHTML",
        "hx-push-url": "true",
        "action": opened.place.url(name),
    }
    kept = join(format_html('<input type="hidden" name="{}" value="{}">', k, v) for k, v in hidden.items())
    label = _("Search in the list")
    return format_html(
        '<form class="a-find" role="search" method="get"{}>{}{}'
        '<input type="search" class="form-control" id="find-in-view" name="q" value="{}" placeholder="{}" '
        'aria-label="{}" autocomplete="off"></form>',
        attributes({**attrs}),
        kept,
        icon("search", "sm"),
        opened.state.search,
        label,
        label,
    )


def _order_menu(opened: Opened, display: Display) -> Html:
    current = (opened.order or opened.place.spec.default_order)[:1]
    key = current[0].removeprefix("-") if current else ""
    is_down = bool(current) and current[0].startswith("-")
    items: list[Html] = []
    for field in _orderable(opened):
        is_current = field.key == key
        order = f"-{field.key}" if is_current and not is_down else field.key
        url = opened.at(order=(order,))
        items.append(
            MenuItem(
                label=field.label.text(display.language),
                url=url,
                icon=("sort-descending" if is_down else "sort-ascending") if is_current else "",
                is_checked=is_current,
                attrs=refresh(url),
            )
        )
    chosen = opened.place.fields.get(key)
    label = _("Sort: %(field)s") % {"field": chosen.label.text(display.language)} if chosen else _("Order")
    return Menu(label=label, icon="arrows-sort", kind="bare", is_small=True, items=items, css="is-brief")


def _orderable(opened: Opened) -> Sequence[FieldSpec]:
    shown = [f for f in opened.columns if f is not NEXT_ACTION]
    extra = [f for f in opened.place.shown(("created_at", "updated_at")) if f not in shown]
    return (*shown, *extra)


def _group_menu(opened: Opened, display: Display) -> Html:
    items: list[Html] = []
    nothing = opened.at(group="")
    items.append(MenuItem(label=_("No groups"), url=nothing, is_checked=opened.group is None, attrs=refresh(nothing)))
    for field in opened.place.offered:
        if field.kind in GROUPED:
            url = opened.at(group=field.key)
            items.append(
                MenuItem(
                    label=field.label.text(display.language),
                    url=url,
                    is_checked=opened.group is field,
                    attrs=refresh(url),
                )
            )
    label = opened.group.label.text(display.language) if opened.group else _("Groups")
    return Menu(label=label, icon="category", kind="bare", is_small=True, items=items, css="is-brief")


def _columns_menu(opened: Opened, display: Display) -> Html:
    """Return the chooser of columns: boxes in the order of the table, moved by dragging or by their arrows."""
    offered = [*opened.place.offered, *([NEXT_ACTION] if opened.place.spec.has_activities else [])]
    chosen = [f for f in opened.columns if f.key != "name"]
    rest = [f for f in offered if f.key != "name" and f not in chosen]
    lines = join(_column_line(f, display, is_on=f in chosen) for f in (*chosen, *rest))
    hidden = {k: v for k, v in opened.state.first_page().query().items() if k != "columns"}
    kept = join(format_html('<input type="hidden" name="{}" value="{}">', k, v) for k, v in hidden.items())
    action = opened.place.url("list")
    standard = opened.at(columns=None)
    panel = format_html(
        '<form class="a-columns" method="get" action="{}"{}>{}<ul data-controller="sortable">{}</ul>'
        '<footer class="row-x"><button class="btn btn-primary btn-sm" type="submit">{}</button>'
        '<a class="btn btn-bare btn-sm" href="{}"{}>{}</a></footer></form>',
        action,
        attributes(refresh(action)),
        kept,
        lines,
        _("Show"),
        standard,
        attributes(refresh(standard)),
        _("Reset"),
    )
    return Menu(label=_("Columns"), icon="columns-3", kind="bare", is_small=True, panel=panel, css="is-brief")


def _column_line(field: FieldSpec, display: Display, *, is_on: bool) -> Html:
    return format_html(
        '<li><span class="grip" data-grip aria-hidden="true">{}</span><label class="a-check">'
        '<input type="checkbox" class="form-check-input" name="columns" value="{}"{}>{}</label></li>',
        icon("grip-vertical", "sm"),
        field.key,
        attributes({"checked": is_on}),
        field.label.text(display.language),
    )


def filter_notice(opened: Opened) -> Html:
    """Return why the filter of the address was not understood, with the way out; nothing when it was."""
    if opened.problem is None:
        return EMPTY
    return format_html(
        '<div class="a-notice is-late" role="alert">{}<div><p>{}</p><p>{} <code>{}</code></p></div>{}</div>',
        icon("alert-triangle"),
        opened.problem.message,
        _("Condition:"),
        opened.filter,
        Button(label=_("Drop the condition"), url=opened.at(filter=""), is_small=True),
    )


def empty_state(opened: Opened) -> Html:
    """Return what stands instead of an empty table: what this place is for, or how to widen what one sees."""
    place = opened.place
    is_narrowed = bool(opened.filter or opened.state.search)
    if is_narrowed:
        title = _("Nothing found")
        text = _("No record fits these conditions. Take one away, or look at everything.")
        acts: Html = Button(
            label=_("Show everything"), url=opened.at(view="all", filter=None, search=""), icon="filter-x"
        )
    else:
        title = _("Nothing here yet")
        text = _(
            "Records of the section “%(section)s” will stand here. Create the first one, or load them from a file."
        ) % {"section": place.spec.label.text()}
        acts = join((create_button(place), _import_button(opened)))
    return format_html(
        '<div class="a-empty">{}<h2>{}</h2><p>{}</p><div class="row-x">{}</div></div>',
        icon(known(place.spec.icon)),
        title,
        text,
        acts,
    )


def _import_button(opened: Opened) -> Html:
    if not opened.place.may("import"):
        return EMPTY
    return Button(label=_("Load from a file"), url=f"/import/?section={opened.place.spec.key}", icon="table-import")
