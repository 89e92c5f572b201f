"""The feed of a record: Composer, days, items, bubbles, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.ui import formats
from artel.platform.ui.component import EMPTY, AttributeValue, Component, Html, Text, attributes, join
from artel.platform.ui.icons import icon


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLink(Component):
    """An attached file: icon, name, size. `remove` are the attributes of its cross."""

    name: str
    size: int
    url: str = ""
    icon: str = "file-text"
    remove: dict[str, AttributeValue] | None = None

    def render(self) -> SafeString:
        """See `Component`."""
        text = format_html(
            '{}<span class="clip">{}</span> <span class="muted small nowrap">{}</span>',
            icon(self.icon),
            self.name,
            formats.file_size(self.size),
        )
        if self.remove is not None:
            label = _("Remove “%(name)s”") % {"name": self.name}
            cross = format_html(
                '<button type="button" class="btn btn-bare btn-icon btn-sm" aria-label="{}"{}>{}</button>',
                label,
                attributes(self.remove),
                icon("x", "sm"),
            )
            return format_html('<span class="a-file" title="{}">{}{}</span>', self.name, text, cross)
        if self.url:
            return format_html('<a class="a-file" href="{}" title="{}">{}</a>', self.url, self.name, text)
        return format_html('<span class="a-file" title="{}">{}</span>', self.name, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem(Component):
    """One happening. `who` in bold, `what` beside it, `body` below.

    `tone` puts the body in a bubble: "theirs" (a client's words), "ours", "team" (colleagues); "" leaves it plain.
    """

    icon: str
    who: Html
    time: Html
    what: Html = ""
    body: Html = ""
    tone: str = ""
    files: Sequence[FileLink] = ()
    actions: Sequence[Html] = ()
    id: str = ""

    _BUBBLES: ClassVar[dict[str, str]] = {"theirs": "a-bubble", "ours": "a-bubble is-ours", "team": "a-bubble is-team"}

    def render(self) -> SafeString:
        """See `Component`."""
        body = EMPTY
        if self.body:
            body = format_html('<div class="{}">{}</div>', self._BUBBLES.get(self.tone, "say"), self.body)
        files = format_html('<div class="row-x wrap a-item-files">{}</div>', join(self.files)) if self.files else EMPTY
        acts = format_html('<span class="a-item-acts">{}</span>', join(self.actions)) if self.actions else EMPTY
        return format_html(
            '<li class="a-item"{}><span class="mark">{}</span><header><span><b>{}</b> {}</span>{}{}</header>{}{}</li>',
            attributes({"id": self.id or None}),
            icon(self.icon),
            self.who,
            self.what,
            acts,
            self.time,
            body,
            files,
        )


@dataclass(frozen=True, slots=True)
class FeedDay(Component):
    """The heading of a day."""

    label: Text

    def render(self) -> SafeString:
        """See `Component`."""
        return format_html('<li class="a-day">{}</li>', self.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed(Component):
    """Everything that happened, the newest first. `more` is a button that asks for older."""

    items: Sequence[Component]
    more: Html = ""
    id: str = "feed"
    attrs: dict[str, AttributeValue] = field(default_factory=dict)

    def render(self) -> SafeString:
        """See `Component`."""
        return format_html(
            '<ol class="a-feed" id="{}"{}>{}{}</ol>', self.id, attributes(self.attrs), join(self.items), self.more
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposerTab:
    """One way of writing: its form posts to `action`. `fields` stand between the text and the foot."""

    key: str
    label: Text
    action: str
    placeholder: Text
    button: Text
    icon: str = ""
    has_text: bool = True
    has_files: bool = False
    fields: Sequence[Component] = ()
    attrs: dict[str, AttributeValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer(Component):
    """The box at the top of a feed: a tab for each way of writing (note, task, call …).

    What is typed is kept in the browser per record (`draft`). `upload_url` takes dropped files, `mention_url` finds
    colleagues after @.
    """

    tabs: Sequence[ComposerTab]
    csrf_token: str
    draft: str = ""
    current: str = ""
    upload_url: str = ""
    mention_url: str = ""

    template: ClassVar[str] = "ui/composer.html"

    @property
    def forms(self) -> list[tuple[ComposerTab, bool, SafeString]]:
        """Return each tab, whether it is chosen, and the attributes of its form."""
        current = self.current or self.tabs[0].key
        return [(tab, tab.key == current, attributes({"hx-post": tab.action, **tab.attrs})) for tab in self.tabs]
