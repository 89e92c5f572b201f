"""Page: title, path and frame of one screen; Crumb, Tab and Tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.html import format_html
from django.utils.safestring import SafeString

from artel.platform.ui.atoms import Count
from artel.platform.ui.component import EMPTY, Component, Html, Text, attributes, join
from artel.platform.ui.icons import icon


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the path; the last one has no address."""

    label: Text
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What `base.html` needs to know about a page.

    `kind` chooses the rail: "card" and "board" have the narrow one until the person widens it. `count` stands beside
    the title. `actions` are buttons of the heading; a page with a heading of its own sets `has_head` off and prints
    its one `<h1>` itself.
    """

    title: Text
    crumbs: tuple[Crumb, ...] = ()
    kind: str = "list"
    count: Text | int | None = None
    actions: tuple[Html, ...] = ()
    has_head: bool = True

    @property
    def rail_group(self) -> str:
        """Return under which name the width of the rail is remembered."""
        return "card" if self.kind in {"card", "board", "calendar"} else "list"

    @property
    def trail(self) -> tuple[Crumb, ...]:
        """Return the path; a page without one is its own path."""
        return self.crumbs or (Crumb(self.title),)

    @property
    def back(self) -> Crumb | None:
        """Return where «back» leads on a phone: the last step with an address."""
        return next((crumb for crumb in reversed(self.trail) if crumb.url), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One tab: a link when it has an address (`url`), else a switch of the panel with the id `panel`."""

    label: Html
    url: str = ""
    panel: str = ""
    count: int | None = None
    is_late: bool = False
    is_current: bool = False
    icon: str = ""
    attrs: dict[str, str] = field(default_factory=dict)

    def inside(self) -> SafeString:
        """Return icon, label and counter."""
        mark = icon(self.icon, "sm") if self.icon else EMPTY
        count = Count(self.count, is_late=self.is_late) if self.count is not None else EMPTY
        return join((mark, self.label, count))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabs(Component):
    """A row of tabs. Tabs with addresses make a `<nav>`, tabs with panels a `tablist`. `end` stands at the far side."""

    label: Text
    tabs: Sequence[Tab]
    end: Html = ""
    css: ClassVar[str] = "a-tabs"

    def render(self) -> SafeString:
        """See `Component`."""
        if any(tab.url for tab in self.tabs):
            items = join(
                format_html(
                    '<a href="{}"{}>{}</a>',
                    tab.url,
                    attributes({"aria-current": "page" if tab.is_current else None, **tab.attrs}),
                    tab.inside(),
                )
                for tab in self.tabs
            )
            return format_html('<nav class="a-tabs" aria-label="{}">{}{}</nav>', self.label, items, self._end())
        items = join(
            format_html(
                '<button type="button" role="tab" id="tab-{0}" aria-controls="{0}" aria-selected="{1}"'
                ' tabindex="{2}"{3}>{4}</button>',
                tab.panel,
                "true" if tab.is_current else "false",
                0 if tab.is_current else -1,
                attributes(tab.attrs),
                tab.inside(),
            )
            for tab in self.tabs
        )
        # What stands at the end is not a tab, so it stays outside the list of tabs.
        return format_html(
            '<div class="a-tabs-line"><div class="a-tabs" role="tablist" data-controller="tabs"'
            ' aria-label="{}">{}</div>{}</div>',
            self.label,
            items,
            self._end(),
        )

    def _end(self) -> SafeString:
        return format_html('<span class="end">{}</span>', self.end) if self.end else EMPTY
