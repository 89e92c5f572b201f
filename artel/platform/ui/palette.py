"""Results of the palette (Ctrl+K): groups of things to open or to do; the script moves over `role=option`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.ui.component import EMPTY, AttributeValue, Component, Html, Text, attributes, join
from artel.platform.ui.icons import icon, known


@dataclass(frozen=True, slots=True, kw_only=True)
class PaletteItem(Component):
    """One line: where it leads, or (with `attrs` of htmx) what it does. `note` stands beside, `key` is its shortcut."""

    label: Html
    url: str
    icon: str = "arrow-right"
    note: Html = ""
    key: str = ""
    attrs: dict[str, AttributeValue] = field(default_factory=dict)

    def render(self) -> SafeString:
        """See `Component`."""
        note = format_html('<span class="clip small muted">{}</span>', self.note) if self.note else EMPTY
        key = format_html("<kbd>{}</kbd>", self.key) if self.key else EMPTY
        return format_html(
            '<a role="option" aria-selected="false" tabindex="-1" href="{}"{}>{}<span class="clip">{}</span>{}{}</a>',
            self.url,
            attributes(self.attrs),
            icon(known(self.icon)),
            self.label,
            note,
            key,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PaletteGroup(Component):
    """Lines of one kind under their heading: contacts, deals, actions."""

    label: Text
    items: Sequence[PaletteItem]

    def render(self) -> SafeString:
        """See `Component`."""
        return format_html(
            '<div role="group" aria-label="{0}"><div class="a-palette-title" aria-hidden="true">{0}</div>{1}</div>',
            self.label,
            join(self.items),
        )


def palette_answer(groups: Sequence[PaletteGroup]) -> SafeString:
    """Return the whole answer; without groups it says that nothing was found."""
    if not any(group.items for group in groups):
        return format_html('<p class="a-palette-none">{}</p>', _("Nothing found"))
    return join(group for group in groups if group.items)
