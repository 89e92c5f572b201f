"""Lists of fields put in order by dragging, by keys, or by pressing: what layouts, lists and views consist of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.designer.wording import type_words
from artel.platform.sections.fieldtype import field_types
from artel.platform.sections.spec import FieldSpec
from artel.platform.ui.component import EMPTY, Component, Html, Text, attributes, join
from artel.platform.ui.icons import icon


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that stands in a list."""

    key: str
    label: Text
    icon: str = "forms"


def field_items(fields: Mapping[str, FieldSpec], keys: Iterable[str]) -> list[Item]:
    """Return fields as items, in the order of `keys`; unknown and retired ones are left out."""
    found = (fields[key.removeprefix("-")] for key in keys if key.removeprefix("-") in fields)
    return [Item(f.key, f.label.text(), type_words(field_types.get(f.type)).icon) for f in found if not f.retired]


def item_line(item: Item) -> SafeString:
    """Return one item: a grip that is dragged or moved by keys, and the cross that takes it out."""
    moves = _("%(name)s: drag, or Alt and arrows") % {"name": item.label}
    return format_html(
        '<li class="a-chosen" data-key="{}">'
        '<button type="button" class="grip btn-reset" data-grip aria-label="{}" title="{}">'
        '{}</button>{}<span class="clip grow" title="{}">{}</span>'
        '<button type="button" class="btn-reset out" data-out aria-label="{}">{}</button></li>',
        item.key,
        moves,
        _("Drag, or Alt and arrows"),
        icon("grip-vertical", "sm"),
        icon(item.icon, "sm"),
        item.label,
        item.label,
        _("Take “%(name)s” out") % {"name": item.label},
        icon("x", "sm"),
    )


def blank_item() -> SafeString:
    """Return the item that the page copies when one is added."""
    return format_html("<template data-item-blank>{}</template>", item_line(Item("", "")))


def zone(name: str, items: Iterable[Item], *, group: str, empty: Text = "", label: Text = "") -> SafeString:
    """Return the list itself; lists of one `group` exchange items."""
    given = attributes({"data-empty": empty or _("Drag fields here"), "aria-label": label or None})
    return format_html(
        '<ul class="a-zone" data-controller="sortable" data-list="{}" data-group="{}"{}>{}</ul>',
        name,
        group,
        given,
        join(item_line(item) for item in items),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PickList(Component):
    """A list with its name and a choice of what to add: everything works by mouse, by keys and by touch."""

    name: str
    title: Text
    items: Sequence[Item]
    offered: Sequence[Item]
    help: Html = ""
    is_inline: bool = False

    def render(self) -> SafeString:
        """See `Component`."""
        taken = {item.key for item in self.items}
        options = join(
            format_html(
                '<option value="{}" data-icon="{}"{}>{}</option>',
                item.key,
                item.icon,
                attributes({"hidden": item.key in taken}),
                item.label,
            )
            for item in self.offered
        )
        help_ = format_html('<p class="a-help">{}</p>', self.help) if self.help else EMPTY
        return format_html(
            '<section class="a-picklist{}" data-pick-list><h2 class="a-part">{}</h2>{}{}'
            '<select class="form-select" data-add="{}" aria-label="{}"><option value="">{}</option>{}</select>'
            "</section>",
            " is-inline" if self.is_inline else "",
            self.title,
            help_,
            zone(self.name, self.items, group=self.name, label=self.title, empty=_("Standard columns")),
            self.name,
            _("Add to “%(name)s”") % {"name": self.title},
            _("+ Add a field"),
            options,
        )
