"""Button, Menu, Segments: what people press. A button with an address is a link, one that acts is a <button>."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import ClassVar

from django.utils.html import format_html
from django.utils.safestring import SafeString

from artel.platform.ui.component import EMPTY, AttributeValue, Component, Html, Text, attributes, join, words
from artel.platform.ui.icons import icon

_numbers = count(1)


def fresh_id(prefix: str) -> str:
    """Return an id that no other element of a page has."""
    return f"{prefix}-{next(_numbers)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button(Component):
    """Something to press.

    `kind` is "" (outlined), "primary" (one a view), "bare" or "danger"; `url` makes it a link. Without a visible
    `label` (`is_icon_only`) the label is said aloud and shown on hover. `attrs` are the rest: `hx-post`,
    `data-shortcut`, `name`, `value` …
    """

    label: Text
    url: str = ""
    icon: str = ""
    kind: str = ""
    is_small: bool = False
    is_icon_only: bool = False
    is_submit: bool = False
    is_disabled: bool = False
    is_pressed: bool | None = None
    shortcut: str = ""
    hint: Text = ""
    css: str = ""
    attrs: dict[str, AttributeValue] = field(default_factory=dict)

    def render(self) -> SafeString:
        """See `Component`."""
        given: dict[str, AttributeValue] = {
            "class": words(
                "btn",
                f"btn-{self.kind}" if self.kind else None,
                "btn-sm" if self.is_small else None,
                "btn-icon" if self.is_icon_only else None,
                self.css,
            ),
            "aria-label": self.label if self.is_icon_only else None,
            "title": self.hint or (self.label if self.is_icon_only else None),
            "aria-pressed": None if self.is_pressed is None else str(self.is_pressed).lower(),
            "data-shortcut": self.shortcut.lower() or None,
            "aria-keyshortcuts": self.shortcut or None,
        }
        mark = icon(self.icon) if self.icon else EMPTY
        inside = join((mark, EMPTY if self.is_icon_only else self.label))
        if self.shortcut and not self.is_icon_only:
            inside = join((inside, format_html('<kbd aria-hidden="true">{}</kbd>', self.shortcut.upper())))
        if self.url and not self.is_disabled:
            return format_html("<a{}>{}</a>", attributes({**given, "href": self.url, **self.attrs}), inside)
        given |= {"type": "submit" if self.is_submit else "button", "disabled": self.is_disabled, **self.attrs}
        return format_html("<button{}>{}</button>", attributes(given), inside)


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem(Component):
    """One line of a menu: a link (`url`) or an act (`attrs`). `is_checked` makes it a choice."""

    label: Text
    url: str = ""
    icon: str = ""
    shortcut: str = ""
    is_danger: bool = False
    is_checked: bool | None = None
    is_disabled: bool = False
    attrs: dict[str, AttributeValue] = field(default_factory=dict)

    def render(self) -> SafeString:
        """See `Component`."""
        role = "menuitem" if self.is_checked is None else "menuitemradio"
        given: dict[str, AttributeValue] = {
            "role": role,
            "class": "late" if self.is_danger else None,
            "aria-checked": None if self.is_checked is None else str(self.is_checked).lower(),
            "tabindex": -1,
            **self.attrs,
        }
        key = format_html('<kbd aria-hidden="true">{}</kbd>', self.shortcut.upper()) if self.shortcut else EMPTY
        tick = icon("check", css="tick") if self.is_checked else EMPTY
        label = format_html('<span class="clip grow">{}</span>', self.label)
        inside = join((icon(self.icon) if self.icon else EMPTY, label, tick, key))
        if self.url and not self.is_disabled:
            return format_html('<a href="{}"{}>{}</a>', self.url, attributes(given), inside)
        return format_html(
            '<button type="button"{}>{}</button>', attributes({**given, "disabled": self.is_disabled}), inside
        )


class MenuLine(Component):
    """A line between groups of a menu."""

    __slots__ = ()

    def render(self) -> SafeString:
        """See `Component`."""
        return SafeString('<hr role="separator">')


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu(Component):
    """A button that opens a menu of items, or any other content (`panel`) as a floating panel.

    The items stay in the page, so a menu needs no request; `id` is made up when it is not given.
    """

    label: Text
    items: Sequence[Html] = ()
    panel: Html = ""
    icon: str = ""
    kind: str = ""
    is_small: bool = False
    is_icon_only: bool = False
    has_arrow: bool = False
    shortcut: str = ""
    id: str = ""
    css: str = ""
    attrs: dict[str, AttributeValue] = field(default_factory=dict)

    def render(self) -> SafeString:
        """See `Component`."""
        name = self.id or fresh_id("menu")
        label: Html = join((self.label, icon("chevron-down", "sm"))) if self.has_arrow else self.label
        opener = Button(
            label=label if not isinstance(label, Component) else label.render(),
            icon=self.icon,
            kind=self.kind,
            is_small=self.is_small,
            is_icon_only=self.is_icon_only,
            shortcut=self.shortcut,
            css=self.css,
            attrs={
                "data-controller": "menu",
                "aria-controls": name,
                "aria-expanded": "false",
                "aria-haspopup": "menu" if self.items else "dialog",
                **self.attrs,
            },
        )
        if self.items:
            box = format_html(
                '<div id="{}" popover class="a-float a-menu" role="menu" aria-label="{}">{}</div>',
                name,
                self.label,
                join(self.items),
            )
        else:
            box = format_html(
                '<div id="{}" popover class="a-float a-pop" role="dialog" aria-label="{}">{}</div>',
                name,
                self.label,
                self.panel,
            )
        return join((opener, box))


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments(Component):
    """Buttons joined into one: a switch of two to five ways (table, board, calendar), or a split button."""

    label: Text
    buttons: Sequence[Button]
    css: ClassVar[str] = "a-btns"

    def render(self) -> SafeString:
        """See `Component`."""
        return format_html('<div class="a-btns" role="group" aria-label="{}">{}</div>', self.label, join(self.buttons))
