"""The conditions of a list as chips: pressing one opens the builder, its cross takes the condition away."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.conditions.filter_model import FilterCondition, FilterGroup, Operator
from artel.platform.screens.display import Display
from artel.platform.screens.filters.model import Builder, Labels, builder_for, flat, labels_of, values_of
from artel.platform.screens.opening.head import with_kind
from artel.platform.screens.opening.opened import Opened
from artel.platform.screens.reading.reached import reached_stage
from artel.platform.ui.atoms import Chip
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Html, join

SAID = frozenset({Operator.EQ, Operator.IN})
"""Relations that go without saying before their value."""
SHOWN_VALUES = 3


def filter_chips(opened: Opened, display: Display, name: str) -> Html:
    """Return the chips of a list or board and the button that adds a condition; `name` is the screen they lead to."""
    builder_url = _builder_url(opened, name)
    add = Button(
        label=_("Filter"),
        icon="filter-plus",
        kind="bare",
        is_small=True,
        shortcut="/",
        url=builder_url,
        attrs={"hx-get": builder_url, "hx-target": "#dialog"},
    )
    return join((*_reached(opened, display, name), *_chips(opened, display, name, builder_url), add))


def _reached(opened: Opened, display: Display, name: str) -> list[Html]:
    """Return the chip of a stage that all of these records came to, where the address says one."""
    found = reached_stage(opened.place.spec, opened.state.reached)
    if found is None:
        return []
    _pipeline, stage = found
    words = stage.label.text(display.language)
    return [Chip(field=_("Came to the stage"), values=(words,), remove_url=opened.at(name, reached=""))]


def _builder_url(opened: Opened, name: str) -> str:
    return with_kind(opened.state.first_page().at(opened.place.url("filter")), name)


def _chips(opened: Opened, display: Display, name: str, builder_url: str) -> list[Html]:
    if not opened.filter.strip() or opened.problem is not None:
        return []
    edit = {"hx-get": builder_url, "hx-target": "#dialog"}
    builder = builder_for(opened.place, display)
    group = builder.read(opened.filter)
    items = flat(group) if group is not None and group.connective == "and" else None
    if items is None:
        words = format_html('<span title="{0}">{0}</span>', opened.filter)
        return [Chip(field=_("Complex condition"), values=(words,), edit=edit, remove_url=opened.at(name, filter=""))]
    labels = labels_of(builder, items)
    return [_chip(opened, builder, items, n, labels, edit, name) for n in range(len(items))]


def _chip(
    opened: Opened,
    builder: Builder,
    items: list[FilterCondition],
    number: int,
    labels: Labels,
    edit: dict[str, str],
    name: str,
) -> Chip:
    item = items[number]
    rest = FilterGroup(items=tuple(i for n, i in enumerate(items) if n != number))
    values = [builder.value_text(item, value, labels) for value in values_of(item)]
    if item.operator is Operator.BETWEEN and len(values) == 2:
        values = [f"{values[0]} – {values[1]}"]
    if len(values) > SHOWN_VALUES:
        values = [*values[:SHOWN_VALUES], f"+{len(values) - SHOWN_VALUES}"]
    return Chip(
        field=builder.label(item.field),
        relation="" if item.operator in SAID and values else builder.operator_label(item),
        values=values,
        edit=edit,
        remove_url=opened.at(name, filter=builder.write(rest)),
    )
